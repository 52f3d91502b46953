/** Signatures of messages and certificates as CMP needs them (RFC 9481, 3): verified by the platform. */
import { constants, createPublicKey, verify } from 'node:crypto'
import { encode, decode, nullValue } from '../der.ts'
import { isSignature } from '../request.ts'
import { fieldsOf, smallInteger, type Typed, typedOf } from './fields.ts'

/** What our own keys sign with. */
export const sha256WithRsa: Typed = { oid: '1.2.840.113549.1.1.11', value: encode(nullValue()) }

const rsaPss = '1.2.840.113549.1.1.10'
const mgf1 = '1.2.840.113549.1.1.8'

type Hash = 'sha256' | 'sha384' | 'sha512'
const hashes: Readonly<Record<string, Hash>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
}

/**
 * RSA (PKCS#1 v1.5 and PSS), ECDSA and Ed25519, with SHA-2 only.
 * @param publicKey SubjectPublicKeyInfo, DER
 * @throws Error when the algorithm is not supported
 */
export function verifySignature(
  algorithm: Typed,
  data: Uint8Array,
  publicKey: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (algorithm.oid !== rsaPss) return isSignature(algorithm.oid, data, publicKey, signature)
  const { hash, saltLength } = pssParameters(algorithm)
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
  return verify(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature)
}

/**
 * The hash of a certificate's signature, with which a certificate is confirmed (RFC 9810, 5.3.18); undefined where the
 * signature names none, as Ed25519.
 */
export function hashOfSignature(algorithm: Typed): Hash | undefined {
  return algorithm.oid === rsaPss ? pssParameters(algorithm).hash : hashes[algorithm.oid]
}

/** RSASSA-PSS-params (RFC 4055, 3.1). What is left out means SHA-1, which is refused. */
function pssParameters({ value }: Typed): { readonly hash: Hash; readonly saltLength: number } {
  const fields = fieldsOf(decode(value ?? new Uint8Array()), 'RSASSA-PSS-params')
  const [hash, mask, salt] = [fields.explicit(0), fields.explicit(1), fields.explicit(2)]
  fields.end()
  const chosen = hash && hashes[typedOf(hash, 'hashAlgorithm').oid]
  const generator = mask && typedOf(mask, 'maskGenAlgorithm')
  const inner = generator?.value && typedOf(decode(generator.value), 'MGF1').oid
  if (chosen === undefined || generator?.oid !== mgf1 || inner === undefined || hashes[inner] !== chosen) {
    throw new Error('CMP: unsupported parameters of RSASSA-PSS')
  }
  return { hash: chosen, saltLength: salt === undefined ? 20 : smallInteger(salt) }
}
