/** What the flow may look at beside its own state, as values: the key store, the journal, the bank's settings, the time. */
import type { CardNotes, CertificateCard, HistoryEntry, View } from '../../../preload/contract.ts'
import {
  type BankCertificate,
  type FaultyCertificate,
  statusOfFault,
} from '../../renewal/certificates/bank-certificates.ts'
import { type CertificateFacts, lifeStatus, opensConnection } from '../../renewal/certificates/certificate.ts'
import type { RenewalState } from '../../renewal/machine/machine.ts'
import type { Policy } from '../../renewal/policy.ts'
import type { Silence } from '../notices/notifier.ts'
import type { Shown, Subject } from './state.ts'

type Ended = Pick<Extract<Shown, { window: 'ended' }>, 'outcome' | 'purpose'>

/** What never changes while the app runs. */
export interface BankFacts {
  readonly bankName: string
  /** Who is signed in to this computer. */
  readonly user: string
  /** Can the bank renew with a certificate that has expired? */
  readonly renewsInGrace: boolean
  readonly hasPortal: boolean
  readonly canOpenBanking: boolean
  readonly enrolUser: string | undefined
  /** The organisation has answered both questions. */
  readonly managedConsent?: boolean | undefined
  /** The app renews by itself. */
  readonly automatic?: boolean | undefined
}

export interface Facts {
  readonly bank: BankFacts
  /** ms since the epoch */
  readonly now: number
  readonly policy: Policy
  /** As last looked up; longest-lasting first. */
  readonly certificates: readonly BankCertificate[]
  readonly faulty: readonly FaultyCertificate[]
  /** As the run before found them, while nothing was looked up yet; never acted upon. */
  readonly lastKnown: readonly Subject[]
  /** The renewal that is under way, waits or ended last. */
  readonly renewal: RenewalState | undefined
  /** What the certificate that was issued in it says of itself. */
  readonly issued: CertificateFacts | undefined
  /** The host that a renewal of the shown certificate will ask; for 電子証明書更新開始 alone. */
  readonly bankHost: string
  /** Does the user see the flow's window now? */
  readonly isShown: boolean
  /** Its user has locked acquisition and renewal: nothing goes on by itself. */
  readonly isLocked: boolean
  /** Newest first; for メイン and 発行完了 alone. */
  readonly history: readonly HistoryEntry[]
  /** What its user wrote of the certificate before the bank's settings were here; for メイン alone. */
  readonly notes?: CardNotes | undefined
  /** Of the reminders of the notice's certificate; for 電子証明書更新通知 alone. */
  readonly silence: Silence | undefined
}

/** A certificate with its key, revoked or not. */
export function find({ certificates, faulty }: Facts, thumbprint: string | undefined): BankCertificate | undefined {
  const revoked = faulty.filter(({ fault }) => fault === 'revoked')
  return [...certificates, ...revoked].find((certificate) => certificate.thumbprint === thumbprint)
}

export function usable({ certificates, now }: Facts): readonly BankCertificate[] {
  return certificates.filter((certificate) => opensConnection(certificate, now))
}

/** Of a certificate that is shown. A revoked one has no other. */
export function statusOf(
  { thumbprint, notAfter }: Pick<BankCertificate, 'thumbprint' | 'notAfter'>,
  { faulty, policy, now }: Facts,
): CertificateCard['status'] {
  const fault = faulty.find((one) => one.thumbprint === thumbprint)
  if (fault !== undefined) return statusOfFault(fault)
  const status = lifeStatus({ notAfter }, policy, now)
  return status === 'absent' ? 'unusable' : status
}

/** The expired certificate that can be renewed without a login, if that is all there is. */
export function renewableExpired(facts: Facts): BankCertificate | undefined {
  const [best] = facts.certificates
  const inGrace = lifeStatus(best, facts.policy, facts.now) === 'grace'
  return facts.bank.renewsInGrace && usable(facts).length === 0 && inGrace ? best : undefined
}

/** The certificate that the renewal at hand is about. */
export function renewedBy(facts: Facts): BankCertificate | undefined {
  const purpose = facts.renewal?.purpose
  return purpose?.kind === 'renewal' ? find(facts, purpose.current) : undefined
}

/** Is the next renewal begun without being asked for? A bank may begin to want a login while the app runs. */
export function renewsUnasked({ bank, policy }: Facts): true | undefined {
  return (bank.automatic === true && !policy.renewalNeedsLogin) || undefined
}

/** Leads anything from a completion to internet banking? */
export function canReturn({ bank, policy }: Facts): boolean {
  return policy.returnUrl !== undefined || bank.canOpenBanking
}

/** What can be done once more after いいえ. */
export function againAfter({ outcome, purpose }: Ended, facts: Facts): 'renew' | 'acquire' | 'install' | undefined {
  if (outcome === 'declined-installation') return facts.renewal?.step === 'postponed' ? 'install' : undefined
  if (outcome !== 'declined-request') return undefined
  if (purpose === 'enrolment') return 'acquire'
  return renewedBy(facts) === undefined ? undefined : 'renew'
}

/** Waits an issued certificate for its installation? Then what it says of itself. */
export function waiting({ renewal, issued }: Facts): (View & { window: 'main' })['waiting'] {
  if (renewal?.step !== 'postponed' || issued === undefined) return undefined
  const { holder, notAfter } = issued
  return { holder, notAfter, ...(renewal.unconfirmed && { unconfirmed: renewal.unconfirmed }) }
}

/** Can it be given up at its user's word? Whatever works by itself is left to its work. */
export function canGiveUp(renewal: RenewalState | undefined): renewal is RenewalState {
  return renewal !== undefined && givenUp.has(renewal.step)
}

const givenUp: ReadonlySet<RenewalState['step']> = new Set(['postponed', 'stalled', 'password-needed', 'waiting'])
