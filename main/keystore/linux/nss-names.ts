/** What NSS calls things by. */
import { createHash } from 'node:crypto'
import { bitsOf, child, content, decode } from '../../x509/der.ts'
import { type CertificateParts, labelOf } from '../certificate-parts.ts'

/**
 * The CKA_ID by which NSS ties a certificate to its key, hex: SHA-1 over an RSA key's modulus without leading zeros.
 * Of other keys, which are never ours, over the whole public key.
 */
export function keyIdOf(publicKey: Uint8Array): string {
  const bits = bitsOf(child(decode(publicKey), 1))
  let material = bits
  try {
    material = content(child(decode(bits), 0))
  } catch {
    // an elliptic curve's point is no DER
  }
  const first = material.findIndex((byte) => byte !== 0)
  return createHash('sha1')
    .update(material.subarray(Math.max(0, first)))
    .digest('hex')
}

/** As people call it in NSS' tools; a colon there would stand between a token's name and the rest. */
export function nssLabelOf(certificate: CertificateParts): string {
  return labelOf(certificate).replaceAll(':', ' ')
}
