import { useTranslation } from 'react-i18next'
import { useDates } from '../certificate/use-dates.ts'
import { noticePartIds } from './notice-ids.ts'

/** The days left as the largest thing in the window; a sentence again when there is no whole day. */
export function DaysFigure({ daysLeft }: { daysLeft: number }) {
  const { t } = useTranslation()
  const dates = useDates()
  const said = dates.daysLeft(daysLeft)
  if (daysLeft <= 0) {
    return (
      <p className="notice-last" data-testid={noticePartIds.daysLeft}>
        {said}
      </p>
    )
  }
  return (
    <p className="notice-days" data-testid={noticePartIds.daysLeft} data-days={daysLeft}>
      <span className="visually-hidden">{said}</span>
      <span aria-hidden="true">{t('figure.before')}</span>
      <span className="notice-number" aria-hidden="true">
        {daysLeft}
      </span>
      <span aria-hidden="true">{t(daysLeft === 1 ? 'figure.afterOne' : 'figure.after')}</span>
    </p>
  )
}
