/** Public keys as macOS writes and names them. */
import { createHash } from 'node:crypto'
import { bitsOf, bitString, child, decode, encode, hex, nullValue, objectIdentifier, sequence } from '../../x509/der.ts'
import { curves, ecPublicKey } from '../own-keys.ts'

const rsaEncryption = '1.2.840.113549.1.1.1'

/**
 * SubjectPublicKeyInfo (DER) of what SecKeyCopyExternalRepresentation answers for a public key: RSAPublicKey of
 * PKCS#1 (RFC 8017 A.1.1), or the X9.63 point (04, x, y: SEC 1 2.3.3), whose length tells its curve (RFC 5480 2).
 * https://developer.apple.com/documentation/security/seckeycopyexternalrepresentation(_:_:)
 */
export function subjectPublicKeyInfo(external: Uint8Array): Uint8Array {
  const curve = Object.values(curves).find(({ octets }) => external[0] === 0x04 && external.length === 1 + 2 * octets)
  if (curve !== undefined) return ecPublicKey(curve.parameters, external)
  return encode(sequence(sequence(objectIdentifier(rsaEncryption), nullValue()), bitString(external)))
}

/**
 * By what macOS ties a certificate (kSecAttrPublicKeyHash) to its key (kSecAttrApplicationLabel): SHA-1 over the
 * public key itself, the bits of its SubjectPublicKeyInfo. Hex.
 * https://developer.apple.com/documentation/security/ksecattrapplicationlabel
 */
export function publicKeyHash(publicKey: Uint8Array): string {
  return hex(
    createHash('sha1')
      .update(bitsOf(child(decode(publicKey), 1)))
      .digest(),
  )
}
