import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsentQuestion } from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { Question } from './question.tsx'
import './consent.css'

/** Web アクセスの確認, and whether something shall be given up: one question, two answers, and a bridge that knows nothing else. */
export function ConsentPage() {
  const { t } = useTranslation()
  const { run } = useAction()
  const [question, setQuestion] = useState<ConsentQuestion>()

  useEffect(() => {
    document.title = t('titles.consent')
    void run(async () => {
      const asked = await window.koshinConsent.question()
      if (asked.question === 'give-up') document.title = t('titles.giveUp')
      setQuestion(asked)
    })
  }, [run, t])

  if (question === undefined) return <p className="visually-hidden">{t('loading')}</p>
  return <Question question={question} />
}
