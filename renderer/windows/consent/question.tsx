import { useTranslation } from 'react-i18next'
import type { ConsentQuestion } from '../../../preload/contract.ts'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { Mark } from '../../components/frame/mark.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { useDates } from '../../components/certificate/use-dates.ts'
import { QuestionFrame } from './question-frame.tsx'
import { consentIds } from './test-ids.ts'

export function Question({ question: asked }: { question: ConsentQuestion }) {
  const { t } = useTranslation()
  const dates = useDates()
  const { original } = useOriginal()('consent')
  const { question, purpose, bankName, bankHost, bankVerified, holder, notAfter, unconfirmed } = asked

  const isAccess = question !== 'give-up'
  /** Of what is given up, an issued certificate is here, or there may be one at the bank. */
  const here = notAfter === undefined ? 'sent' : 'issued'

  const host = (
    <>
      {bankName !== undefined && <span>{bankName} </span>}
      <strong className="mono">{bankHost}</strong>
      {isAccess && (
        <span className="consent-verified soft small">
          <Mark state={bankVerified ? 'passed' : 'waiting'} />
          {t(bankVerified ? 'consent.verified' : 'consent.unverified')}
        </span>
      )}
    </>
  )

  const top = (
    <>
      <div>
        <h1>{t(isAccess ? 'titles.consent' : 'titles.giveUp')}</h1>
        {isAccess && original !== undefined && (
          <p className="soft small" lang="ja">
            {original}
          </p>
        )}
      </div>
      {isAccess && <p className="soft small">{t('consent.count', { number: question === 'request' ? '1' : '2' })}</p>}
    </>
  )

  return (
    <QuestionFrame kind={question} top={top}>
      <p className="lead" data-testid={consentIds.ask}>
        {t(isAccess ? `consent.ask.${purpose}.${question}` : `consent.giveUp.ask.${purpose}`)}
      </p>
      {!isAccess && <p>{t(`consent.giveUp.ifYes.${here}`)}</p>}
      <div className="panel">
        <DetailsList
          details={[
            { name: t('consent.bank'), value: host, testId: consentIds.host },
            { name: t(purpose === 'renewal' ? 'certificate.holder' : 'consent.customer'), value: holder },
            ...(notAfter === undefined ? [] : [{ name: t('certificate.newNotAfter'), value: dates.instant(notAfter) }]),
          ]}
        />
      </div>
      {unconfirmed === true && <p>{t('unconfirmed.consent')}</p>}
      <p className="soft">{t(isAccess ? `consent.ifNo.${question}` : 'consent.giveUp.ifNo')}</p>
    </QuestionFrame>
  )
}
