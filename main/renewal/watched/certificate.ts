import type { CertificateFacts } from '../certificates/certificate.ts'

/** What else a certificate says of whom it belongs to and what it is for (RFC 5280 4.2.1), whoever issued it. */
export interface CertificateUsage {
  /**
   * SHA-256 over the holder's and the issuer's name by their meaning (RFC 5280 7.1), lower-case hex: the same for
   * certificates of which one follows another.
   */
  readonly line: string
  /** Holder and issuer have the same name. */
  readonly selfIssued: boolean
  /** The object identifiers of extendedKeyUsage; undefined without it, which allows everything. */
  readonly purposes: readonly string[] | undefined
  /** The identifier of the issuer's key (RFC 5280 4.2.1.1), lower-case hex; undefined where none is named. */
  readonly issuerKey: string | undefined
  /** What kinds of names subjectAltName has. */
  readonly alternativeNames: readonly AlternativeName[]
}

/** `principal` is Microsoft's userPrincipalName, an otherName. */
export type AlternativeName = 'mailbox' | 'host' | 'uri' | 'principal' | 'other'

/** A certificate with a private key that this computer has, of whatever issuer. */
export type FoundCertificate = CertificateFacts & CertificateUsage
