import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { useHelpDesk } from '../../components/frame/banks/banks.ts'
import { FailureDetails } from '../../components/progress/failure-details.tsx'
import { HelpDesk } from '../../components/progress/help-desk.tsx'
import { Mark } from '../../components/frame/mark.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { NewCertificate } from './new-certificate.tsx'
import { CompletionRecord } from './record.tsx'
import { completionIds } from './test-ids.ts'
import './completion.css'

/** 電子証明書発行 発行完了: only shown once the bank has accepted a connection with the new certificate. */
export function CompletionPage({ view }: { view: ViewOf<'completion'> }) {
  const { certificate, automatic, unconfirmed, retired, inSight, purpose, browsers, afterRenewal, canReturn } = view
  const { t, i18n } = useTranslation()
  const original = useOriginal()
  const dates = useDates()
  const helpDesk = useHelpDesk()
  const [saved, setSaved] = useState(false)
  const save = async () => setSaved(await koshin().completion.save())
  const names = new Intl.ListFormat(i18n.language, { type: 'conjunction' })
  return (
    <PageFrame
      title={t('titles.completion')}
      {...original('completion')}
      testId={completionIds.page}
      {...(purpose === 'renewal' ? { stage: 'completion' as const } : {})}
    >
      <div className="stack screen-only">
        <p className="lead completion-lead">
          <Mark state="passed" />
          {t(automatic === true ? 'completion.leadAutomatic' : 'completion.lead')}
        </p>
        <section className="panel">
          <DetailsList
            details={[
              {
                name: t('certificate.holder'),
                value: certificate.holder,
                testId: completionIds.holder,
                field: 'holder',
              },
              {
                name: t('certificate.newNotAfter'),
                value: <strong>{dates.instant(certificate.notAfter)}</strong>,
                testId: completionIds.notAfter,
                field: 'notAfter',
              },
            ]}
          />
        </section>
        {browsers.sharing.length > 0 && (
          <section className="stack-tight" data-testid={completionIds.browsers}>
            <h2>{t('completion.browsers')}</h2>
            <p>{t('completion.browsersText', { names: names.format(browsers.sharing) })}</p>
          </section>
        )}
        {purpose === 'renewal' && <p data-testid={completionIds.chooseAgain}>{t('completion.chooseAgain')}</p>}
        {afterRenewal.length > 0 && (
          <section className="stack-tight" data-testid={completionIds.afterRenewal}>
            <h2>{t('completion.afterRenewal')}</h2>
            <ul>
              {afterRenewal.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </section>
        )}
        <div className="actions">
          <p className="soft" role="status" data-testid={completionIds.saved}>
            {t(saved ? 'completion.saved' : 'completion.close')}
          </p>
          <ActionButton action={save} testId={completionIds.save}>
            {t('buttons.savePage')}
          </ActionButton>
          <ActionButton kind="primary" action={() => koshin().completion.close()} testId={completionIds.close}>
            {t('buttons.closeWindow')}
          </ActionButton>
        </div>
        {canReturn === true && (
          <section className="completion-return">
            <p>{t('completion.return')}</p>
            <ActionButton action={() => koshin().completion.return()} testId={completionIds.return}>
              {t('buttons.returnToBank')}
            </ActionButton>
          </section>
        )}
        <NewCertificate view={view} />
        {unconfirmed !== undefined && (
          <section className="stack-tight" data-testid={completionIds.unconfirmed} data-code={unconfirmed.code}>
            <h2>{t('unconfirmed.title')}</h2>
            <p>{t('unconfirmed.completion')}</p>
            <p className="soft small">{t(`failures.${unconfirmed.code}.what`)}</p>
            <FailureDetails failure={unconfirmed} />
          </section>
        )}
        {retired !== undefined && (
          <section className="stack-tight" data-testid={completionIds.retired}>
            <h2>{t('completion.old')}</h2>
            <p>{t('completion.retired', { serial: retired.serial })}</p>
            {browsers.apart.length > 0 && (
              <p data-testid={completionIds.browsersApart}>
                {t('completion.browsersApart', { names: names.format(browsers.apart) })}
              </p>
            )}
          </section>
        )}
        {inSight !== undefined && (
          <section className="stack-tight" data-testid={completionIds.inSight}>
            <h2>{t('completion.old')}</h2>
            <p>{t('completion.inSight', { serial: inSight.serial })}</p>
          </section>
        )}
        {helpDesk !== undefined && (
          <section className="stack-tight">
            <h2>{t('helpDesk.title')}</h2>
            <HelpDesk />
          </section>
        )}
      </div>
      <CompletionRecord view={view} />
    </PageFrame>
  )
}
