/** HTTPS as the bank's protocols see it: values in, values out. The protocols know nothing of Electron. */
import type { Result } from '../../renewal/errors.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  /** https only */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Send and keep the origin's cookies: for a portal that knows its customers by one. Otherwise there are none. */
  readonly cookies?: boolean
  /** On a new TLS connection, with nothing of earlier ones: what it shows is of the server that is there now. */
  readonly fresh?: boolean
  /**
   * It carries a password, or what stands for one. It goes to no server but the one that this identity's session knows,
   * and to none that only a root of the network's vouches for: fails with network.tls-inspected.
   */
  readonly secret?: boolean
  /** ms, for the whole exchange */
  readonly timeout: number
  /** Bytes; a longer body is cut off while it arrives and fails with bank.answer-too-large. */
  readonly maximumBody: number
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** The Date header, ms since the epoch. */
  readonly date: number | undefined
}

/** Who we are in the TLS handshake: nobody, or the holder of this certificate (SHA-256 of its DER, hex). */
export type Identity = { readonly kind: 'anonymous' } | { readonly kind: 'certificate'; readonly thumbprint: string }

/**
 * Sends requests; a connection never serves two identities. An answer with any status is a success here; with a
 * certificate's identity only if the server asked for a certificate and got this one (else bank.certificate-not-asked or
 * keystore.certificate-missing). Redirects are answers, too: following one could carry a credential elsewhere.
 */
export interface Transport {
  send(identity: Identity, request: HttpRequest): Promise<Result<HttpAnswer>>
  /** Has the server at this address asked for a client certificate, of whomever? */
  asksCertificate?(url: string): boolean
  /**
   * A certificate that has sent nothing yet will be shown to the server at this address soon: what it takes is made ready, where
   * it takes long. Sends nothing.
   */
  getReady?(url: string): void
  /** Nobody will: what was made ready goes. */
  letGo?(): void
  /** Forgets the sessions of an identity, so that its next request opens a new TLS connection. */
  forget(identity: Identity): void
}
