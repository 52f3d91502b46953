import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatDate, formatInstant, formatMark, formatTime } from '../../../preload/dates.ts'

const at = (iso: string): number => Date.parse(iso)

const here = process.env['TZ']
const live = (zone: string): void => void (process.env['TZ'] = zone)
beforeEach(() => live('Europe/Berlin'))
afterEach(() => {
  if (here === undefined) delete process.env['TZ']
  else live(here)
})

describe('the zone', () => {
  it('is told to whoever’s computer would make another hour of it, and to nobody else', () => {
    const said = (zone: string) => {
      live(zone)
      return [formatInstant(at('2026-12-19T00:00:00Z'), 'ja'), formatTime(at('2026-12-19T00:00:00Z'), 'en')]
    }
    expect(said('Asia/Tokyo')).toEqual(['2026年12月19日（土）9:00', '9:00'])
    expect(said('America/New_York')).toEqual(['2026年12月19日（土）9:00（日本時間）', '9:00 (Japan time)'])
    expect(said('UTC')).toEqual(said('America/New_York'))
  })
})

describe('dates are Japan’s, in any time zone', () => {
  it('writes midnight UTC as 09:00 of the same day in Japan', () => {
    expect(formatInstant(at('2027-01-15T00:00:00Z'), 'ja')).toBe('2027年1月15日（金）9:00（日本時間）')
    expect(formatInstant(at('2027-01-15T00:00:00Z'), 'en')).toBe('Fri 15 January 2027, 9:00 (Japan time)')
  })

  it('turns to the next day at 15:00 UTC, not at midnight UTC', () => {
    expect(formatInstant(at('2027-01-14T14:59:59.999Z'), 'ja')).toBe('2027年1月14日（木）23:59（日本時間）')
    expect(formatInstant(at('2027-01-14T15:00:00Z'), 'ja')).toBe('2027年1月15日（金）0:00（日本時間）')
  })

  it('turns the year in Japan nine hours before UTC does', () => {
    expect(formatDate(at('2026-12-31T15:00:00Z'), 'ja')).toBe('2027年1月1日')
    expect(formatDate(at('2026-12-31T15:00:00Z'), 'en')).toBe('1 January 2027')
  })

  it('knows the leap day', () => {
    expect(formatInstant(at('2028-02-28T15:00:00Z'), 'ja')).toBe('2028年2月29日（火）0:00（日本時間）')
  })

  it.each([
    ['2027-03-07', '日'],
    ['2027-03-08', '月'],
    ['2027-03-09', '火'],
    ['2027-03-10', '水'],
    ['2027-03-11', '木'],
    ['2027-03-12', '金'],
    ['2027-03-13', '土'],
  ])('names the weekday of %s as %s', (date, weekday) => {
    const [, month, dayOfMonth] = date.split('-').map(Number)
    expect(formatInstant(at(`${date}T03:00:00Z`), 'ja')).toBe(
      `2027年${month}月${dayOfMonth}日（${weekday}）12:00（日本時間）`,
    )
  })

  it('keeps to Japan’s hour while other countries change to summer time', () => {
    expect(formatTime(at('2027-03-28T00:30:00Z'), 'ja')).toBe('9:30（日本時間）')
    expect(formatTime(at('2027-03-28T01:30:00Z'), 'en')).toBe('10:30 (Japan time)')
  })

  it('shortens a date to its month and day in Japan', () => {
    expect(formatMark(at('2026-12-31T15:00:00Z'))).toBe('1/1')
  })
})
