import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProxyQuestion } from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { ProxyForm } from './proxy-form.tsx'
import './proxy.css'

/** プロキシの認証: a proxy on the way to the bank wants a user name and a password. */
export function ProxyPage() {
  const { t } = useTranslation()
  const { run } = useAction()
  const [question, setQuestion] = useState<ProxyQuestion>()

  useEffect(() => {
    void run(async () => setQuestion(await window.koshinProxy.question()))
  }, [run])

  if (question === undefined) return <p className="visually-hidden">{t('loading')}</p>
  return <ProxyForm question={question} />
}
