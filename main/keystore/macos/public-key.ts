/** Public keys as macOS writes and names them. */
import { createHash } from 'node:crypto'
import { bitsOf, bitString, child, decode, encode, hex, nullValue } from '../../x509/der.ts'
import { objectIdentifier, sequence } from '../../x509/der.ts'

const rsaEncryption = '1.2.840.113549.1.1.1'
const ecPublicKey = '1.2.840.10045.2.1'
const prime256v1 = '1.2.840.10045.3.1.7'

/** An uncompressed point of P-256: 04, x, y (SEC 1 2.3.3). */
const pointLength = 65

/**
 * SubjectPublicKeyInfo (DER) of what SecKeyCopyExternalRepresentation answers for a public key: RSAPublicKey of
 * PKCS#1 (RFC 8017 A.1.1), or the X9.63 point, which here is always on P-256 (RFC 5480 2).
 * https://developer.apple.com/documentation/security/seckeycopyexternalrepresentation(_:_:)
 */
export function subjectPublicKeyInfo(external: Uint8Array): Uint8Array {
  const isPoint = external[0] === 0x04 && external.length === pointLength
  const algorithm = isPoint
    ? sequence(objectIdentifier(ecPublicKey), objectIdentifier(prime256v1))
    : sequence(objectIdentifier(rsaEncryption), nullValue())
  return encode(sequence(algorithm, bitString(external)))
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
