import { describe, expect, it } from 'vitest'
import { daysLeft, graceUntil, lifeStatus, noticeFrom } from '../../../../main/renewal/certificates/certificate.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'

const second = 1000
const day = 24 * 60 * 60 * second
const notAfter = Date.UTC(2027, 0, 15)
const at = (now: number) => lifeStatus({ notAfter }, defaultPolicy, now)

describe('the status of a certificate', () => {
  it('is absent when there is no certificate', () => {
    expect(lifeStatus(undefined, defaultPolicy, notAfter)).toBe('absent')
  })

  it('is valid until a moment before 30 days are left', () => {
    expect(at(notAfter - 30 * day - 1)).toBe('valid')
    expect(at(notAfter - 30 * day - second)).toBe('valid')
  })

  it('becomes due when exactly 30 days are left', () => {
    expect(at(notAfter - 30 * day)).toBe('due')
    expect(at(notAfter - 30 * day + second)).toBe('due')
  })

  it('stays due up to and including the instant of expiry, as RFC 5280 counts notAfter in', () => {
    expect(at(notAfter - second)).toBe('due')
    expect(at(notAfter)).toBe('due')
  })

  it('is in grace right after expiry and for 30 days to the second', () => {
    expect(at(notAfter + 1)).toBe('grace')
    expect(at(notAfter + 30 * day)).toBe('grace')
  })

  it('has lapsed a moment after the 30 days of grace', () => {
    expect(at(notAfter + 30 * day + 1)).toBe('lapsed')
  })

  it('counts days of 24 hours over a leap day', () => {
    const expiry = Date.UTC(2028, 2, 1)
    expect(noticeFrom({ notAfter: expiry }, defaultPolicy)).toBe(Date.UTC(2028, 0, 31))
    expect(lifeStatus({ notAfter: expiry }, defaultPolicy, Date.UTC(2028, 0, 30, 23, 59, 59))).toBe('valid')
    expect(lifeStatus({ notAfter: expiry }, defaultPolicy, Date.UTC(2028, 1, 29))).toBe('due')
    expect(daysLeft({ notAfter: expiry }, Date.UTC(2028, 1, 28))).toBe(2)
  })

  it('follows the numbers of the policy', () => {
    const policy = { ...defaultPolicy, noticeDays: 10, graceDays: 0 }
    expect(lifeStatus({ notAfter }, policy, notAfter - 11 * day)).toBe('valid')
    expect(lifeStatus({ notAfter }, policy, notAfter + 1)).toBe('lapsed')
    expect(graceUntil({ notAfter }, policy)).toBe(notAfter)
  })
})

describe('the days left', () => {
  it('are whole days, rounded down', () => {
    expect(daysLeft({ notAfter }, notAfter - 20 * day)).toBe(20)
    expect(daysLeft({ notAfter }, notAfter - 20 * day + 1)).toBe(19)
    expect(daysLeft({ notAfter }, notAfter - 1)).toBe(0)
  })

  it('are negative after expiry', () => {
    expect(daysLeft({ notAfter }, notAfter + 1)).toBe(-1)
    expect(daysLeft({ notAfter }, notAfter + 10 * day)).toBe(-10)
  })
})
