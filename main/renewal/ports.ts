import type { CertificateFacts } from './certificates/certificate.ts'
import type { Result } from './errors.ts'
import type { KeyProtection, KeyProvider, KeySpecification, MadeKey, SignatureScheme } from './key.ts'
import type { Proof, RenewalState } from './machine/state.ts'

export type { Proof } from './machine/state.ts'
import type { RequestContents, RequestedAttributes } from './csr-attributes.ts'

/** A key in the store: by the name it was made under, or by the certificate that it belongs to. */
export type KeyReference = { readonly name: string } | { readonly thumbprint: string }

export interface StoredCertificate {
  /** DER. */
  readonly der: Uint8Array
  /** SHA-256 of the DER, lower-case hex. */
  readonly thumbprint: string
  /** The name that Koshin made the key under; undefined for keys of other programs. */
  readonly keyName: string | undefined
  readonly retired: boolean
  readonly protection: KeyProtection
  /** Does the store give the private key away to its owner's tools? undefined where it does not tell. */
  readonly exportable: boolean | undefined
  /** The name of the token whose PIN the key's use needs; absent where none is needed. */
  readonly pinOf?: string
}

/**
 * The operating system's key store. Every call may be repeated after a crash: it either finds its work
 * done or does it. No call ever returns or takes private key material.
 */
export interface KeyStore {
  /**
   * Can it be opened and written? Looks at what the system says of it, and changes nothing at all; with `trial` something
   * is written, and taken away again.
   *
   * @param options.provider where keys are to be made: a store that can tell beforehand that there is no TPM, or that it
   *   wants its PIN, does so
   */
  checkWritable(options?: { readonly trial?: boolean; readonly provider?: KeyProvider }): Promise<Result<void>>
  /** Certificates with a private key; the retired ones only on request. Never sorted by the store's whim: by thumbprint. */
  list(options?: { readonly retired?: boolean }): Promise<Result<readonly StoredCertificate[]>>
  /**
   * The certificates (DER) among the user's own whose private key is not there, to say why they cannot be used;
   * authorities' may be among them. The retired ones, and what cannot be read, are left out.
   */
  listKeyless(): Promise<Result<readonly Uint8Array[]>>
  /**
   * The CA certificates (DER) beside the user's own, from which TLS stacks build the chain above a client certificate.
   * Roots may be among them; nothing of it is trusted.
   */
  listAuthorities(): Promise<Result<readonly Uint8Array[]>>
  /**
   * Puts CA certificates (DER) there, each unless it or another of the same issuer and serial number is there: never a
   * root, and never into a trusted place.
   */
  addAuthorities(certificates: readonly Uint8Array[]): Promise<Result<void>>
  /** The names of the keys that Koshin made, sorted, whether or not a certificate belongs to them. */
  listKeys(): Promise<Result<readonly string[]>>
  /** One certificate with a private key by thumbprint, retired or not; undefined when there is none. */
  read(thumbprint: string): Promise<Result<StoredCertificate | undefined>>
  /**
   * Makes a key pair inside the store; an existing key of this name is returned instead. Fails with
   * keystore.tpm-absent where the specification leaves no other place, with keystore.tpm-full, keystore.cancelled.
   */
  makeKey(name: string, specification: KeySpecification): Promise<Result<MadeKey>>
  /** The SubjectPublicKeyInfo (DER) of a key, or undefined when the store has none of this name. */
  findKey(name: string): Promise<Result<Uint8Array | undefined>>
  /**
   * A signature over `data`, made inside the store: RSA's as its octets, ECDSA's as DER (RFC 3279 2.2.3).
   *
   * @param scheme by default the key's own: PKCS#1 v1.5 for RSA, ECDSA for P-256; keystore.sign-failed if they differ
   */
  sign(key: KeyReference, data: Uint8Array, scheme?: SignatureScheme): Promise<Result<Uint8Array>>
  /**
   * Puts a certificate (DER) next to its key, and the issuing chain's intermediates where TLS stacks find them, never
   * a root into a trusted place. Fails with keystore.key-missing when the key is not the named one.
   */
  install(certificate: Uint8Array, keyName: string, intermediates?: readonly Uint8Array[]): Promise<Result<void>>
  /** Hides a certificate from choosers; nothing is lost. */
  retire(thumbprint: string): Promise<Result<void>>
  /** Undoes `retire`. */
  restore(thumbprint: string): Promise<Result<void>>
  /** Deletes a key that never got a certificate; refuses (keystore.key-exists) when one belongs to it. */
  discardKey(name: string): Promise<Result<void>>
  /** Deletes a certificate and its key, only ever by an explicit act of the user or policy. */
  delete(thumbprint: string): Promise<Result<void>>
}

