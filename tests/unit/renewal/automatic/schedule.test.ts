import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  isDueNow,
  isPaused,
  isUrgent,
  pauseAfter,
  placeOf,
  startOf,
  startWhenAwake,
  urgentReminderDays,
} from '../../../../main/renewal/automatic/schedule.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'

const hour = 60 * 60 * 1000
const day = 24 * hour
const notAfter = Date.UTC(2026, 11, 31)
/** Half way through the spread. */
const middle = { thumbprint: '80000000'.repeat(8), notBefore: notAfter - 365 * day, notAfter }
const first = { thumbprint: '0'.repeat(64), notAfter }
const notice = notAfter - 30 * day

describe('the start of a renewal that nobody begins', () => {
  it('is spread evenly over machines, and the same after each start of the app', () => {
    const places = Array.from({ length: 10_000 }, (_, index) =>
      placeOf({ thumbprint: createHash('sha256').update(String(index)).digest('hex') }),
    )
    const tenths = Array.from({ length: 10 }, (_, tenth) => places.filter((one) => Math.floor(one * 10) === tenth))
    // 1,000 in each, give or take five standard deviations.
    for (const { length } of tenths) expect(Math.abs(length - 1000)).toBeLessThan(150)
    expect(placeOf(middle)).toBe(0.5)
  })

  it('comes between the first of the notice days and the end of the spread', () => {
    expect(startOf(first, defaultPolicy, 24)).toBe(notice)
    expect(startOf(middle, defaultPolicy, 24)).toBe(notice + 12 * hour)
    expect(startOf(middle, defaultPolicy, 0)).toBe(notice)
  })

  it('leaves half of the notice days for what goes wrong', () => {
    expect(startOf(middle, { ...defaultPolicy, noticeDays: 4 }, 336)).toBe(notAfter - 4 * day + day)
  })

  it('that was missed overnight is spread once more, over 4 hours, when the machine is at work again', () => {
    const morning = notice + 15 * hour
    expect(startWhenAwake(middle, defaultPolicy, 24, morning)).toBe(morning + 2 * hour)
    expect(startWhenAwake(middle, defaultPolicy, 24, notice)).toBe(notice + 12 * hour)
    // No longer than all of them are spread at all.
    expect(startWhenAwake(middle, defaultPolicy, 0, morning)).toBe(morning)
  })

  it('that was missed comes at another time each day, so that who is never at work for long has a turn, too', () => {
    const thumbprint = createHash('sha256').update('a machine').digest('hex')
    const mornings = Array.from({ length: 7 }, (_, index) => notice + (index + 2) * day)
    const waits = mornings.map(
      (morning) => startWhenAwake({ thumbprint, notAfter }, defaultPolicy, 24, morning) - morning,
    )
    expect(new Set(waits).size).toBe(7)
    expect(Math.min(...waits)).toBeLessThan(2 * hour)
    expect(Math.max(...waits)).toBeLessThan(4 * hour)
  })

  it('is put off no more from 7 days before expiry on, however short the machine is at work', () => {
    const late = notAfter - 7 * day
    expect([isUrgent(middle, late - 1), isUrgent(middle, late)]).toEqual([false, true])
    expect(startWhenAwake(middle, defaultPolicy, 24, late)).toBeLessThan(late)
  })

  it('is asked for by what is due, and in grace only where the bank renews it then', () => {
    const at = (now: number, renewsInGrace = false) =>
      isDueNow(middle, defaultPolicy, { spreadHours: 24, awake: notice - day, renewsInGrace, now })
    expect(at(notice)).toBe(false)
    expect(at(notice + 12 * hour)).toBe(true)
    expect(at(notAfter + day)).toBe(false)
    expect(at(notAfter + day, true)).toBe(true)
    expect(at(notAfter + 31 * day, true)).toBe(false)
  })

  it('is never in the first half of a certificate that lasts no longer than the notice days', () => {
    const short = { ...middle, notBefore: notAfter - 20 * day }
    const at = (now: number) =>
      isDueNow(short, defaultPolicy, { spreadHours: 0, awake: notice, renewsInGrace: false, now })
    expect([at(notAfter - 20 * day), at(notAfter - 10 * day - 1), at(notAfter - 10 * day)]).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe('the pause after a failure', () => {
  const passing = { code: 'bank.busy', retry: 'later' } as const
  const curable = { code: 'keystore.unavailable', retry: 'later' } as const
  const refused = { code: 'bank.refused', retry: 'never' } as const

  it('grows from half a minute to an hour for what passes, never shorter than the bank asked for', () => {
    expect([0, 1, 7, 50].map((tries) => pauseAfter(passing, tries, 1))).toEqual([30_000, 60_000, hour, hour])
    for (const chance of [0, 0.5, 1]) {
      expect(pauseAfter({ ...passing, retryAfter: 600 }, 3, chance)).toBeGreaterThanOrEqual(600_000)
    }
  })

  it('grows from an hour to a day for what somebody may have to put right', () => {
    expect([0, 1, 4, 50].map((tries) => pauseAfter(curable, tries, 1))).toEqual([hour, 2 * hour, 16 * hour, day])
  })

  it('is a day for what was refused for good, from the first time on', () => {
    expect([pauseAfter(refused, 0, 1), pauseAfter(refused, 9, 0)]).toEqual([day, day / 2])
  })

  it('is another one on each machine, and a week at most', () => {
    expect(pauseAfter(curable, 0, 0.2)).not.toBe(pauseAfter(curable, 0, 0.7))
    expect(pauseAfter({ ...passing, retryAfter: 30 * 24 * 3600 }, 0, 0)).toBe(7 * day)
  })

  it('that a clock that was ahead has written down does not last for years', () => {
    expect([isPaused(hour, 0), isPaused(0, hour), isPaused(365 * day, 0)]).toEqual([true, false, false])
  })
})

it('the user is reminded from the seventh day before expiry on, whatever days the policy names', () => {
  expect(urgentReminderDays([30, 15, 7, 3, 1, 0])).toEqual([7, 3, 1, 0])
  expect(urgentReminderDays([30])).toEqual([7])
})
