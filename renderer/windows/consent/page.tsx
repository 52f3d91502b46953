import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BankFileQuestion as AboutBankFile, ConsentQuestion } from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { useTitle } from '../../components/window/use-title.ts'
import { BankFileQuestion } from './bank-file-question.tsx'
import { Question } from './question.tsx'
import './consent.css'

/** Web アクセスの確認, whether something shall be given up, whether a bank shall be set: one question, two answers, and a bridge that knows nothing else. */
export function ConsentPage() {
  const { t } = useTranslation()
  const { run } = useAction()
  const [question, setQuestion] = useState<ConsentQuestion | AboutBankFile>()
  useTitle(t(titleOf(question?.question)))

  useEffect(() => {
    void run(async () => setQuestion(await window.koshinConsent.question()))
  }, [run])

  if (question === undefined) return <p className="visually-hidden">{t('loading')}</p>
  if (question.question === 'bank-file') return <BankFileQuestion question={question} />
  return <Question question={question} />
}

function titleOf(question: ConsentQuestion['question'] | 'bank-file' | undefined) {
  if (question === 'bank-file') return 'titles.bankFileQuestion'
  return question === 'give-up' ? 'titles.giveUp' : 'titles.consent'
}
