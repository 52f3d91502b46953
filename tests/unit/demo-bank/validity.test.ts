import { describe, expect, it } from 'vitest'
import { oneYear, startingValidity } from '../../../main/demo-bank/ca/validity.ts'
import { japaneseTime } from '../../../main/demo-bank/mail/dates.ts'
import { day, opensConnections, statusOf } from '../../../main/demo-bank/policy.ts'

const expiryOf = (issued: string): string => new Date(oneYear(Date.parse(issued)).notAfter).toISOString()

describe('how long the demo bank lets a certificate live', () => {
  it.each([
    ['2026-01-14T10:00:00Z', '2027-01-15T00:00:00.000Z'],
    ['2026-01-14T23:59:59Z', '2027-01-15T00:00:00.000Z'],
    ['2026-01-15T00:00:00Z', '2027-01-15T00:00:00.000Z'],
    ['2026-12-31T15:00:00Z', '2028-01-01T00:00:00.000Z'],
    ['2027-03-01T12:00:00Z', '2028-03-02T00:00:00.000Z'],
    ['2028-02-29T12:00:00Z', '2029-03-02T00:00:00.000Z'],
    ['2028-02-29T00:00:00Z', '2029-03-01T00:00:00.000Z'],
  ])('issued %s it ends %s: a calendar year, up to midnight UTC', (issued, expiry) => {
    expect(expiryOf(issued)).toBe(expiry)
  })

  it('a renewal ends later than what it renews, also on the day of issue', () => {
    const now = Date.parse('2026-05-05T05:05:05Z')
    const first = oneYear(now)
    expect(oneYear(now + 1000, first).notAfter).toBe(first.notAfter + day)
    expect(oneYear(now + 340 * day, first).notAfter).toBeGreaterThan(first.notAfter + 300 * day)
  })

  it('begins a little before its issue, for clocks that are slow', () => {
    const now = Date.parse('2026-05-05T05:05:05Z')
    expect(now - oneYear(now).notBefore).toBe(10 * 60 * 1000)
  })

  it.each(['2026-11-23T03:00:00Z', '2027-01-01T00:00:00Z', '2028-02-29T23:59:59Z', '2028-03-30T12:00:00Z'])(
    'starting certificates have the status that was asked for at %s',
    (instant) => {
      const now = Date.parse(instant)
      for (const status of ['valid', 'due', 'grace', 'lapsed'] as const) {
        const { notBefore, notAfter } = startingValidity(status, now)
        expect(statusOf({ notAfter, revokedAt: null }, now)).toBe(status)
        expect(notBefore).toBeLessThan(now)
      }
      expect(Math.floor((startingValidity('due', now).notAfter - now) / day)).toBe(20)
    },
  )
})

describe('what the demo bank makes of a certificate', () => {
  const notAfter = Date.parse('2027-01-15T00:00:00Z')
  it.each([
    [30 * day + 1, 'valid'],
    [30 * day, 'due'],
    [0, 'due'],
    [-1, 'grace'],
    [-30 * day, 'grace'],
    [-30 * day - 1, 'lapsed'],
  ] as const)('with %d ms left it is %s', (left, status) => {
    expect(statusOf({ notAfter, revokedAt: null }, notAfter - left)).toBe(status)
  })

  it('revoked comes before everything else, and only valid and due open connections', () => {
    expect(statusOf({ notAfter, revokedAt: 1 }, notAfter - 100 * day)).toBe('revoked')
    expect((['valid', 'due', 'grace', 'lapsed', 'revoked'] as const).filter(opensConnections)).toEqual(['valid', 'due'])
  })
})

describe('dates in letters', () => {
  it.each([
    ['2027-01-15T00:00:00Z', '2027年1月15日（金）9:00'],
    ['2027-12-31T15:00:00Z', '2028年1月1日（土）0:00'],
    ['2028-02-28T15:04:59Z', '2028年2月29日（火）0:04'],
  ])('%s is %s in Japan', (instant, text) => {
    expect(japaneseTime(Date.parse(instant))).toBe(text)
  })
})