/** What a certification request says. */
export interface RequestFacts {
  /** Name, DER in lower-case hex. */
  readonly subject: string
  /** GeneralNames, DER in lower-case hex. */
  readonly subjectAltName: string | undefined
  /** SHA-256 over the SubjectPublicKeyInfo, lower-case hex. */
  readonly publicKeyHash: string
}

/** Names by their meaning (RFC 5280 7.1), not by their bytes: a CA may write them in another way. All are hex DER. */
export interface NameComparison {
  /** What differs between two subjects, in words and without what they say; undefined: nothing. */
  subjectDifference(wanted: string, given: string): string | undefined
  /** The same of two subjectAltNames, whose names are a set. */
  alternativeNameDifference(wanted: string | undefined, given: string | undefined): string | undefined
}

/** X.509 in and out (RFC 5280, RFC 2986). */
export interface Certificates {
  /** Reads one certificate, DER. */
  read(der: Uint8Array): Result<CertificateFacts>
  /**
   * Does the issuer of `der` have a name of the bank's: that of a trust anchor or of one of these CA certificates (DER),
   * or the same organisation as one of them; or is it one of these itself? It says so only; the chain shows whether it is
   * true. What is not so named has no chain to them.
   */
  isNamedAsBanks(der: Uint8Array, authorities: readonly Uint8Array[]): boolean
  /** Does `der` chain to the bank's own trust anchors at `now` (ms), by way of `intermediates`? issued.foreign-issuer if not. */
  checkChain(der: Uint8Array, intermediates: readonly Uint8Array[], now: number): Result<void>
  /**
   * Builds a PKCS#10 request (DER) for `publicKey` (SubjectPublicKeyInfo, DER); `sign` is called once with the
   * CertificationRequestInfo and how to sign it: as `wanted`, if a key of this kind can. Subject and subjectAltName are
   * hex DER, copied byte for byte; bank.wishes-unsupported when the bank wishes for other ones (`more`).
   */
  buildRequest(
    names: { readonly subject: string; readonly subjectAltName: string | undefined },
    publicKey: Uint8Array,
    sign: (requestInfo: Uint8Array, scheme: SignatureScheme) => Promise<Result<Uint8Array>>,
    wanted?: SignatureScheme,
    more?: RequestContents,
  ): Promise<Result<Uint8Array>>
  /** Reads a PKCS#10 request (DER), whose own signature is checked. */
  readRequest(der: Uint8Array): Result<RequestFacts>
  readonly names: NameComparison
  /** SHA-256 of a SubjectPublicKeyInfo (DER), lower-case hex. */
  publicKeyHash(publicKey: Uint8Array): string
  /** A subject (hex DER) with one common name, for first enrolments. */
  commonName(value: string): string
}

/** Customer ID and one-time acquisition password; held in memory only. */
export interface EnrolmentCredentials {
  readonly customerId: string
  readonly password: string
}

/** Who speaks to the bank: the holder of a certificate (thumbprint), or whoever knows a one-time password. */
export type Speaker = { readonly current: string } | { readonly credentials: EnrolmentCredentials }

export type EnrolmentAnswer =
  | {
      readonly kind: 'issued'
      readonly certificate: Uint8Array
      readonly intermediates: readonly Uint8Array[]
      /** What `confirm` needs: the bank waits to hear that its certificate is taken. Nothing secret. */
      readonly confirmation?: Uint8Array
    }
  | { readonly kind: 'pending' /** seconds */; readonly retryAfter: number }

export interface Reached {
  /** ms since the epoch, if the bank told. */
  readonly bankTime: number | undefined
  /** DER, as the bank publishes them, at least one of them bound to our trust anchors. */
  readonly caCertificates: readonly Uint8Array[]
  /**
   * What the bank wants in requests, where the protocol can tell; bank.wishes-unsupported for what cannot be given.
   * A failure here stops renewals, not the listing of certificates.
   */
  readonly requested?: Result<RequestedAttributes>
}

