import { useTranslation } from 'react-i18next'
import type { PageBy } from '../../../preload/contract.ts'

const words = { user: 'watch.page.saved', organisation: 'watch.page.given', bank: 'watch.page.ofBank' } as const

/** The host of the bank's page for renewals, and who named it. */
export function RenewalPage({ page, by = 'user' }: { page: string; by: PageBy | undefined }) {
  const { t } = useTranslation()
  return (
    <p>
      {t(words[by])} <span className="mono">{new URL(page).host}</span>
    </p>
  )
}
