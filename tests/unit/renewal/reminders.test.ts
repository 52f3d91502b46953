import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import { dueReminder } from '../../../main/renewal/reminders.ts'

const day = 24 * 60 * 60 * 1000
const notAfter = Date.UTC(2027, 0, 15)
const remind = (daysBefore: number, shown: readonly number[] = []) =>
  dueReminder({ notAfter }, defaultPolicy, shown, notAfter - daysBefore * day)

describe('the reminder ladder', () => {
  it('is silent before 30 days are left', () => {
    expect(remind(30.001)).toBeUndefined()
  })

  it('reminds once at 30 days', () => {
    expect(remind(30)).toEqual({ days: 30, reached: [30] })
    expect(remind(29, [30])).toBeUndefined()
  })

  it('reminds again at 15, 7, 3 and 1 days and on the last day', () => {
    expect(remind(15, [30])?.days).toBe(15)
    expect(remind(7, [30, 15])?.days).toBe(7)
    expect(remind(3, [30, 15, 7])?.days).toBe(3)
    expect(remind(1, [30, 15, 7, 3])?.days).toBe(1)
    expect(remind(0.5, [30, 15, 7, 3, 1])?.days).toBe(0)
    expect(remind(0.1, [30, 15, 7, 3, 1, 0])).toBeUndefined()
  })

  it('shows only the most urgent reminder after weeks switched off', () => {
    expect(remind(5)).toEqual({ days: 7, reached: [30, 15, 7] })
  })

  it('is silent after expiry', () => {
    expect(remind(-1)).toBeUndefined()
  })
})
