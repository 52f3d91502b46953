/** Where a renewal or first enrolment may stand, what may happen to it, and what it may ask to be done. */
import type { CertificateFacts } from '../certificates/certificate.ts'
import type { Failure } from '../errors.ts'
import { product } from '../product/product.ts'

export type Purpose =
  | {
      readonly kind: 'renewal'
      /** Thumbprint of the certificate that is renewed. */
      readonly current: string
      readonly holder: string
      /** Subject and subjectAltName of the current certificate, hex DER: the new one must carry the same. */
      readonly subject: string
      readonly subjectAltName: string | undefined
      /** The current certificate's expiry, ms since the epoch: the new one must outlive it. */
      readonly notAfter: number
    }
  | { readonly kind: 'enrolment'; readonly customerId: string }

/** What the renewal of a certificate has to know of it. */
export function renewalOf(certificate: CertificateFacts): Purpose & { kind: 'renewal' } {
  const { thumbprint: current, holder, subject, subjectAltName, notAfter } = certificate
  return { kind: 'renewal', current, holder, subject, subjectAltName, notAfter }
}

/** `tls`: a server that asked for the certificate answered over it; `recognised`: the bank named this certificate. */
export interface Proof {
  readonly proven: 'tls' | 'recognised'
}

interface Named {
  readonly keyName: string
}

export interface Requested extends Named {
  /** PKCS#10, DER. Kept and sent again unchanged, so that the bank recognises a repetition by its public key. */
  readonly request: Uint8Array
  /**
   * How many sendings the bank may have answered with a certificate, the one that is being made among them: counted in
   * the journal before each. Journals of version 0.2 and before do not tell: then there was at least one.
   */
  readonly sendings?: number
}

export interface Issued extends Named {
  readonly certificate: Uint8Array
  readonly intermediates: readonly Uint8Array[]
  /** What the bank still has to be told of it, as the bank's adapter wrote it (CMP: certConf); journalled before that. */
  readonly confirmation?: Uint8Array
  /** Why it could not be told so far. */
  readonly unconfirmed?: Failure
  /** What the bank's answer to it proved; told when it is done. */
  readonly proven?: Proof['proven']
}

/** The steps from which work goes on by itself after a crash or a passing failure. */
export type Progress =
  /** `sendings`: of an earlier request for the same key. */
  | ({ readonly step: 'making-request'; readonly sendings?: number } & Named)
  | ({ readonly step: 'requesting' } & Requested)
  | ({ readonly step: 'installing' } & Issued)
  | ({ readonly step: 'proving' } & Issued)
  | ({ readonly step: 'retiring' } & Issued)

interface Waiting {
  readonly step: 'waiting'
  /** ms since the epoch */
  readonly retryAt: number
  readonly failure?: Failure
}

export type Step =
  /** The key is made while the user still reads what will happen; nothing is sent, and whoever leaves takes it away. */
  | ({ readonly step: 'making-key-ahead' } & Named)
  | ({ readonly step: 'key-ahead' } & Named)
  | ({ readonly step: 'confirming-request' } & Named)
  | Progress
  /** The bank is still issuing (202), or asked to be left alone. */
  | (Waiting & Requested)
  /** The certificate is here, and begins in a moment by this clock. */
  | (Waiting & Issued)
  /** An enrolment whose one-time password is wrong, or gone with the process that knew it. */
  | ({ readonly step: 'password-needed'; readonly failure?: Failure } & Requested)
  | ({ readonly step: 'confirming-installation' } & Issued)
  /** いいえ at the second confirmation: the issued certificate waits. */
  | ({ readonly step: 'postponed' } & Issued)
  /** A failure stopped the work at `at`; it can be tried again from there. */
  | { readonly step: 'stalled'; readonly at: Progress; readonly failure: Failure }
  | ({
      /** The key is being removed because no certificate will ever come for it. */
      readonly step: 'discarding'
      readonly ending: Ending
      /** There may be a certificate for it, now or later: the key stays, and what is installed with it is hidden. */
      readonly keeps?: true
      /** of the last try */
      readonly failure?: Failure
    } & Named)
  | ({ readonly step: 'complete' } & Issued)
  /** `keyName`: of a key that was kept, because a certificate for it may exist. */
  | { readonly step: 'ended'; readonly ending: Ending; readonly keyName?: string }

export type Ending =
  | { readonly kind: 'declined' }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'failed'; readonly failure: Failure }

export type RenewalState = { readonly id: string; readonly startedAt: number; readonly purpose: Purpose } & Step
export type StepName = Step['step']
export type At<S extends StepName> = RenewalState & { step: S }

export type Event =
  | { readonly type: 'answered'; readonly yes: boolean }
  | { readonly type: 'key-made' }
  | { readonly type: 'request-made'; readonly request: Uint8Array }
  | { readonly type: 'pending' /** seconds */; readonly retryAfter: number }
  | {
      readonly type: 'issued'
      readonly certificate: Uint8Array
      readonly intermediates: readonly Uint8Array[]
      readonly confirmation?: Uint8Array
    }
  /** The bank heard that its certificate is taken; or could not be told. */
  | { readonly type: 'confirmed'; readonly failure?: Failure }
  | { readonly type: 'installed' }
  /** `told`: the bank was told once more that its certificate is taken, or could not be. */
  | ({ readonly type: 'proven'; readonly told?: { readonly failure?: Failure } } & Partial<Proof>)
  | { readonly type: 'retired' }
  | { readonly type: 'discarded' }
  /** `unsent`: of the request, nothing left this machine. */
  | { readonly type: 'failed'; readonly failure: Failure; readonly unsent?: true }
  /** The key store is older than the journal: it has not, or no longer, the key. */
  | { readonly type: 'key-lost' }
  /** The same, of the certificate that was installed: its key may still be there. */
  | { readonly type: 'certificate-lost' }
  /** What the journal says is not true of this machine's keys and certificates: nothing more is done by it. */
  | { readonly type: 'disbelieved'; readonly failure: Failure }
  /** The application started again and found this state in its journal. */
  | { readonly type: 'restarted' }
  /** The user, or time, asks for another try. */
  | { readonly type: 'retry' }
  /** The user begins what was prepared for them. */
  | { readonly type: 'begin' }
  /** The one-time password is at hand (again). */
  | { readonly type: 'password-given' }
  | { readonly type: 'install-postponed' }
  /** The user leaves it before there is a certificate, or with one that no retry can bring into use. */
  | { readonly type: 'abandon' }
  /** The user says that it shall be given up, whatever was issued. */
  | { readonly type: 'give-up' }

export type Effect =
  | 'make-key'
  | 'ask-request'
  | 'make-request'
  | 'send-request'
  | 'confirm'
  | 'ask-installation'
  | 'install'
  | 'prove'
  | 'retire'
  | 'discard-key'

/** The name of a renewal's key; a journal with another one is not believed. */
export function keyNameOf(id: string): string {
  return `${product.keyPrefix}${id}`
}
