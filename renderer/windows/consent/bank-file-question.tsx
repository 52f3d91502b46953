import { useTranslation } from 'react-i18next'
import type { BankFileQuestion as Question } from '../../../preload/contract.ts'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { Answers } from './answers.tsx'
import { consentIds } from './test-ids.ts'
import { useAnswer } from './use-answer.ts'

/** Shall the bank be set whose file came from this domain? The domain is all that vouches for it, so it is the largest word. */
export function BankFileQuestion({ question }: { question: Question }) {
  const { t } = useTranslation()
  const answering = useAnswer()
  const { domain, readable, bankName, hosts } = question
  return (
    <main className="consent" data-testid={consentIds.page} data-question="bank-file" onKeyDown={answering.onKeyDown}>
      <header className="consent-top">
        <h1>{t('titles.bankFileQuestion')}</h1>
      </header>
      <div className="stack-tight">
        <p className="lead" data-testid={consentIds.ask}>
          {t('consent.bankFile.ask')}
        </p>
        <p className="consent-domain mono" data-testid={consentIds.host}>
          {domain}
        </p>
        {readable !== undefined && <p className="soft">{t('consent.bankFile.readable', { readable })}</p>}
      </div>
      <div className="panel">
        <DetailsList
          details={[
            { name: t('bankFile.bank'), value: bankName },
            { name: t('bankFile.hosts'), value: <span className="mono">{hosts.join(' ')}</span> },
          ]}
        />
      </div>
      <p className="soft">{t('consent.bankFile.ifNo')}</p>
      <Answers {...answering} />
    </main>
  )
}
