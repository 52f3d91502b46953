import { describe, expect, it } from 'vitest'
import { phases, positionOf, todayOf } from '../../../renderer/components/certificate/life-scale.ts'

const day = 24 * 60 * 60 * 1000
const life = { notBefore: 0, noticeFrom: 335 * day, notAfter: 365 * day, graceUntil: 395 * day, daysLeft: 20 }
const [valid, due, grace] = phases

describe('the time line of a certificate', () => {
  it('puts issue, first notice, expiry and end of grace at the bounds of its phases', () => {
    expect(positionOf(life.notBefore, life)).toBe(0)
    expect(positionOf(life.noticeFrom, life)).toBe(due.from)
    expect(positionOf(life.notAfter, life)).toBe(grace.from)
    expect(positionOf(life.graceUntil, life)).toBe(100)
  })

  it('moves evenly within a phase', () => {
    expect(positionOf(350 * day, life)).toBeCloseTo((due.from + due.to) / 2)
    expect(positionOf(167.5 * day, life)).toBeCloseTo((valid.from + valid.to) / 2)
  })

  it('stays on the line before the issue and after the grace', () => {
    expect(positionOf(-10 * day, life)).toBe(0)
    expect(positionOf(500 * day, life)).toBe(100)
  })

  it('never steps back', () => {
    let before = -1
    for (let time = -5 * day; time < 400 * day; time += day / 2) {
      const now = positionOf(time, life)
      expect(now).toBeGreaterThanOrEqual(before)
      before = now
    }
  })

  it('draws a certificate that was due from its first day', () => {
    const short = { ...life, notBefore: 340 * day }
    expect(positionOf(340 * day, short)).toBeGreaterThanOrEqual(due.from)
  })

  it('takes today from the days left, so that both always agree', () => {
    expect(todayOf(life)).toBe(345 * day)
  })
})
