import { failure, type Result, success } from './errors.ts'
import type { KeyAlgorithm, KeyProvider, KeySpecification, SignatureScheme } from './key.ts'

/** What a bank wants to see in certification requests, as far as it can be given; the rest is a failure before that. */
export interface RequestedAttributes extends RequestContents, RequestedCryptography {
  /** What will do as well, in the bank's order. */
  readonly otherwise: readonly RequestedCryptography[]
  /** It wants this and nothing else (a template, RFC 9908 3.4). A list says what it would like (RFC 7030 4.5.2). */
  readonly binding?: true
  /** What it would like and cannot be given, in words: it may refuse a request for that. */
  readonly unmet?: readonly string[]
  /** Dotted object identifiers that nobody here knows: passed over (RFC 9908 3.2), and told where a request is refused. */
  readonly unknown?: readonly string[]
}

export interface RequestedCryptography {
  /** undefined: any key will do. */
  readonly key: RequestedKey | undefined
  /** undefined: the key's own. Of another kind of key, its hash counts. */
  readonly scheme: SignatureScheme | undefined
}

/** What a request says beside its names and its key. */
export interface RequestContents {
  /** Beside subjectAltName, which is the old certificate's; if it is here nevertheless, both have to be the same. */
  readonly extensions: readonly RequestedExtension[]
  /** Whole attributes (RFC 2986 4.1), DER, that the bank has filled in. */
  readonly attributes: readonly Uint8Array[]
  /** Parts that the subject must have. */
  readonly subject: readonly RequestedNamePart[]
}

/** `bits` undefined: as many as policy says. */
export type RequestedKey =
  | { readonly kind: 'rsa'; readonly bits: 2048 | 3072 | 4096 | undefined }
  | { readonly kind: 'ec-p256' | 'ec-p384' }

export interface RequestedExtension {
  /** Dotted object identifier. */
  readonly oid: string
  readonly critical: boolean
  /** The DER inside the extension's OCTET STRING. */
  readonly value: Uint8Array
}

export interface RequestedNamePart {
  /** Dotted object identifier of the attribute. */
  readonly oid: string
  /** DER; undefined: any. */
  readonly value: Uint8Array | undefined
}

export const nothingRequested: RequestedAttributes = {
  key: undefined,
  scheme: undefined,
  otherwise: [],
  extensions: [],
  attributes: [],
  subject: [],
}

/** A key that may be made, and what it is to sign the request with. */
export interface KeyChoice {
  readonly specification: KeySpecification
  readonly scheme: SignatureScheme | undefined
}

/**
 * The keys that policy wants, of the kinds that the bank will take, in its order, without those that cannot be where
 * policy wants them; the policy's own where the bank only would have liked another. At least one; fails with
 * bank.wishes-unsupported.
 */
export function keyChoices(policys: KeySpecification, requested: RequestedAttributes): Result<readonly KeyChoice[]> {
  const wanted = [requested, ...requested.otherwise].map(({ key, scheme }) => ({
    specification: { ...policys, algorithm: algorithmFor(key, policys.algorithm) },
    scheme,
  }))
  const choices = wanted.filter(({ specification }) => holds(specification.provider, specification.algorithm))
  if (choices.length > 0) return success(choices)
  if (requested.binding !== true) return success([{ specification: policys, scheme: undefined }])
  const names = wanted.map(({ specification }) => specification.algorithm).join(', ')
  return failure('bank.wishes-unsupported', { cause: `${names}: none of which a Secure Enclave can hold` })
}

function algorithmFor(key: RequestedKey | undefined, policys: KeyAlgorithm): KeyAlgorithm {
  if (key === undefined) return policys
  if (key.kind !== 'rsa') return key.kind
  if (key.bits !== undefined) return `rsa-${key.bits}`
  return policys.startsWith('rsa') ? policys : 'rsa-2048'
}

/** What a TPM can hold differs from one to the next: that shows when the key is made. */
function holds(provider: KeyProvider, algorithm: KeyAlgorithm): boolean {
  return provider !== 'secure-enclave' || algorithm === 'ec-p256'
}
