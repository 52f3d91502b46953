import type { StartingStatus } from '../control.ts'
import { day } from '../policy.ts'

export interface Validity {
  /** ms since the epoch */
  readonly notBefore: number
  readonly notAfter: number
}

/** The client's clock may be a little behind the bank's. */
const backdating = 10 * 60 * 1000

/**
 * One calendar year from `now`, up to the next midnight UTC, which is 09:00 in Japan. A renewal ends at least a day
 * after the certificate that it renews, also when both are made on the same day.
 */
export function oneYear(now: number, renewed?: { readonly notAfter: number }): Validity {
  const atLeast = renewed === undefined ? 0 : renewed.notAfter + day
  return { notBefore: now - backdating, notAfter: Math.max(nextMidnight(addYears(now, 1)), atLeast) }
}

/** Whole days left at the start, in each status that a demo may start in. */
const daysLeft: Readonly<Record<StartingStatus, number>> = { valid: 200, due: 20, grace: -10, lapsed: -45 }

/** A one-year validity laid so that a certificate has `status` now. */
export function startingValidity(status: StartingStatus, now: number): Validity {
  const notAfter = nextMidnight(now + daysLeft[status] * day)
  return { notBefore: addYears(notAfter, -1), notAfter }
}

/** 29 February becomes 1 March in a common year: never less than a year. */
function addYears(instant: number, years: number): number {
  const date = new Date(instant)
  return date.setUTCFullYear(date.getUTCFullYear() + years)
}

function nextMidnight(instant: number): number {
  return Math.ceil(instant / day) * day
}
