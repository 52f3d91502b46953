import { useTranslation } from 'react-i18next'
import type { BankFileQuestion as Question } from '../../../preload/contract.ts'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { QuestionFrame } from './question-frame.tsx'
import { consentIds } from './test-ids.ts'

/** Shall the bank be set whose file came from this domain? The domain is all that vouches for it, so it is the largest word. */
export function BankFileQuestion({ question }: { question: Question }) {
  const { t } = useTranslation()
  const { domain, readable, bankName, hosts } = question
  return (
    <QuestionFrame kind="bank-file" top={<h1>{t('titles.bankFileQuestion')}</h1>}>
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
    </QuestionFrame>
  )
}
