import { useTranslation } from 'react-i18next'
import { StatusBadge } from '../../components/status-badge.tsx'
import type { ViewOf } from '../../components/view.ts'
import { graceDaysLeft } from '../../locales/dates.ts'
import { AcquireButton } from './acquire-button.tsx'
import { loginIds } from './test-ids.ts'

/** Why no certificate can log in, and the way on. */
export function NoLogin({ view }: { view: ViewOf<'login'> }) {
  const { t } = useTranslation()
  const { status, canAcquire, busy } = view
  return (
    <section className="panel login-why" data-testid={loginIds.status} data-status={status}>
      <StatusBadge status={status} />
      <p className="lead">{useWhy(view)}</p>
      <p>{canAcquire ? t(status === 'grace' ? 'login.way.grace' : 'login.way.other') : t('login.way.none')}</p>
      {canAcquire && <AcquireButton busy={busy} primary />}
    </section>
  )
}

function useWhy({ status, certificates }: ViewOf<'login'>): string {
  const { t } = useTranslation()
  switch (status) {
    case 'absent':
    case 'lapsed':
    case 'revoked':
    case 'unusable':
      return t(`login.why.${status}`)
    case 'grace': {
      const certificate = certificates.find((one) => one.status === 'grace')
      return t('login.why.grace', { days: String(certificate === undefined ? 0 : graceDaysLeft(certificate)) })
    }
    case 'valid':
    case 'due':
      return t('login.why.other')
  }
}
