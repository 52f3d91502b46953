/** What the flow between the windows needs of everything else. */
import type { CardNotes, ConsentQuestion, Preparation, View } from '../../../preload/contract.ts'
import type { AskedServer } from '../../bank/destination.ts'
import type { Portal } from '../../bank/portal/portal.ts'
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import type { Failure, Result } from '../../renewal/errors.ts'
import type { Inventory } from '../../renewal/certificates/inventory.ts'
import type { BankPolicy, Policy } from '../../renewal/policy.ts'
import type { CertificateFacts } from '../../renewal/certificates/certificate.ts'
import type { Purpose } from '../../renewal/machine/machine.ts'
import type { Clock, Question } from '../../renewal/ports.ts'
import type { RenewalLock } from '../../renewal/lock.ts'
import type { Renewals } from '../../renewal/renew.ts'
import type { History } from '../../storage/history.ts'
import type { RetiredCertificates } from '../certificates/retired-certificates.ts'
import type { Notifier } from '../notices/notifier.ts'
import type { Browsers, Subject } from './state.ts'

export interface AutomaticResults {
  /** @param thumbprint of the certificate that was renewed */
  renewed(thumbprint: string, made: Subject): void
  failed(thumbprint: string, failure: Failure): void
}

export interface FlowPorts {
  readonly bankName: string
  /** The host that a renewal of this certificate will ask. */
  readonly bankHost: (current: Pick<CertificateFacts, 'notAfter'>) => string
  /** The server that the renewal or enrolment asks next, and whether it has shown who it is. */
  readonly asked: (question: Question, purpose: Purpose) => Promise<AskedServer>
  /** Who is signed in to this computer. */
  readonly user: string
  /** Can the bank renew with a certificate that has expired? */
  readonly renewsInGrace: boolean
  readonly bankingUrl: string | undefined
  readonly enrolUser: string | undefined
  /** The organisation has answered both questions. */
  readonly managedConsent?: boolean | undefined
  /** Told of renewals that nobody began; undefined where only the user begins them. */
  readonly automatic?: AutomaticResults | undefined
  readonly portal: Portal | undefined
  readonly prove: (thumbprint: string) => Promise<Result<unknown>>
  readonly prepare: (
    current: BankCertificate,
    onProgress: (checks: readonly Preparation[]) => void,
  ) => Promise<Result<void>>
  readonly inventory: Inventory
  /** The bank's certificates as the run before found them, until this one has looked. */
  readonly lastKnown: () => readonly Subject[]
  readonly renewals: Renewals
  readonly lock: Pick<RenewalLock, 'check'>
  readonly history: History
  readonly policy: { current(): Policy; adopt(bank: BankPolicy): void; refuse(failure: Failure): void }
  /** What its user wrote of a certificate (thumbprint) before the bank's settings were here. */
  readonly notes?: (thumbprint: string) => CardNotes | undefined
  readonly reminders: Pick<Notifier, 'silence' | 'snooze' | 'mute'>
  readonly retiredCertificates: RetiredCertificates
  readonly runningBrowsers: () => Promise<Browsers>
  /** Puts a question to the user in front of the windows. */
  readonly ask: (question: ConsentQuestion) => Promise<boolean>
  readonly onView: (view: View) => void
  readonly openExternal: (url: string) => void
  /** Does the user see the view now? */
  readonly isShown: () => boolean
  /** このウィンドウを閉じる takes the window away. */
  readonly closeWindow: () => void
  readonly clock: Clock
  /** 0 to 1 */
  readonly chance: () => number
  readonly defer: (ms: number, action: () => void) => void
}
