import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsentQuestion } from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { useTitle } from '../../components/frame/use-title.ts'
import { Question } from './question.tsx'
import './consent.css'

/** Web アクセスの確認, and whether something shall be given up: one question, two answers, and a bridge that knows nothing else. */
export function ConsentPage() {
  const { t } = useTranslation()
  const { run } = useAction()
  const [question, setQuestion] = useState<ConsentQuestion>()
  useTitle(t(question?.question === 'give-up' ? 'titles.giveUp' : 'titles.consent'))

  useEffect(() => {
    void run(async () => setQuestion(await window.koshinConsent.question()))
  }, [run])

  if (question === undefined) return <p className="visually-hidden">{t('loading')}</p>
  return <Question question={question} />
}
