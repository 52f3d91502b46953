import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsentQuestion } from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { Button } from '../../components/controls/button.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { Mark } from '../../components/frame/mark.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { useDates } from '../../components/certificate/use-dates.ts'
import { useGuard } from './guard.ts'
import { consentIds } from './test-ids.ts'

export function Question({ question: asked }: { question: ConsentQuestion }) {
  const { t } = useTranslation()
  const dates = useDates()
  const { original } = useOriginal()('consent')
  const { pending, run } = useAction()
  const ready = useGuard()
  const no = useRef<HTMLButtonElement>(null)
  const { question, purpose, bankName, bankHost, bankVerified, holder, notAfter, unconfirmed } = asked

  const isAccess = question !== 'give-up'
  /** Of what is given up, an issued certificate is here, or there may be one at the bank. */
  const here = notAfter === undefined ? 'sent' : 'issued'

  useEffect(() => no.current?.focus(), [])

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

  function answer(value: 'yes' | 'no') {
    if (!pending) void run(() => window.koshinConsent.answer(value))
  }

  return (
    <main
      className="consent"
      data-testid={consentIds.page}
      data-question={question}
      onKeyDown={(event) => {
        // A key held down since the window underneath is not an answer, however long ago this one opened.
        if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault()
        if (event.key === 'Escape') answer('no')
      }}
    >
      <header className="consent-top">
        <div>
          <h1>{t(isAccess ? 'titles.consent' : 'titles.giveUp')}</h1>
          {isAccess && original !== undefined && (
            <p className="soft small" lang="ja">
              {original}
            </p>
          )}
        </div>
        {isAccess && <p className="soft small">{t('consent.count', { number: question === 'request' ? '1' : '2' })}</p>}
      </header>
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
      <div className="actions">
        <Button kind="primary" disabled={!ready || pending} onPress={() => answer('yes')} testId={consentIds.yes}>
          {t('buttons.yes')}
        </Button>
        <Button ref={no} disabled={!ready || pending} onPress={() => answer('no')} testId={consentIds.no}>
          {t('buttons.no')}
        </Button>
      </div>
    </main>
  )
}
