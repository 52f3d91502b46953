import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  BankFileQuestion as AboutBankFile,
  ConsentQuestion,
  HideQuestion as AboutHiding,
  LiftQuestion as AboutLock,
} from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { useTitle } from '../../components/window/use-title.ts'
import { BankFileQuestion } from './bank-file-question.tsx'
import { HideQuestion } from './hide-question.tsx'
import { LiftQuestion } from './lift-question.tsx'
import { Question } from './question.tsx'
import './consent.css'

type Asked = ConsentQuestion | AboutBankFile | AboutHiding | AboutLock

/** Web アクセスの確認, whether something shall be given up, a bank be set, a certificate be hidden or a lock be lifted: one question, two answers, and a bridge that knows nothing else. */
export function ConsentPage() {
  const { t } = useTranslation()
  const { run } = useAction()
  const [question, setQuestion] = useState<Asked>()
  useTitle(t(titleOf(question?.question)))

  useEffect(() => {
    void run(async () => setQuestion(await window.koshinConsent.question()))
  }, [run])

  if (question === undefined) return <p className="visually-hidden">{t('loading')}</p>
  if (question.question === 'lift-lock') return <LiftQuestion question={question} />
  if (question.question === 'bank-file') return <BankFileQuestion question={question} />
  if (question.question === 'hide') return <HideQuestion question={question} />
  return <Question question={question} />
}

function titleOf(question: Asked['question'] | undefined) {
  if (question === 'hide') return 'titles.hide'
  if (question === 'lift-lock') return 'titles.liftLock'
  if (question === 'bank-file') return 'titles.bankFileQuestion'
  return question === 'give-up' ? 'titles.giveUp' : 'titles.consent'
}
