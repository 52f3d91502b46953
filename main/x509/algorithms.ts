/** Which signatures and keys still mean something. Everything that is not listed is refused. */
import type { KeyObject } from 'node:crypto'
import { child, children, isContext, type Node, oidOf } from './der.ts'

const rsaPss = '1.2.840.113549.1.1.10'

const strongSignatures: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.11', // sha256WithRSAEncryption
  '1.2.840.113549.1.1.12', // sha384WithRSAEncryption
  '1.2.840.113549.1.1.13', // sha512WithRSAEncryption
  '1.2.840.10045.4.3.2', // ecdsa-with-SHA256
  '1.2.840.10045.4.3.3', // ecdsa-with-SHA384
  '1.2.840.10045.4.3.4', // ecdsa-with-SHA512
  '1.3.101.112', // Ed25519
])

/** Collisions are practical: a certificate signed so can be a forged one. */
const brokenSignatures: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'MD2',
  '1.2.840.113549.1.1.3': 'MD4',
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.3.14.3.2.29': 'SHA-1',
  '1.2.840.10045.4.1': 'SHA-1',
  '1.2.840.10040.4.3': 'SHA-1',
}

const strongHashes: ReadonlySet<string> = new Set([
  '2.16.840.1.101.3.4.2.1', // SHA-256
  '2.16.840.1.101.3.4.2.2', // SHA-384
  '2.16.840.1.101.3.4.2.3', // SHA-512
])

/** Why a signature with this AlgorithmIdentifier is not accepted; undefined when it is. */
export function signatureWeakness(algorithm: Node): string | undefined {
  const oid = oidOf(child(algorithm, 0))
  const broken = brokenSignatures[oid]
  if (broken !== undefined) return `is signed with ${broken}`
  if (strongSignatures.has(oid) || (oid === rsaPss && strongHashes.has(pssHash(algorithm)))) return undefined
  return `is signed with an unsupported algorithm (${oid})`
}

/** RFC 4055 3.1: without [0] hashAlgorithm, PSS means SHA-1. */
function pssHash(algorithm: Node): string {
  const parameters = children(algorithm)[1]
  const hash = parameters === undefined ? undefined : children(parameters).find((part) => isContext(part, 0))
  return hash === undefined ? 'default' : oidOf(child(child(hash, 0), 0))
}

const minimumModulus = 2048
const strongCurves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])

/** Why a public key is not accepted; undefined when it is. */
export function keyWeakness({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string | undefined {
  if (type === 'rsa') {
    const bits = details?.modulusLength ?? 0
    return bits >= minimumModulus ? undefined : `has an RSA key of ${bits} bits, less than ${minimumModulus}`
  }
  if (type === 'ec') {
    const curve = details?.namedCurve ?? 'unnamed'
    return strongCurves.has(curve) ? undefined : `has a key on an unsupported curve (${curve})`
  }
  return type === 'ed25519' ? undefined : `has a key of an unsupported type (${type ?? 'unknown'})`
}
