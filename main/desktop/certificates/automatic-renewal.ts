/** Renews by itself what is due, where the policy says so: once it is quiet, and again after each failure, until it is done. */
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import type { Inventory } from '../../renewal/certificates/inventory.ts'
import { isRenewed } from '../../renewal/certificates/reminders.ts'
import { isDueNow, isPaused, isUrgent, pauseAfter } from '../../renewal/automatic/schedule.ts'
import type { Failure } from '../../renewal/errors.ts'
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

export function createAutomaticRenewal(ports: AutomaticRenewalPorts) {
  const { inventory, policy, spreadHours, renewsInGrace, attempts, clock } = ports
  const kept = attempts.read()
  /** Holds until the app is quit, even where the disk will not take it. */
  const failed = new Map<string, Attempt>(kept.ok ? Object.entries(kept.value) : [])
  /** Since when the machine is at work without a sleep, and when it was last looked at (ms since the epoch). */
  let awake = clock()
  let lastLook = awake
  let begun: { readonly thumbprint: string; readonly at: number } | undefined

  function isBegun({ thumbprint }: BankCertificate, now: number): boolean {
    return begun?.thumbprint === thumbprint && isPaused(begun.at + unheard, now)
  }

  function isLeftAlone(certificate: BankCertificate, now: number): boolean {
    const attempt = failed.get(certificate.thumbprint)
    return isBegun(certificate, now) || (attempt !== undefined && isPaused(attempt.next, now))
  }

  function isDue(certificate: BankCertificate, all: readonly BankCertificate[], now: number): boolean {
    if (isRenewed(certificate, all) || isLeftAlone(certificate, now)) return false
    return isDueNow(certificate, policy(), { spreadHours, awake, renewsInGrace, now })
  }

  /** What waits for the bank, or could not reach it, goes on by itself. */
  function movesByItself(state: RenewalState | undefined): boolean {
    return state?.step === 'waiting' || (state?.step === 'stalled' && retriesByItself(state.failure))
  }

  function keep(): void {
    for (const thumbprint of failed.keys()) if (inventory.find(thumbprint) === undefined) failed.delete(thumbprint)
    attempts.write(Object.fromEntries(failed))
  }

  return {
    /** Begins what is due, one certificate at a time; the one that expires first comes first. Called every minute. */
    look(): void {
      const now = clock()
      if (now < lastLook || now - lastLook > longestBeat) awake = now
      lastLook = now
      if (!ports.isOnline() || movesByItself(ports.current())) return
      const all = inventory.list()
      const due = all.filter((one) => isDue(one, all, now)).sort((a, b) => a.notAfter - b.notAfter)
      const [first] = due
      if (first !== undefined && ports.begin(first.thumbprint)) begun = { thumbprint: first.thumbprint, at: now }
    },

    /** Is a certificate being renewed at this moment? Then nobody is told that it has still to be. */
    isAtWork: (certificate: BankCertificate): boolean =>
      isBegun(certificate, clock()) && !movesByItself(ports.current()),

    /** One that nobody began has failed. */
    failed(thumbprint: string, failure: Failure): void {
      const now = clock()
      const before = failed.get(thumbprint)
      const tries = before?.tries ?? 0
      const pause = pauseAfter(failure, tries, ports.chance())
      begun = undefined
      failed.set(thumbprint, { tries: tries + 1, next: now + pause, code: failure.code })
      keep()
      ports.record('automatic.failed', {
        certificate: thumbprint,
        code: failure.code,
        tries: tries + 1,
        after: Math.round(pause / 1000),
      })
      // Of twenty tries at a bank that is closed for the night, one line tells enough.
      if (before?.code !== failure.code) {
        ports.history.add({ time: now, event: 'failed', code: failure.code, automatic: true })
      }
      const certificate = inventory.find(thumbprint)
      if (certificate !== undefined && isUrgent(certificate, now)) ports.remind(certificate)
    },

    /** One that nobody began has come to its end. */
    renewed(thumbprint: string): void {
      begun = undefined
      if (failed.delete(thumbprint)) keep()
      ports.record('automatic.renewed', { certificate: thumbprint })
    },
  }
}
