/** Keys as the domain speaks of them; the keys themselves stay in the key store. */

/** How well a key is held; what each store really promises, not what we wish it did. */
export const keyProtections = [
  'nss-software',
  /** On Linux: a smart card or what plays one. */
  'pkcs11-token',
  /** On Linux: the computer's TPM, through PKCS#11. */
  'pkcs11-tpm',
  'cng-software',
  'cng-tpm',
  /** A key of Windows' older CryptoAPI. */
  'capi',
  'smart-card',
  'keychain-software',
  'secure-enclave',
  'other',
] as const
export type KeyProtection = (typeof keyProtections)[number]

/**
 * Where a new key is to be held: `software`; `tpm`, or no key at all; `tpm-preferred`, in software where there is no
 * usable TPM; `secure-enclave`, or no key at all.
 */
export const keyProviders = ['software', 'tpm', 'tpm-preferred', 'secure-enclave'] as const
export type KeyProvider = (typeof keyProviders)[number]

/** Every kind of key that is made; a Secure Enclave makes `ec-p256` alone. */
export const keyAlgorithms = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'ec-p256', 'ec-p384'] as const
export type KeyAlgorithm = (typeof keyAlgorithms)[number]

/** What kind of key is to be made. */
export interface KeySpecification {
  readonly algorithm: KeyAlgorithm
  readonly provider: KeyProvider
  /** Has the operating system ask the user each time the key is used, where it can. */
  readonly confirmUse: boolean
}

export interface MadeKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** Where it really is: `tpm-preferred` may have come down to software. */
  readonly protection: KeyProtection
}

/** How a signature is made. PSS has a salt as long as the hash (RFC 8017 9.1, RFC 4055 3.1). */
export const signatureSchemes = [
  'rsa-pkcs1-sha256',
  'rsa-pkcs1-sha384',
  'rsa-pss-sha256',
  'rsa-pss-sha384',
  'ecdsa-sha256',
  'ecdsa-sha384',
] as const
export type SignatureScheme = (typeof signatureSchemes)[number]

export type SchemeFamily = 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa'
export type SchemeHash = 'sha256' | 'sha384'

/** The two halves of a scheme's name. */
export function partsOfScheme(scheme: SignatureScheme): { readonly family: SchemeFamily; readonly hash: SchemeHash } {
  const at = scheme.lastIndexOf('-')
  return { family: scheme.slice(0, at) as SchemeFamily, hash: scheme.slice(at + 1) as SchemeHash }
}
