import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { StatusBadge } from '../../components/certificate/status-badge.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { AcquireButton } from './acquire-button.tsx'
import { loginIds } from './test-ids.ts'

/** Why no certificate can log in, and the way on. */
export function NoLogin({ view }: { view: ViewOf<'login'> }) {
  const { t } = useTranslation()
  const { status, canAcquire, canRenew, busy } = view
  // One was issued, and is about to be here.
  const comes = status === 'absent' && view.waiting !== undefined
  return (
    <section className="panel login-why" data-testid={loginIds.status} data-status={status}>
      {!comes && <StatusBadge status={status} />}
      <p className="lead">{useWhy(view)}</p>
      {!comes && (status === 'absent' || status === 'unusable') && (
        <p className="soft" data-testid={loginIds.user}>
          {t('login.user', { user: view.user })}
        </p>
      )}
      <p>
        {t(
          comes
            ? 'login.way.waiting'
            : canRenew
              ? 'login.way.grace'
              : canAcquire
                ? 'login.way.other'
                : 'login.way.none',
        )}
      </p>
      {canRenew && (
        <ActionButton kind="primary" disabled={busy} action={() => koshin().login.renew()} testId={loginIds.renew}>
          {t('buttons.renew')}
        </ActionButton>
      )}
      {canAcquire && <AcquireButton busy={busy} primary={!canRenew && view.waiting === undefined} />}
    </section>
  )
}

function useWhy({ status, certificates, waiting }: ViewOf<'login'>): string {
  const { t } = useTranslation()
  const dates = useDates()
  if (status === 'absent' && waiting !== undefined) return t('login.why.waiting')
  switch (status) {
    case 'absent':
    case 'lapsed':
    case 'revoked':
    case 'unusable':
      return t(`login.why.${status}`)
    case 'grace': {
      const certificate = certificates.find((one) => one.status === 'grace')
      if (certificate === undefined) return t('login.why.other')
      return t('login.why.grace', { graceUntil: dates.instant(certificate.graceUntil) })
    }
    case 'valid':
    case 'due':
      return t('login.why.other')
  }
}
