import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BankFileQuestion as AboutBankFile, ConsentQuestion } from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { BankFileQuestion } from './bank-file-question.tsx'
import { Question } from './question.tsx'
import './consent.css'

/** Web アクセスの確認, whether something shall be given up, whether a bank shall be set: one question, two answers, and a bridge that knows nothing else. */
export function ConsentPage() {
  const { t } = useTranslation()
  const { run } = useAction()
  const [question, setQuestion] = useState<ConsentQuestion | AboutBankFile>()

  useEffect(() => {
    document.title = t('titles.consent')
    void run(async () => {
      const asked = await window.koshinConsent.question()
      if (asked.question === 'give-up') document.title = t('titles.giveUp')
      if (asked.question === 'bank-file') document.title = t('titles.bankFileQuestion')
      setQuestion(asked)
    })
  }, [run, t])

  if (question === undefined) return <p className="visually-hidden">{t('loading')}</p>
  if (question.question === 'bank-file') return <BankFileQuestion question={question} />
  return <Question question={question} />
}
