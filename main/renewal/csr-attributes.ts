import { failure, type Result, success } from './errors.ts'
import type { KeySpecification, SignatureScheme } from './key.ts'

/** What a bank wants to see in certification requests, as far as it can be given; the rest is a failure before that. */
export interface RequestedAttributes extends RequestContents {
  /** undefined: any key will do. */
  readonly key: RequestedKey | undefined
  /** undefined: the key's own. */
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
  | { readonly kind: 'ec-p256' }

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
  extensions: [],
  attributes: [],
  subject: [],
}

/** The key that policy wants, of the kind that the bank wants. Fails with bank.wishes-unsupported. */
export function requestedKey(policys: KeySpecification, { key }: RequestedAttributes): Result<KeySpecification> {
  if (key === undefined) return success(policys)
  if (key.kind === 'ec-p256') return success({ ...policys, algorithm: 'ec-p256' })
  if (policys.provider === 'secure-enclave') {
    return failure('bank.wishes-unsupported', { cause: 'an RSA key, which a Secure Enclave cannot hold' })
  }
  if (key.bits !== undefined) return success({ ...policys, algorithm: `rsa-${key.bits}` })
  return success(policys.algorithm === 'ec-p256' ? { ...policys, algorithm: 'rsa-2048' } : policys)
}
