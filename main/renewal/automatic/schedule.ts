/**
 * When a machine renews by itself: where it begins within the hours over which a company's or a bank's machines are spread,
 * and when it tries again. Pure: clock and chance come in as values, and the model of many machines runs on these functions.
 */
import { type CertificateFacts, lifeStatus, noticeFrom } from '../certificates/certificate.ts'
import type { Failure } from '../errors.ts'
import type { Policy } from '../policy.ts'
import { retriesByItself, retryDelay } from '../retry.ts'

type Expiring = Pick<CertificateFacts, 'thumbprint' | 'notAfter'>
type Lasting = Expiring & Pick<CertificateFacts, 'notBefore'>
type Days = Pick<Policy, 'noticeDays' | 'graceDays'>

const hour = 60 * 60 * 1000
const day = 24 * hour

/** From so many days before expiry on, what has not succeeded is told to the user, and no start is put off any more. */
const urgentDays = 7

export function isUrgent({ notAfter }: Pick<Expiring, 'notAfter'>, now: number): boolean {
  return notAfter - now <= urgentDays * day
}

/** The days on which the user is reminded although the machine renews by itself: from the seventh before expiry on. */
export function urgentReminderDays(reminderDays: readonly number[]): readonly number[] {
  return [urgentDays, ...reminderDays.filter((days) => days < urgentDays)]
}

/**
 * Where a machine stands among all others, 0 to 1: by its certificate, whose SHA-256 is as good as random numbers. It is
 * the same after each start, and another one for the next certificate.
 *
 * @param number which of the 8 numbers that the thumbprint has
 */
export function placeOf({ thumbprint }: Pick<Expiring, 'thumbprint'>, number = 0): number {
  return Number.parseInt(thumbprint.slice(8 * number, 8 * number + 8), 16) / 2 ** 32
}

/** The first instant at which it begins (ms since the epoch). Half of the notice days are left for what goes wrong. */
export function startOf(certificate: Expiring, { noticeDays }: Days, spreadHours: number): number {
  const spread = Math.min(spreadHours * hour, (noticeDays * day) / 2)
  return noticeFrom(certificate, { noticeDays }) + placeOf(certificate) * spread
}

/**
 * The same for a machine that is at work since `awake` (ms since the epoch). A start that it missed is spread once more, over
 * 4 hours at most, because offices open at the same minute; each day at another place, so that one that is never at work
 * for long has its turn, too. Near the expiry nothing is put off.
 */
export function startWhenAwake(certificate: Expiring, days: Days, spreadHours: number, awake: number): number {
  const start = startOf(certificate, days, spreadHours)
  if (start >= awake || isUrgent(certificate, awake)) return start
  const today = 1 + (Math.floor(awake / day) % 7)
  return awake + placeOf(certificate, today) * Math.min(spreadHours, missedSpread) * hour
}

const missedSpread = 4

interface Circumstances {
  readonly spreadHours: number
  /** Since when the machine is at work (ms since the epoch). */
  readonly awake: number
  /** Can the bank renew what has expired? */
  readonly renewsInGrace: boolean
  /** ms since the epoch */
  readonly now: number
}

/**
 * Does it ask for its renewal now? Never in the first half of its life: where a bank's certificates last no longer than its
 * notice days, each would else ask for the next one as soon as it is there, for ever.
 */
export function isDueNow(certificate: Lasting, days: Days, circumstances: Circumstances): boolean {
  const { spreadHours, awake, renewsInGrace, now } = circumstances
  const status = lifeStatus(certificate, days, now)
  if (status !== 'due' && !(status === 'grace' && renewsInGrace)) return false
  if (now < (certificate.notBefore + certificate.notAfter) / 2) return false
  return now >= startWhenAwake(certificate, days, spreadHours, awake)
}

/**
 * How long to leave it alone after a failure, in ms. What may pass is tried again soon, as in every renewal; what somebody
 * may have to put right, after an hour at first and then later each time; what was refused for good, once a day: a bank,
 * a policy or a key store may have been put right without anybody telling this machine.
 *
 * @param tries how often it has failed before
 * @param chance 0 to 1
 */
export function pauseAfter(failure: Failure, tries: number, chance: number): number {
  const { retry, retryAfter = 0 } = failure
  if (retriesByItself(failure)) return Math.min(longestPause, retryDelay(tries, chance, retryAfter))
  const wait = retry === 'never' ? day : Math.min(day, hour * 2 ** Math.min(tries, 5))
  return Math.min(longestPause, retryAfter * 1000 + wait * (0.5 + 0.5 * chance))
}

/** Failures in a row are counted no further. */
export const mostTries = 9999

/** ms; so long does the machine of a renewal wait for a bank, too. */
const longestPause = 7 * day

/** Is it left alone until `until` (ms since the epoch)? Not for longer than any pause is: then the clock was ahead. */
export function isPaused(until: number, now: number): boolean {
  return now < until && until - now <= longestPause
}
