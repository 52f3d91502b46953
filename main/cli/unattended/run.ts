import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import type { Failure, Result } from '../../renewal/errors.ts'
import { isUnfinished, type Renewals } from '../../renewal/renew.ts'
import type { RenewalLock } from '../../renewal/lock.ts'
import type { RenewalState } from '../../renewal/machine/machine.ts'
import type { Policy } from '../../renewal/policy.ts'
import type { Bank, Clock, EnrolmentCredentials, KeyStore } from '../../renewal/ports.ts'
import type { WatchedLine } from '../../renewal/watched/line.ts'
import type { CheckProgress } from '../../renewal/prepare.ts'
import type { Pace } from '../../schedule/daily.ts'
import type { Attempts } from '../../storage/automatic.ts'
import { type Diagnosis, toldElsewhere } from '../diagnosis/diagnosis.ts'
import type { FoundElsewhere } from '../../renewal/certificates/elsewhere.ts'
import { type Inventory, notListed } from '../../renewal/certificates/inventory.ts'
import { headAt, type Printer, type ResultDetail, type told } from './lines.ts'
import type { Outcome } from './outcomes.ts'

export interface UnattendedPorts {
  readonly inventory: Inventory
  readonly renewals: Renewals
  readonly prepare: (
    current: BankCertificate,
    onProgress: (checks: readonly CheckProgress[]) => void,
  ) => Promise<Result<void>>
  readonly bank: Pick<Bank, 'prove'>
  readonly keyStore: Pick<KeyStore, 'retire'>
  readonly policy: Policy
  /** Does the app in the tray renew by itself? */
  readonly automatic?: { readonly attempts: Pick<Attempts, 'read'> } | undefined
  /** Managed settings that have changed, and that the open app does not follow yet. */
  readonly policyWaits: () => readonly string[]
  /** undefined: the system starts no unattended renewal */
  readonly schedule: () => Promise<Pace | undefined>
  /** Can the bank renew with a certificate that has expired? */
  readonly renewsInGrace: boolean
  /** Certificates of banks that are not set; undefined where policy wants none to be watched. */
  readonly watched: () => Promise<Result<readonly WatchedLine[] | undefined>>
  readonly lock: Pick<RenewalLock, 'standing' | 'check'>
  readonly clock: Clock
  /** Did a renewal move during this run? */
  readonly moved: () => boolean
  readonly diagnose: () => Promise<Diagnosis>
  /** Of the app. */
  readonly version: string
  readonly print: Printer
  /** What of the bank is in other programs' key stores. */
  readonly elsewhere: () => Promise<readonly FoundElsewhere[]>
  /** Who enrols, and the one-time password from standard input, read when it is needed and kept nowhere. */
  readonly credentials: () => Result<EnrolmentCredentials>
}

export interface UnattendedOptions {
  /** The organisation answers both confirmations. */
  readonly yes: boolean
  readonly thumbprint: string | undefined
}

/** What a command works with: the product below the windows, what it was told, and its closing line. */
export interface Run extends UnattendedPorts, UnattendedOptions {
  readonly end: (outcome: Outcome, detail?: ResultDetail) => number
  readonly fail: (failure: Failure, detail?: ResultDetail) => number
  readonly told: (certificate: BankCertificate) => ReturnType<typeof told>
  readonly onCheck: (checks: readonly CheckProgress[]) => void
}

/**
 * Is what an earlier run left at a step that somebody has to have said yes to? Not even a journal that says so is
 * believed: a run without --yes leaves it alone.
 */
export function needsConsent({ yes, renewals }: Pick<Run, 'yes' | 'renewals'>): boolean {
  const step = renewals.unfinished()?.step
  return !yes && (step === 'making-request' || step === 'requesting' || step === 'installing')
}

/** What a run tells that finds no certificate of the bank: where one is, if another program has it. */
export async function absentDetail({ elsewhere }: Pick<Run, 'elsewhere'>): Promise<ResultDetail> {
  const found = await elsewhere()
  return found.length === 0 ? {} : { elsewhere: found.map(toldElsewhere) }
}

/** Prints a step of a renewal or enrolment under way. */
export function tellStep(state: RenewalState, now: number, print: Printer): void {
  if (isUnfinished(state)) print({ ...headAt(now), event: 'step', step: state.step })
}

/** How a renewal or enrolment ended, or where it waits. */
export async function endWith(state: RenewalState, run: Run, retired: readonly string[] = []): Promise<number> {
  const { inventory, renewals, end, fail } = run
  const listed = await inventory.refresh()
  switch (state.step) {
    case 'complete': {
      const made = inventory.find(renewals.issuedFacts(state)?.thumbprint ?? '')
      if (made === undefined) return fail(listed.ok ? notListed : listed.failure)
      return end('done', { certificate: run.told(made), ...(retired.length > 0 && { retired: [...retired] }) })
    }
    case 'waiting':
      return end('pending', {
        retryAt: new Date(state.retryAt).toISOString(),
        ...(state.failure && { failure: state.failure }),
      })
    case 'stalled':
      return fail(state.failure)
    case 'password-needed':
      return fail(state.failure ?? { code: 'renewal.password-needed', retry: 'never' })
    case 'discarding':
      return fail(state.failure ?? { code: 'internal', retry: 'later', cause: state.step })
    case 'ended':
      return state.ending.kind === 'failed' ? fail(state.ending.failure) : end('consent-needed')
    case 'postponed':
      return end('consent-needed')
    default:
      return fail({ code: 'internal', retry: 'later', cause: state.step })
  }
}
