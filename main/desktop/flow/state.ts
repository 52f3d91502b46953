/**
 * Which window the flow shows, and about what. Plain data without texts, keys or passwords: a string of it names the
 * state, and nothing of the flow is kept anywhere else.
 */
import type { Preparation, View, WorkStep } from '../../../preload/contract.ts'
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import type { BankMessage, Failure } from '../../renewal/errors.ts'
import type { Purpose } from '../../renewal/machine/machine.ts'

/** What a window tells of a certificate; no DER. */
export type Subject = Pick<
  BankCertificate,
  'thumbprint' | 'holder' | 'issuer' | 'serial' | 'notBefore' | 'notAfter' | 'protection'
>

export function subjectOf(certificate: Subject): Subject {
  const { thumbprint, holder, issuer, serial, notBefore, notAfter, protection } = certificate
  return { thumbprint, holder, issuer, serial, notBefore, notAfter, protection }
}

/** Who logged in, as long as the session at the bank lasts. */
export interface SignedIn {
  readonly thumbprint: string
  readonly customerName: string | undefined
  readonly email: string | undefined
  /** Why what the bank told of its own rules is not used. */
  readonly policyFailure?: Failure
  /** What the bank says to its customers, as it told at the login. */
  readonly message?: BankMessage
}

export type Outcome = (View & { window: 'ended' })['outcome']
export type Retry = (View & { window: 'ended' })['retry']
export type SelfTest = NonNullable<(View & { window: 'main' })['selfTest']>
export type RetiredCertificate = (View & { window: 'main' })['retired'][number]
type Kind = Purpose['kind']

/** The window and what belongs to it alone. A `task` is the number of the effect whose result it waits for. */
export type Shown =
  | {
      readonly window: 'login'
      readonly task: number
      /** What was pressed first is under way, and will say what it came to. */
      readonly busy: boolean
      /** Nothing is known of certificates yet. */
      readonly looking: boolean
      readonly failure: Failure | undefined
    }
  | { readonly window: 'notice'; readonly subject: Subject }
  | {
      readonly window: 'preparing'
      readonly subject: Subject
      readonly task: number
      /** ms since the epoch */
      readonly startedAt: number
      readonly checks: readonly Preparation[]
      readonly failure: Failure | undefined
    }
  | {
      readonly window: 'start'
      readonly subject: Subject
      /** The making of a key ahead, while it lasts. */
      readonly task: number | undefined
      /** 更新 was pressed before that key was there. */
      readonly begun: boolean
    }
  | {
      readonly window: 'working'
      readonly purpose: Kind
      readonly step: WorkStep
      readonly retryAt: number | undefined
      readonly failure: Failure | undefined
    }
  | {
      readonly window: 'completion'
      readonly purpose: Kind
      readonly made: Subject
      readonly proven: (View & { window: 'completion' })['proven'] | undefined
      readonly unconfirmed: Failure | undefined
      readonly retired: Subject | undefined
      /** Renewed, and in sight as before: what is on a token is not hidden. */
      readonly inSight: Subject | undefined
      readonly browsers: Browsers
    }
  | {
      readonly window: 'main'
      readonly subject: Subject
      readonly task: number
      readonly selfTest: SelfTest | undefined
      /** The number of the connection test or of the bringing back that is under way. */
      readonly testing: number | undefined
      readonly restoring: number | undefined
      readonly failure: Failure | undefined
    }
  | { readonly window: 'acquire'; readonly failure: Failure | undefined }
  | { readonly window: 'new-pc' }
  | {
      readonly window: 'ended'
      readonly purpose: Kind
      readonly outcome: Outcome
      readonly failure: Failure | undefined
      readonly retry: Retry
    }

/** Those that are running after a completion. */
export type Browsers = (View & { window: 'completion' })['browsers']

export type FlowWindow = Shown['window']

/** Work on a renewal or an enrolment that somebody, or time, began and that has not settled yet. */
export interface Work {
  readonly task: number
  /** Not known before the journal was read. */
  readonly purpose: Purpose | undefined
  /** The certificate that was replaced, as it was before it left the sight of choosers. */
  readonly replaced: Subject | undefined
  /** Nobody began it. */
  readonly byItself?: boolean
}

export interface FlowState {
  readonly shown: Shown
  readonly signedIn: SignedIn | undefined
  /** The number of the login at the bank that is under way. */
  readonly signingIn: number | undefined
  /** The certificate that was picked at ログイン, by thumbprint. */
  readonly chosen: string | undefined
  readonly work: Work | undefined
  /** How often the renewal at hand was tried again by itself. */
  readonly retries: number
  /** The number of the wait after which it is tried again; an older wait means nothing any more. */
  readonly awaits: number | undefined
  /** Renewed certificates that can be brought back, as last looked up. */
  readonly restorable: readonly RetiredCertificate[]
  /** The new certificate (thumbprint) whose completion was closed: not shown again, even where that cannot be written down. */
  readonly seen?: string
  /** The number of the last effect whose result comes back. */
  readonly asked: number
}

export type At<W extends FlowWindow> = FlowState & { readonly shown: Extract<Shown, { window: W }> }

/** Before the journal was read and the key store has told what it holds. */
export const firstState: FlowState = {
  shown: { window: 'login', task: 0, busy: true, looking: true, failure: undefined },
  signedIn: undefined,
  signingIn: undefined,
  chosen: undefined,
  work: undefined,
  retries: 0,
  awaits: undefined,
  restorable: [],
  asked: 0,
}
