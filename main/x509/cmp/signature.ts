/** Signatures of messages and certificates as CMP needs them (RFC 9481, 3): verified by the platform. */
import { decode, encode, type Node, nullValue, objectIdentifier, sequence } from '../der.ts'
import { hashOf, isSignature } from '../signature.ts'
import type { Typed } from './fields.ts'

/** What our own keys sign with. */
export const sha256WithRsa: Typed = { oid: '1.2.840.113549.1.1.11', value: encode(nullValue()) }

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
