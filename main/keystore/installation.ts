import { failure, type Result, success } from '../renewal/errors.ts'
import { type CertificateParts, certificateParts } from './certificate-parts.ts'
import { equal } from './own-keys.ts'

/** A certificate that may be put next to its key, and what has to be put beside it. */
export interface Installation<Key> {
  readonly certificate: CertificateParts
  readonly key: Key
  /** Without roots: one would not help a TLS stack, and has no business in a user's store. */
  readonly issuers: readonly CertificateParts[]
}

/**
 * Reads what is to be installed, before anything is written.
 *
 * @param der of the certificate
 * @param find the key by the name that the certificate is for; asked only when all certificates can be read
 */
export function readInstallation<Key extends { readonly publicKey: Uint8Array }>(
  der: Uint8Array,
  intermediates: readonly Uint8Array[],
  find: () => Key | undefined,
): Result<Installation<Key>> {
  const certificate = certificateParts(der)
  const issuers = readIssuers(intermediates)
  if (certificate === undefined || !issuers.ok) return failure('issued.unreadable')
  const key = find()
  if (key === undefined) return failure('keystore.key-missing', { cause: 'no key of this name' })
  if (!equal(key.publicKey, certificate.publicKey)) {
    return failure('keystore.key-missing', { cause: 'the certificate is for another key' })
  }
  return success({ certificate, key, issuers: issuers.value })
}

/** Those that may be put beside the user's own, without roots. Fails with issued.unreadable where one is no certificate. */
export function readIssuers(certificates: readonly Uint8Array[]): Result<readonly CertificateParts[]> {
  const read = certificates.map(certificateParts).filter((parts) => parts !== undefined)
  if (read.length < certificates.length) return failure('issued.unreadable')
  return success(read.filter(({ subject, issuer }) => !equal(subject, issuer)))
}

/** A store that had two certificates of one issuer and serial number could not tell them apart. */
export function twinInTheWay(): Result<never> {
  return failure('keystore.write-failed', { cause: 'another certificate has this issuer and serial number' })
}
