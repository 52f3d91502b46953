/**
 * Dates as the customer reads them: always Japan's, whatever zone this machine is in, because the bank's expiry day
 * usually ends at 09:00 JST (midnight UTC) and a date without its hour would be a day off for half of the readers.
 */
export type Language = 'ja' | 'en'

const zone = 'Asia/Tokyo'
const locales = { ja: 'ja-JP', en: 'en-GB' } as const
const dayLength = 24 * 60 * 60 * 1000

type Part = 'year' | 'month' | 'day' | 'weekday' | 'hour' | 'minute'

function partsOf(time: number, language: Language): Record<Part, string> {
  const format = new Intl.DateTimeFormat(locales[language], {
    timeZone: zone,
    year: 'numeric',
    month: language === 'ja' ? 'numeric' : 'long',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    // Without h23, midnight is written 24:00 of the same day.
    hourCycle: 'h23',
  })
  const parts = { year: '', month: '', day: '', weekday: '', hour: '', minute: '' }
  for (const { type, value } of format.formatToParts(time)) {
    // Some versions of ICU put 年, 月 and 日 into the number's own part. (A weekday of 月 or 日 is left alone.)
    if (type in parts) parts[type as Part] = value.replace(/(?<=\d)[年月日]$/u, '')
  }
  return parts
}

/** `2027年1月15日` or `15 January 2027`, in Japan. Time in ms since the epoch. */
export function formatDate(time: number, language: Language): string {
  const { year, month, day } = partsOf(time, language)
  return language === 'ja' ? `${year}年${month}月${day}日` : `${day} ${month} ${year}`
}

/** `2027年1月15日(金) 09:00 (日本時間)` or `Fri 15 January 2027, 09:00 (Japan time)`. Time in ms since the epoch. */
export function formatInstant(time: number, language: Language): string {
  const { weekday, hour, minute } = partsOf(time, language)
  const date = formatDate(time, language)
  return language === 'ja'
    ? `${date}(${weekday}) ${hour}:${minute} (日本時間)`
    : `${weekday} ${date}, ${hour}:${minute} (Japan time)`
}

/** `1/15`: month and day in Japan, for marks that have no room. Month first in both languages. */
export function formatMark(time: number): string {
  const { month, day } = partsOf(time, 'ja')
  return `${month}/${day}`
}

/** `09:00`, in Japan. */
export function formatTime(time: number): string {
  const { hour, minute } = partsOf(time, 'ja')
  return `${hour}:${minute}`
}

type DaysLeft =
  | { readonly kind: 'left' | 'expired'; readonly days: number }
  | { readonly kind: 'last-day' | 'just-expired' }

/**
 * How to say a certificate's `daysLeft` (whole days, rounded down): 0 is less than a day left, -1 expired within the
 * last 24 hours, -2 expired one whole day ago.
 */
export function sayDaysLeft(daysLeft: number): DaysLeft {
  if (daysLeft > 0) return { kind: 'left', days: daysLeft }
  if (daysLeft === 0) return { kind: 'last-day' }
  return daysLeft === -1 ? { kind: 'just-expired' } : { kind: 'expired', days: -daysLeft - 1 }
}

/** Whole days of grace that remain; 0 within the last 24 hours and after. `graceUntil` and `notAfter` in ms. */
export function graceDaysLeft(certificate: { graceUntil: number; notAfter: number; daysLeft: number }): number {
  const grace = Math.floor((certificate.graceUntil - certificate.notAfter) / dayLength)
  return Math.max(0, grace + certificate.daysLeft)
}
