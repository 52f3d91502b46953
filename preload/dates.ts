/**
 * Dates as the customer reads them, in windows and in what the operating system shows for us: always Japan's, whatever
 * zone this machine is in, because the bank's expiry day usually ends at 09:00 JST (midnight UTC) and a date without its
 * hour would be a day off for half of the readers. Times in ms since the epoch.
 *
 * Not by Intl: its first format loads calendars and zones for 7 ms, in each process and before anything is seen.
 */
export type Language = 'ja' | 'en'

/** Japan has had no summer time since 1951: a fixed offset is exact. */
const offset = 9 * 60 * 60 * 1000

const weekdays = {
  ja: ['日', '月', '火', '水', '木', '金', '土'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** Its UTC parts are Japan's. */
const inJapan = (time: number): Date => new Date(time + offset)

const two = (part: number): string => String(part).padStart(2, '0')

/** Said only to whoever's computer would make another hour of it. */
function zone(time: number, language: Language): string {
  if (new Date(time).getTimezoneOffset() * -60_000 === offset) return ''
  return language === 'ja' ? '（日本時間）' : ' (Japan time)'
}

/** `2027年1月15日` or `15 January 2027`. */
export function formatDate(time: number, language: Language): string {
  const local = inJapan(time)
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()]
  return language === 'ja' ? `${year}年${month + 1}月${day}日` : `${day} ${months[month]} ${year}`
}

/** `2027年1月15日（金）9:00` or `Fri 15 January 2027, 9:00`; with the zone where this computer is in another one. */
export function formatInstant(time: number, language: Language): string {
  const weekday = weekdays[language][inJapan(time).getUTCDay()]
  const [date, clock] = [formatDate(time, language), formatTime(time, language)]
  return language === 'ja' ? `${date}（${weekday}）${clock}` : `${weekday} ${date}, ${clock}`
}

/** `1/15`: for marks that have no room. Month first in both languages. */
export function formatMark(time: number): string {
  const local = inJapan(time)
  return `${local.getUTCMonth() + 1}/${local.getUTCDate()}`
}

/** `9:00`, with the zone as above. */
export function formatTime(time: number, language: Language): string {
  const local = inJapan(time)
  return `${local.getUTCHours()}:${two(local.getUTCMinutes())}${zone(time, language)}`
}
