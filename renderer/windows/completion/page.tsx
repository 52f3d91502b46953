import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { Mark } from '../../components/frame/mark.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { completionIds } from './test-ids.ts'
import { Thumbprint } from './thumbprint.tsx'
import './completion.css'

/** 電子証明書発行 発行完了: only shown once the bank has accepted a connection with the new certificate. */
export function CompletionPage({ view }: { view: ViewOf<'completion'> }) {
  const { certificate, proven, unconfirmed, retired, purpose, browsers, afterRenewal } = view
  const { t, i18n } = useTranslation()
  const original = useOriginal()
  const dates = useDates()
  const names = new Intl.ListFormat(i18n.language, { type: 'conjunction' })
  return (
    <PageFrame
      title={t('titles.completion')}
      {...original('completion')}
      testId={completionIds.page}
      {...(purpose === 'renewal' ? { stage: 'completion' as const } : {})}
    >
      <p className="lead completion-lead">
        <Mark state="passed" />
        {t('completion.lead')}
      </p>
      <section className="panel completion-new">
        <h2>{t('completion.details')}</h2>
        <DetailsList
          details={[
            { name: t('certificate.holder'), value: certificate.holder, testId: completionIds.holder, field: 'holder' },
            { name: t('certificate.issuer'), value: certificate.issuer, testId: completionIds.issuer, field: 'issuer' },
            {
              name: t('certificate.serial'),
              value: <span className="mono">{certificate.serial}</span>,
              testId: completionIds.serial,
              field: 'serial',
            },
            {
              name: t('certificate.notBefore'),
              value: dates.instant(certificate.notBefore),
              testId: completionIds.notBefore,
              field: 'notBefore',
            },
            {
              name: t('certificate.notAfter'),
              value: <strong>{dates.instant(certificate.notAfter)}</strong>,
              testId: completionIds.notAfter,
              field: 'notAfter',
            },
            {
              name: t('certificate.thumbprint'),
              value: <Thumbprint value={certificate.thumbprint} />,
              field: 'thumbprint',
            },
            {
              name: t('certificate.storedIn'),
              value: (
                <>
                  <p>{t(`places.${certificate.protection}`)}</p>
                  <p className="soft small">{t(`protections.${certificate.protection}`)}</p>
                </>
              ),
              testId: completionIds.storedIn,
            },
            ...(proven === undefined
              ? []
              : [
                  {
                    name: t('completion.proof'),
                    value: t(`completion.proven.${proven}`),
                    testId: completionIds.proof,
                  },
                ]),
          ]}
        />
      </section>
      {unconfirmed !== undefined && (
        <section className="stack-tight" data-testid={completionIds.unconfirmed} data-code={unconfirmed.code}>
          <h2>{t('unconfirmed.title')}</h2>
          <p>{t('unconfirmed.completion')}</p>
          <p className="soft small">
            {t(`failures.${unconfirmed.code}.what`)} <span className="mono">({unconfirmed.code})</span>
          </p>
        </section>
      )}
      {retired !== undefined && (
        <section className="stack-tight" data-testid={completionIds.retired}>
          <h2>{t('completion.old')}</h2>
          <p>{t('completion.retired', { serial: retired.serial })}</p>
        </section>
      )}
      {browsers.length > 0 && (
        <section className="stack-tight" data-testid={completionIds.browsers}>
          <h2>{t('completion.browsers')}</h2>
          <p>{t('completion.browsersText', { names: names.format(browsers) })}</p>
        </section>
      )}
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
        <p className="soft">{t('completion.close')}</p>
        <ActionButton action={() => koshin().completion.save()} testId={completionIds.save}>
          {t('buttons.savePage')}
        </ActionButton>
        <ActionButton kind="primary" action={() => koshin().completion.close()} testId={completionIds.close}>
          {t('buttons.closeWindow')}
        </ActionButton>
      </div>
    </PageFrame>
  )
}
