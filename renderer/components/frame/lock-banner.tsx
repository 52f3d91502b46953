import { useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin } from '../controls/action.tsx'
import { ActionButton } from '../controls/button.tsx'
import { useDates } from '../certificate/use-dates.ts'
import { BanksContext } from './banks/banks.ts'
import './lock-banner.css'

/** In every window while acquisition and renewal are locked, with until when. */
export function LockBanner() {
  const { t } = useTranslation()
  const dates = useDates()
  const until = useContext(BanksContext)?.lockedUntil
  if (until === undefined) return null
  return (
    <div className="lock-banner" role="status" data-testid="lock-banner">
      <span>{t('genuine.banner', { until: dates.instant(until) })}</span>
      <ActionButton kind="quiet" action={() => koshin().genuine.open()} testId="lock-banner-open">
        {t('genuine.bannerOpen')}
      </ActionButton>
    </div>
  )
}
