import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatInstant, type Language } from '../../../preload/dates.ts'
import { sayDaysLeft } from '../../locales/days-left.ts'

/** Dates and days in the window's language. Times in ms since the epoch. */
export function useDates() {
  const { t, i18n } = useTranslation()
  const language: Language = i18n.language === 'en' ? 'en' : 'ja'
  return useMemo(
    () => ({
      language,
      date: (time: number) => formatDate(time, language),
      instant: (time: number) => formatInstant(time, language),
      daysLeft(daysLeft: number): string {
        const said = sayDaysLeft(daysLeft)
        switch (said.kind) {
          case 'left':
            return said.days === 1 ? t('days.leftOne') : t('days.left', { days: String(said.days) })
          case 'last-day':
            return t('days.lastDay')
          case 'just-expired':
            return t('days.justExpired')
          case 'expired':
            return said.days === 1 ? t('days.expiredOne') : t('days.expired', { days: String(said.days) })
        }
      },
    }),
    [t, language],
  )
}
