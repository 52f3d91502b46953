import { describe, expect, test } from 'vitest'
import type { RenewalRule } from '../../../../main/renewal/watched/card.ts'
import { lineOf } from '../../../../main/renewal/watched/line.ts'
import { day } from '../../x509/authority.ts'
import { shaped } from './shapes.ts'

const hour = day / 24
/** It ends at 09:00 in Japan. */
const end = Date.UTC(2027, 0, 15)
const certificate = shaped({ from: end - 365 * day, purposes: ['client'] })

const at = (now: number, rule: RenewalRule) => lineOf([certificate], new Set(), { rule }, { given: {} }, now)

describe('a line after its certificate has expired', () => {
  test.each([
    [{ from: 30, until: 5, hour: 17 }, end + 5 * day + 8 * hour],
    [{ from: 30, until: 5, hour: 7 }, end + 5 * day - 2 * hour],
    [{ from: 30, until: 5 }, end + 5 * day],
  ])('by %j is renewed until its bank’s last hour, and not a millisecond longer', (rule, last) => {
    expect(at(last, rule)).toMatchObject({ status: 'grace', renewUntil: last })
    expect(at(last + 1, rule).status).toBe('lapsed')
  })

  test('is forgotten when a year has passed, and not before', () => {
    const rule = { from: 30, until: 0 }
    expect(at(end + 365 * day - 1, rule)).toMatchObject({ isForgotten: false, watched: true })
    expect(at(end + 365 * day, rule)).toMatchObject({ isForgotten: true, watched: false })
  })
})
