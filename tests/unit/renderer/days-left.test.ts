import { describe, expect, it } from 'vitest'
import { graceDaysLeft, sayDaysLeft } from '../../../renderer/locales/days-left.ts'

const day = 24 * 60 * 60 * 1000

describe('days left', () => {
  it('counts whole days down to one', () => {
    expect(sayDaysLeft(30)).toEqual({ kind: 'left', days: 30 })
    expect(sayDaysLeft(1)).toEqual({ kind: 'left', days: 1 })
  })

  it('does not say zero days while some hours are left', () => {
    expect(sayDaysLeft(0)).toEqual({ kind: 'last-day' })
  })

  it('does not say one day ago within the first 24 hours after expiry', () => {
    expect(sayDaysLeft(-1)).toEqual({ kind: 'just-expired' })
    expect(sayDaysLeft(-2)).toEqual({ kind: 'expired', days: 1 })
    expect(sayDaysLeft(-31)).toEqual({ kind: 'expired', days: 30 })
  })

  it('counts the days of grace from the expiry on and never below zero', () => {
    const life = { notAfter: 0, graceUntil: 30 * day }
    expect(graceDaysLeft({ ...life, daysLeft: -1 })).toBe(29)
    expect(graceDaysLeft({ ...life, daysLeft: -30 })).toBe(0)
    expect(graceDaysLeft({ ...life, daysLeft: -45 })).toBe(0)
  })
})
