import { useTranslation } from 'react-i18next'
import type { Fixed } from '../../../preload/contract.ts'

/** The host of the bank's page for renewals, and who named it. */
export function RenewalPage({ page, fixed }: { page: string; fixed: Fixed }) {
  const { t } = useTranslation()
  return (
    <p>
      {t(fixed.includes('page') ? 'watch.page.given' : 'watch.page.saved')}{' '}
      <span className="mono">{new URL(page).host}</span>
    </p>
  )
}
