/** What is the same of Koshin's keys in every key store. */
import type { KeyAlgorithm } from '../renewal/key.ts'
import {
  bitString,
  child,
  decode,
  encode,
  nullValue,
  objectIdentifier,
  oidOf,
  sequence,
  unsignedInteger,
} from '../x509/der.ts'
import { product } from '../renewal/product/product.ts'

/** The domain names its keys so; other programs' names are none of our business. */
const prefix = product.keyPrefix

/** The name of a key, if Koshin gave it. */
export function ownName(name: string): string | undefined {
  return name.startsWith(prefix) ? name : undefined
}

/** The names among these that Koshin gave, each once, in the order of every list. */
export function ownNames(names: readonly string[]): string[] {
  return [...new Set(names.filter((name) => ownName(name) !== undefined))].sort()
}

export const modulusBits = { 'rsa-2048': 2048, 'rsa-3072': 3072, 'rsa-4096': 4096 } as const

/** Elliptic curves: ECParameters (the curve's object identifier, RFC 5480 2.1.1.1, DER), and octets of a coordinate. */
export const curves = {
  'ec-p256': { parameters: encode(objectIdentifier('1.2.840.10045.3.1.7')), octets: 32 },
  'ec-p384': { parameters: encode(objectIdentifier('1.3.132.0.34')), octets: 48 },
} as const
export type EcAlgorithm = keyof typeof curves

export function isEcAlgorithm(algorithm: KeyAlgorithm): algorithm is EcAlgorithm {
  return algorithm in curves
}

const rsaEncryption = '1.2.840.113549.1.1.1'
const ecPublicKeyType = '1.2.840.10045.2.1'

/** SubjectPublicKeyInfo of an RSA key (RFC 8017 A.1.1), DER. */
export function rsaPublicKey(modulus: Uint8Array, exponent: Uint8Array): Uint8Array {
  const key = sequence(unsignedInteger(modulus), unsignedInteger(exponent))
  return encode(sequence(sequence(objectIdentifier(rsaEncryption), nullValue()), bitString(encode(key))))
}

/**
 * SubjectPublicKeyInfo of a key on an elliptic curve (RFC 5480 2), DER.
 *
 * @param parameters the curve's object identifier, DER
 * @param point uncompressed: 04, x, y (SEC 1 2.3.3)
 */
export function ecPublicKey(parameters: Uint8Array, point: Uint8Array): Uint8Array {
  return encode(sequence(sequence(objectIdentifier(ecPublicKeyType), decode(parameters)), bitString(point)))
}

/** @param publicKey SubjectPublicKeyInfo, DER */
export function isRsaKey(publicKey: Uint8Array): boolean {
  return oidOf(child(child(decode(publicKey), 0), 0)) === rsaEncryption
}

/** ECDSA-Sig-Value (RFC 3279 2.2.3), DER. @param sides r and s, of the same length, as PKCS#11 and CNG have them */
export function ecdsaSignature(sides: Uint8Array): Uint8Array {
  const half = sides.length / 2
  return encode(sequence(unsignedInteger(sides.subarray(0, half)), unsignedInteger(sides.subarray(half))))
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

/** The order of every list: a store's own would change from one call to the next. */
export function byThumbprint<One extends { readonly thumbprint: string }>(a: One, b: One): number {
  return a.thumbprint < b.thumbprint ? -1 : 1
}
