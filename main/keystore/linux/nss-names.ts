/** What NSS calls things by. */
import { createHash } from 'node:crypto'
import { bitsOf, child, content, decode } from '../../x509/der.ts'
import { type CertificateParts, labelOf } from '../certificate-parts.ts'
import { isRsaKey } from '../own-keys.ts'

/**
 * The CKA_ID by which NSS ties a certificate to its key (PK11_MakeIDFromPubKey), hex: SHA-1 over an RSA key's modulus
 * without leading zeros, over the point of a key on an elliptic curve, over the whole public key of others.
 */
export function keyIdOf(publicKey: Uint8Array): string {
  const bits = bitsOf(child(decode(publicKey), 1))
  const material = isRsaKey(publicKey) ? content(child(decode(bits), 0)) : bits
  const first = material.findIndex((byte) => byte !== 0)
  return createHash('sha1')
    .update(material.subarray(Math.max(0, first)))
    .digest('hex')
}

/** As people call it in NSS' tools; a colon there would stand between a token's name and the rest. */
export function nssLabelOf(certificate: CertificateParts): string {
  return labelOf(certificate).replaceAll(':', ' ')
}