/** What a proof has to agree with, as far as it is known. */
export interface ProofExpectation {
  readonly customerId?: string
  /** Thumbprint of the certificate that the proven one renews: its customer is the same. */
  readonly renews?: string
}

/** The bank's certificate service: EST, with CMP beside it. All bytes are DER. */
export interface Bank {
  /**
   * Reaches the bank without credentials; where it tells nobody anything, with the certificate `current` (thumbprint).
   * Without one it fails with bank.certificate-demanded there.
   */
  reach(current?: string): Promise<Result<Reached>>
  /**
   * Opens the connection over which `reenrol` will ask, with the current certificate unless messages are signed instead,
   * and asks for nothing.
   */
  connect(current: string): Promise<Result<void>>
  /**
   * Re-enrols, authenticated by the current certificate (RFC 7030 4.2.2; RFC 9483 4.1.3). The new key, which made the
   * request (PKCS#10), may have to sign another proof of possession.
   */
  reenrol(current: string, request: Uint8Array, newKey: KeyReference): Promise<Result<EnrolmentAnswer>>
  /** Enrols with a customer ID and a password (RFC 7030 4.2.1; RFC 9483 4.1.1). */
  enrol(credentials: EnrolmentCredentials, request: Uint8Array, newKey: KeyReference): Promise<Result<EnrolmentAnswer>>
  /**
   * Tells the bank that its certificate is taken, where its answer asked for that (`confirmation`). May be repeated: a
   * bank that heard it before is content.
   */
  confirm?(speaker: Speaker, certificate: Uint8Array, confirmation: Uint8Array): Promise<Result<void>>
  /** A certificate that is not issued yet will be proven soon: what takes long for that is made ready, and nothing is sent. */
  getReadyToProve?(): void
  /** None will be: what was made ready goes. */
  letGo?(): void
  /**
   * Opens a new TLS connection with this certificate and has the bank recognise it, where it can be asked. Tells what
   * was proven. Fails with bank.other-identity where the bank sees somebody else, with certificate.revoked.
   */
  prove(thumbprint: string, expected?: ProofExpectation): Promise<Result<Proof | void>>
}

/** What is known of the bank's CAs: which to trust, and which others help to build chains. All DER. */
export interface Authorities {
  /** The configured trust anchors and the roots that succeeded them, as they are now: asked for whenever they are used. */
  trustAnchors(): readonly Uint8Array[]
  /**
   * The bank's CA certificates as it last published them (`authorities.json`), and those that were once found to be its
   * own (`issuers.json`): lets the tray know the bank's certificates without a network, also those of a CA that issues
   * no more. Only a hint; trust comes from the anchors alone.
   */
  list(): readonly Uint8Array[]
  /**
   * Keeps those CA certificates that chain to the trust anchors at `now` (ms since the epoch), such as came with an
   * issued certificate.
   */
  learn(certificates: readonly Uint8Array[], now: number): void
  /**
   * Keeps what the bank publishes, and takes over a new root that an anchor vouches for (`successions.json`, where the
   * proof lies, not the trust: it is checked again at each start). Returns the roots that are new.
   *
   * @param now ms since the epoch
   */
  remember(certificates: readonly Uint8Array[], now: number): readonly Uint8Array[]
}

export type Question = 'request' | 'installation'

/**
 * The one renewal or enrolment that is under way, and those that were put aside for it, kept where a power cut cannot
 * take them. Synchronous and durable.
 */
export interface Journal {
  /** Another bank's is put away untouched; to this bank, there is none then. */
  load(): Result<RenewalState | undefined>
  /** @param kept in place of those that are put aside; by default they stay as they are */
  save(state: RenewalState | undefined, kept?: readonly RenewalState[]): Result<void>
  /** Those that are put aside, and those that ended although a certificate for their key may exist. */
  kept(): readonly RenewalState[]
  /** Puts a journal that cannot be read away, under another name beside it, which it tells. */
  setAside(): Result<string>
}

/** Milliseconds since the epoch. */
export type Clock = () => number
