/** Signatures of messages and certificates as CMP needs them (RFC 9481, 3): verified by the platform. */
import type { SignatureScheme } from '../../renewal/key.ts'
import { decode, type Node, objectIdentifier, sequence } from '../der.ts'
import { algorithmIdentifier, hashOf, isSignature } from '../signature.ts'
import { type Typed, typedOf } from './fields.ts'

/** What a key store signs with, as messages name it. */
export const signatureAlgorithm = (scheme: SignatureScheme): Typed =>
  typedOf(algorithmIdentifier(scheme), 'AlgorithmIdentifier')

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
  return isSignature(nodeOf(algorithm), data, publicKey, signature)
}

/**
 * The hash of a certificate's signature, with which a certificate is confirmed (RFC 9810, 5.3.18); undefined where the
 * signature names none, as Ed25519.
 */
export function hashOfSignature(algorithm: Typed): string | undefined {
  return hashOf(nodeOf(algorithm)) ?? undefined
}

function nodeOf({ oid, value }: Typed): Node {
  return sequence(objectIdentifier(oid), ...(value === undefined ? [] : [decode(value)]))
}
