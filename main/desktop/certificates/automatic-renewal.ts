/** Renews by itself what is due, where the policy says so: once it is quiet, and again after each failure, until it is done. */
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import type { Inventory } from '../../renewal/certificates/inventory.ts'
import { isRenewed } from '../../renewal/certificates/reminders.ts'
import { goesOn } from '../../renewal/automatic/unasked.ts'
import { isDueNow, isPaused, isUrgent, mostTries, pauseAfter } from '../../renewal/automatic/schedule.ts'
import type { Failure, FailureCode } from '../../renewal/errors.ts'
import type { RenewalState } from '../../renewal/machine/machine.ts'
import type { Policy } from '../../renewal/policy.ts'
import { retriesByItself } from '../../renewal/retry.ts'
import type { Recorder } from '../../logging/events.ts'
import type { Attempt, Attempts } from '../../storage/automatic.ts'
import type { History } from '../../storage/history.ts'

export interface AutomaticRenewalPorts {
  readonly inventory: Pick<Inventory, 'list' | 'find'>
  readonly policy: () => Policy
  readonly spreadHours: number
  /** Can the bank renew with a certificate that has expired? */
  readonly renewsInGrace: boolean
  /** The renewal at hand. */
  readonly current: () => RenewalState | undefined
  readonly attempts: Attempts
  readonly history: Pick<History, 'add'>
  readonly record: Recorder
  /** Is there a network? */
  readonly isOnline: () => boolean
  /** Begins the renewal of a certificate (thumbprint), unless something else is under way. */
  readonly begin: (thumbprint: string) => boolean
  /** Tells the user that it has not succeeded yet. */
  readonly remind: (certificate: BankCertificate) => void
  readonly clock: () => number
  /** 0 to 1 */
  readonly chance: () => number
}

const minute = 60_000
/** ms; a longer time between two looks is one in which the machine slept. */
const longestBeat = 5 * minute
/** ms; a renewal that ends without a word of what came of it is not begun again before. */
const unheard = 60 * minute
/** ms; what waits for a bank longer keeps no other certificate waiting, and one that was just made is not due before. */
const day = 24 * 60 * minute

export function createAutomaticRenewal(ports: AutomaticRenewalPorts) {
  const { inventory, policy, spreadHours, renewsInGrace, attempts, clock } = ports
  const kept = attempts.read()
  /** Holds until the app is quit, even where the disk will not take it. */
  const failed = new Map<string, Attempt>(kept.ok ? Object.entries(kept.value) : [])
  /** Since when the machine is at work without a sleep, and when it was last looked at (ms since the epoch). */
  let awake = clock()
  let lastLook = awake
  /** When the last renewal of a certificate was begun, and when a certificate was made by one, by thumbprint (ms since the epoch). */
  const begun = new Map<string, number>()
  const made = new Map<string, number>()
  /** The failures that the history has of a certificate, by thumbprint. */
  const toldCodes = new Map<string, Set<FailureCode>>()

  if (!kept.ok) {
    ports.record('automatic.unkept', { code: kept.failure.code })
    keep()
  }

  const isWithin = (ms: number, since: number | undefined, now: number): boolean =>
    since !== undefined && isPaused(since + ms, now)

  const isBegun = ({ thumbprint }: BankCertificate, now: number): boolean =>
    isWithin(unheard, begun.get(thumbprint), now)

  function isLeftAlone(certificate: BankCertificate, now: number): boolean {
    const { thumbprint } = certificate
    const attempt = failed.get(thumbprint)
    // A bank that issues what is due at once must not be asked for one after the other.
    if (isBegun(certificate, now) || isWithin(day, made.get(thumbprint), now)) return true
    return attempt !== undefined && isPaused(attempt.next, now)
  }

  function isDue(certificate: BankCertificate, all: readonly BankCertificate[], now: number): boolean {
    const isDone = isRenewed(certificate, all) && !goesOn(ports.current(), certificate)
    if (isDone || isLeftAlone(certificate, now)) return false
    return isDueNow(certificate, policy(), { spreadHours, awake, renewsInGrace, now })
  }

  /** What waits for the bank, or could not reach it, goes on by itself. */
  function movesByItself(state: RenewalState | undefined): boolean {
    return state?.step === 'waiting' || (state?.step === 'stalled' && retriesByItself(state.failure))
  }

  /**
   * Does one that goes on by itself have to be done first? After a day the other renewals have their turn beside it. An
   * acquisition would ask its user for the password again.
   */
  function isInTheWay(state: RenewalState | undefined, now: number): boolean {
    if (state === undefined || !movesByItself(state)) return false
    return state.purpose.kind === 'enrolment' || Math.abs(now - state.startedAt) < day
  }

  function keep(): void {
    // One that is not there for a moment, like one on a card, has its pause when it comes back.
    for (const [thumbprint, { next }] of failed) {
      if (inventory.find(thumbprint) === undefined && !isPaused(next, clock())) failed.delete(thumbprint)
    }
    const written = attempts.write(Object.fromEntries(failed))
    if (!written.ok) ports.record('automatic.unkept', { code: written.failure.code })
  }

  function toldOf(thumbprint: string, before: Attempt | undefined): Set<FailureCode> {
    const told = toldCodes.get(thumbprint) ?? new Set(before === undefined ? [] : [before.code])
    toldCodes.set(thumbprint, told)
    return told
  }

  return {
    /** Begins what is due, one certificate at a time; the one that expires first comes first. Called every minute. */
    look(): void {
      const now = clock()
      // A clock that is set right by seconds, to either side, is no sleep.
      if (Math.abs(now - lastLook) > longestBeat) awake = now
      lastLook = now
      if (!ports.isOnline() || isInTheWay(ports.current(), now)) return
      const all = inventory.list()
      const due = all.filter((one) => isDue(one, all, now)).sort((a, b) => a.notAfter - b.notAfter)
      const [first] = due
      if (first !== undefined && ports.begin(first.thumbprint)) begun.set(first.thumbprint, now)
    },

    /** Is a certificate being renewed at this moment? Then nobody is told that it has still to be. */
    isAtWork: (certificate: BankCertificate): boolean =>
      isBegun(certificate, clock()) && !movesByItself(ports.current()),

    /** One that nobody began has failed. */
    failed(thumbprint: string, failure: Failure): void {
      const now = clock()
      const before = failed.get(thumbprint)
      const tries = Math.min((before?.tries ?? 0) + 1, mostTries)
      const pause = pauseAfter(failure, tries - 1, ports.chance())
      begun.delete(thumbprint)
      failed.set(thumbprint, { tries, next: now + pause, code: failure.code })
      keep()
      ports.record('automatic.failed', {
        certificate: thumbprint,
        code: failure.code,
        tries,
        after: Math.round(pause / 1000),
      })
      // Of twenty tries at a bank that is closed for the night, one line tells enough, whichever of two reasons comes next.
      const told = toldOf(thumbprint, before)
      if (!told.has(failure.code)) {
        told.add(failure.code)
        ports.history.add({ time: now, event: 'failed', code: failure.code, automatic: true })
      }
      const certificate = inventory.find(thumbprint)
      if (certificate !== undefined && isUrgent(certificate, now)) ports.remind(certificate)
    },

    /** One that nobody began has come to its end. */
    renewed(thumbprint: string, successor: string): void {
      begun.delete(thumbprint)
      made.set(successor, clock())
      toldCodes.delete(thumbprint)
      if (failed.delete(thumbprint)) keep()
      ports.record('automatic.renewed', { certificate: thumbprint })
    },
  }
}
