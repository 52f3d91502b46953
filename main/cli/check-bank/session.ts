/** All that was seen of a bank in one run, and nothing that was thought of it. Bytes are DER, times ms since the epoch. */
import type { Front } from '../../bank/front/front.ts'
import type { HttpAnswer, HttpRequest, Identity } from '../../bank/transport/http.ts'
import type { Result } from '../../renewal/errors.ts'
import type { EnrolmentAnswer, Reached } from '../../renewal/ports.ts'
import type { Proof } from '../../renewal/machine/machine.ts'

/** One HTTP request and its answer, as the app's transport had them. */
export interface Exchange {
  readonly identity: Identity
  /** Without the header that carries a password. */
  readonly request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>
  readonly answer: Result<HttpAnswer>
  /** When the answer was there. */
  readonly at: number
}

/** A request for a certificate, followed for as long as the bank said "later" and a run can wait. */
export interface Attempt {
  readonly result: Result<EnrolmentAnswer>
  readonly exchanges: readonly Exchange[]
}

/** A certificate that the bank issued in this run. */
export interface IssuedCertificate {
  readonly by: 'simpleenroll' | 'simplereenroll' | 'ir' | 'kur'
  readonly der: Uint8Array
  readonly intermediates: readonly Uint8Array[]
  /** By the bank's clock, if it told, else by ours. */
  readonly issuedAt: number
  /** The one that it renews. */
  readonly renews: Uint8Array | undefined
}

/** A first certificate. */
export interface Enrolment {
  /** With a password that nobody has. */
  readonly wrongPassword: Attempt
  readonly first: Attempt
  /** The same request with the same password once more, as after a lost answer. */
  readonly firstAgain?: Attempt
}

export interface Issuing extends Enrolment {
  /** A new connection with the first certificate. */
  readonly firstProof?: Result<Proof | void>
  readonly renewal?: Attempt
  readonly renewalAgain?: Attempt
  readonly renewalProof?: Result<Proof | void>
  /** A new connection with the certificate that was renewed. */
  readonly predecessorProof?: Result<Proof | void>
  readonly next?: Attempt
  readonly nextProof?: Result<Proof | void>
  readonly issued: readonly IssuedCertificate[]
  /** What the bank said to who takes its certificates, where it waits for that. */
  readonly confirmations?: readonly Result<void>[]
}

export interface CmpTalk {
  readonly enrolment?: Enrolment & {
    /** By the password and for the key that EST has issued a certificate for. */
    readonly spent: boolean
  }
  readonly update?: Attempt
  readonly updateAgain?: Attempt
  readonly proof?: Result<Proof | void>
  /** A new connection with the certificate that was updated. */
  readonly predecessorProof?: Result<Proof | void>
  /** Of a bank that offers CMP alone: the update of what was updated. */
  readonly next?: Attempt
  readonly nextProof?: Result<Proof | void>
  readonly confirmations: readonly Result<void>[]
  /** A question, asked by the holder of a certificate. */
  readonly question?: Result<unknown>
  /** A confirmation in a transaction that the bank has never heard of. */
  readonly strange?: Result<void>
  readonly exchanges: readonly Exchange[]
}

export interface PortalTalk {
  readonly whoAmI: Result<{ readonly customerId: string }>
  readonly anonymous: Exchange
  readonly policy: Result<unknown>
  /** With a customer ID that nobody has. */
  readonly signIn: Result<unknown>
}

export interface Session {
  /** When it began. */
  readonly at: number
  /** What the settings say of the bank. */
  readonly settings: {
    /** Without it the bank offers CMP alone, and what is said of issuing went by CMP. */
    readonly hasEst: boolean
    readonly hasCmp: boolean
    readonly hasPortal: boolean
    readonly implicitConfirm: boolean
    readonly customerId: string | undefined
    readonly trustAnchors: readonly Uint8Array[]
    /** The largest difference of clocks that is taken for healthy. */
    readonly maximumClockSkew: number
  }
  /** Was it said that certificates may be issued? */
  readonly mayIssue: boolean
  /** `proxied`: the bank is reached through a proxy, past which nothing was looked at. undefined: nobody answered. */
  readonly front: Front | 'proxied' | undefined
  /** Whose question for a certificate counts: EST's, or the portal's where CMP asks for none. */
  readonly asking: Front | 'proxied' | undefined
  /** By the app's transport: was a certificate asked for? undefined: it cannot tell. */
  readonly asksCertificate: boolean | undefined
  /** Without a certificate. */
  readonly reached: Result<Reached>
  readonly published: readonly Exchange[]
  /** What came of a message that nobody has protected. */
  readonly greeted?: Result<unknown>
  readonly issuing?: Issuing
  readonly cmp?: CmpTalk
  readonly portal?: PortalTalk
  /** The renewal of the expired certificate that was named. */
  readonly expired?: Attempt
  /** What the portal says to the holder of the revoked one that was named. */
  readonly revoked?: Result<unknown>
  /** Roots that the operating systems' makers publish. */
  readonly publicRoots: readonly Uint8Array[]
}
