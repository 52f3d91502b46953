import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { focusField } from '../../components/controls/focus-field.ts'
import { WaitingCertificate } from '../../components/certificate/waiting-certificate.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { AcquireForm } from './acquire-form.tsx'
import { acquireIds } from './test-ids.ts'
import './acquire.css'

/** 電子証明書取得: a certificate with the customer ID and the one-time password that the bank handed out. */
export function AcquirePage({ view }: { view: ViewOf<'acquire'> }) {
  const { t } = useTranslation()
  const original = useOriginal()
  const passwordField = useRef<HTMLInputElement>(null)
  const refused = view.failure?.code === 'bank.unauthorized'
  // After the frame has put the focus on the page's own title.
  useEffect(() => {
    if (refused) focusField(passwordField.current)
  }, [refused])
  return (
    <PageFrame title={t('titles.acquire')} {...original('acquire')} testId={acquireIds.page}>
      {view.failure !== undefined && (
        <FailureNotice failure={view.failure} testId={acquireIds.failure} phase={view.phase} />
      )}
      {view.waiting !== undefined && (
        <WaitingCertificate
          waiting={view.waiting}
          primary={false}
          action={() => koshin().acquire.installWaiting()}
          giveUp={() => koshin().acquire.giveUp()}
          testId={acquireIds.waiting}
          buttonTestId={acquireIds.installWaiting}
          giveUpTestId={acquireIds.giveUp}
        />
      )}
      {view.resuming ? (
        <p className="panel acquire-resuming" data-testid={acquireIds.resuming}>
          {t('acquire.resuming')}
        </p>
      ) : (
        (view.waiting === undefined || view.status !== 'absent') && (
          <p data-testid={acquireIds.why}>{t(`acquire.why.${view.status}`)}</p>
        )
      )}
      <div className="stack-tight">
        <p className="lead">{t('acquire.lead')}</p>
        <p className="soft">{t('acquire.once')}</p>
      </div>
      <AcquireForm key={view.customerId} firstCustomerId={view.customerId} passwordField={passwordField} />
    </PageFrame>
  )
}
