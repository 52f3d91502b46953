import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import {
  canBeSilenced,
  dueReminder,
  isRenewed,
  mute,
  type ReminderRecord,
  silentUntil,
  snooze,
} from '../../../../main/renewal/certificates/reminders.ts'

const hour = 60 * 60 * 1000
const day = 24 * hour
/** 2027-01-15 09:00 in Japan. */
const notAfter = Date.UTC(2027, 0, 15)
const at = (daysBefore: number): number => notAfter - daysBefore * day
const remind = (daysBefore: number, record: ReminderRecord = { shown: [] }) =>
  dueReminder({ notAfter }, defaultPolicy, record, at(daysBefore))
const after = (...shown: number[]): ReminderRecord => ({ shown })

describe('the reminder ladder', () => {
  it('is silent before 30 days are left', () => {
    expect(remind(30.001)).toBeUndefined()
  })

  it('reminds once at 30 days', () => {
    expect(remind(30)).toEqual({ days: 30, record: after(30) })
    expect(remind(29, after(30))).toBeUndefined()
  })

  it('reminds again at 15, 7, 3 and 1 days and on the last day', () => {
    expect(remind(15, after(30))?.days).toBe(15)
    expect(remind(7, after(30, 15))?.days).toBe(7)
    expect(remind(3, after(30, 15, 7))?.days).toBe(3)
    expect(remind(1, after(30, 15, 7, 3))?.days).toBe(1)
    expect(remind(0.5, after(30, 15, 7, 3, 1))?.days).toBe(0)
    expect(remind(0.1, after(30, 15, 7, 3, 1, 0))).toBeUndefined()
  })

  it('says each of its six once, however often it is asked on the way', () => {
    let record: ReminderRecord = { shown: [] }
    const said: number[] = []
    for (let left = 31 * day; left > 0; left -= hour) {
      const due = dueReminder({ notAfter }, defaultPolicy, record, notAfter - left)
      if (due === undefined) continue
      said.push(due.days)
      record = due.record
    }
    expect(said).toEqual([30, 15, 7, 3, 1, 0])
  })

  it('shows only the most urgent reminder after weeks switched off', () => {
    expect(remind(5)).toEqual({ days: 7, record: after(30, 15, 7) })
  })

  it('says nothing twice when the clock is set back and forth', () => {
    expect(remind(20, after(30, 15, 7))).toBeUndefined()
    expect(remind(5, after(30, 15, 7))).toBeUndefined()
  })

  it('is silent after expiry', () => {
    expect(remind(-1)).toBeUndefined()
  })
})

describe('あとで', () => {
  it('is silent until 09:00 of the next day in Japan, and then shows the same again, once', () => {
    const late = notAfter - 20 * day + 14 * hour // 23:00 in Japan
    const record = snooze({ notAfter }, after(30), late)
    const morning = notAfter - 19 * day
    expect(silentUntil({ notAfter }, record, late)).toBe(morning)
    expect(dueReminder({ notAfter }, defaultPolicy, record, morning - 1)).toBeUndefined()
    expect(dueReminder({ notAfter }, defaultPolicy, record, morning)).toEqual({ days: 30, record: after(30) })
    expect(dueReminder({ notAfter }, defaultPolicy, after(30), morning + hour)).toBeUndefined()
  })

  it('after midnight in Japan means the morning after, not the one that comes', () => {
    const early = notAfter - 20 * day - 8 * hour // 01:00 in Japan
    expect(snooze({ notAfter }, after(30), early).snoozedUntil).toBe(notAfter - 19 * day)
  })

  it('does not hold back the reminder at 3 days', () => {
    const record = snooze({ notAfter }, after(30, 15, 7), at(3.2))
    expect(dueReminder({ notAfter }, defaultPolicy, record, at(3))?.days).toBe(3)
  })

  it('cannot be said when 3 days or fewer are left', () => {
    expect(canBeSilenced({ notAfter }, at(3.1))).toBe(true)
    expect(canBeSilenced({ notAfter }, at(3))).toBe(false)
    expect(snooze({ notAfter }, after(3), at(2))).toEqual(after(3))
  })

  it('said by a clock that ran a year ahead ends when the clock is right again', () => {
    const record = { shown: [30], snoozedUntil: at(20) + 365 * day }
    expect(silentUntil({ notAfter }, record, at(20))).toBeUndefined()
    expect(dueReminder({ notAfter }, defaultPolicy, record, at(20))?.days).toBe(30)
  })
})

describe('a mute', () => {
  it('holds until 3 days before expiry and no longer', () => {
    const record = mute({ notAfter }, after(30), at(25))
    for (const days of [25, 15, 7, 3.01]) expect(remind(days, record)).toBeUndefined()
    expect(silentUntil({ notAfter }, record, at(25))).toBe(at(3))
    expect(remind(3, record)?.days).toBe(3)
    expect(remind(1, { ...record, shown: [30, 15, 7, 3] })?.days).toBe(1)
  })

  it('ends a snooze, which would have spoken earlier', () => {
    expect(mute({ notAfter }, snooze({ notAfter }, after(30), at(25)), at(25))).toEqual({ shown: [30], muted: true })
  })
})

describe('a renewed certificate', () => {
  const old = { thumbprint: 'a', subject: '3000', notAfter, keyName: 'old' as string | undefined }
  const renewed = { thumbprint: 'b', subject: '3000', notAfter: notAfter + 365 * day, keyName: 'new' }

  it('silences the old one, and is not silenced by it', () => {
    expect(isRenewed(old, [renewed, old])).toBe(true)
    expect(isRenewed(renewed, [renewed, old])).toBe(false)
  })

  it("does not silence somebody else's, and does nothing without its key", () => {
    expect(isRenewed(old, [{ ...renewed, subject: '3001' }, old])).toBe(false)
    expect(isRenewed(old, [{ ...renewed, keyName: undefined }, old])).toBe(false)
  })
})
