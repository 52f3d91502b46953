/** Signature algorithms of requests and messages: the AlgorithmIdentifier, and what it means (RFC 3279, 4055, 5758). */
import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { partsOfScheme, type SchemeHash, type SignatureScheme } from '../renewal/key.ts'
import { refuseUnusual } from './accepted-keys.ts'
import {
  child,
  children,
  content,
  context,
  decode,
  encode,
  integer,
  isContext,
  isUniversal,
  type Node,
  nullValue,
  objectIdentifier,
  oidOf,
  sequence,
  Type,
} from './der.ts'

export const sha256WithRsa = '1.2.840.113549.1.1.11'
export const rsaPss = '1.2.840.113549.1.1.10'
export const ecdsaWithSha256 = '1.2.840.10045.4.3.2'
export const sha384WithRsa = '1.2.840.113549.1.1.12'
export const ecdsaWithSha384 = '1.2.840.10045.4.3.3'
const ecPublicKey = '1.2.840.10045.2.1'
const rsaEncryption = '1.2.840.113549.1.1.1'
const mgf1 = '1.2.840.113549.1.1.8'
export const sha256 = '2.16.840.1.101.3.4.2.1'
export const sha384 = '2.16.840.1.101.3.4.2.2'

type KeyType = 'rsa' | 'ec' | 'ed25519' | 'ed448'

/** RFC 9481, 3. The hash that node:crypto wants (null: the algorithm has its own), and the kind of key that makes such signatures. */
const algorithms: Readonly<Record<string, { readonly hash: string | null; readonly key: KeyType }>> = {
  '1.2.840.113549.1.1.14': { hash: 'sha224', key: 'rsa' },
  [sha256WithRsa]: { hash: 'sha256', key: 'rsa' },
  [sha384WithRsa]: { hash: 'sha384', key: 'rsa' },
  '1.2.840.113549.1.1.13': { hash: 'sha512', key: 'rsa' },
  '1.2.840.10045.4.3.1': { hash: 'sha224', key: 'ec' },
  [ecdsaWithSha256]: { hash: 'sha256', key: 'ec' },
  [ecdsaWithSha384]: { hash: 'sha384', key: 'ec' },
  '1.2.840.10045.4.3.4': { hash: 'sha512', key: 'ec' },
  '1.3.101.112': { hash: null, key: 'ed25519' },
  // Read by Node, not by Electron's BoringSSL: there it is a key that nobody can read.
  '1.3.101.113': { hash: null, key: 'ed448' },
}
/** Known by name, so that a refusal can say what was refused: broken, or nothing that the platform verifies. */
const refused: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'MD5 with RSA',
  '1.2.840.113549.1.1.5': 'SHA-1 with RSA',
  '1.2.840.10040.4.3': 'SHA-1 with DSA',
  '1.2.840.10045.4.1': 'SHA-1 with ECDSA',
  '1.3.6.1.5.5.7.6.30': 'RSASSA-PSS with SHAKE128',
  '1.3.6.1.5.5.7.6.31': 'RSASSA-PSS with SHAKE256',
  '1.3.6.1.5.5.7.6.32': 'ECDSA with SHAKE128',
  '1.3.6.1.5.5.7.6.33': 'ECDSA with SHAKE256',
}
const pssHashes: Readonly<Record<string, string>> = {
  [sha256]: 'sha256',
  [sha384]: 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** The AlgorithmIdentifier of what a key store signs. */
export function algorithmIdentifier(scheme: SignatureScheme): Node {
  const { family, hash } = partsOfScheme(scheme)
  switch (family) {
    case 'rsa-pkcs1':
      return sequence(objectIdentifier(hash === 'sha256' ? sha256WithRsa : sha384WithRsa), nullValue())
    // RFC 5758 3.2: without parameters, not even NULL.
    case 'ecdsa':
      return sequence(objectIdentifier(hash === 'sha256' ? ecdsaWithSha256 : ecdsaWithSha384))
    case 'rsa-pss':
      return sequence(objectIdentifier(rsaPss), pssParametersOf(hash))
  }
}

/** As long as the hash. */
const saltLengths = { sha256: 32, sha384: 48 } as const

function pssParametersOf(hash: SchemeHash): Node {
  const algorithm = sequence(objectIdentifier(hash === 'sha256' ? sha256 : sha384), nullValue())
  const mask = sequence(objectIdentifier(mgf1), algorithm)
  return sequence(context(0, algorithm), context(1, mask), context(2, integer(saltLengths[hash])))
}

/**
 * What a key signs with: `wanted` where it can, or its hash where the key is of another kind; else its own kind's default. On a curve larger than P-256, SHA-384 is the
 * hash that fits (RFC 5480 4).
 *
 * @param publicKey SubjectPublicKeyInfo, DER
 * @throws Error when it is no RSA or EC key
 */
export function schemeOf(publicKey: Uint8Array, wanted?: SignatureScheme): SignatureScheme {
  const { key, restriction } = readKey(publicKey)
  const type = key.asymmetricKeyType
  const asked = wanted === undefined ? undefined : partsOfScheme(wanted)
  if (type === 'ec') {
    const fitting = key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'sha256' : 'sha384'
    return `ecdsa-${asked?.hash ?? fitting}`
  }
  const hash = asked?.hash ?? 'sha256'
  if (restriction !== undefined) {
    const other = hash === 'sha256' ? 'sha384' : 'sha256'
    return `rsa-pss-${restriction.allows(hash, saltLengths[hash]) ? hash : other}`
  }
  if (type === 'rsa') return asked?.family === 'rsa-pss' ? `rsa-pss-${hash}` : `rsa-pkcs1-${hash}`
  throw new Error(`no signature scheme for a key of type ${type ?? 'unknown'}`)
}

/**
 * The algorithm and the key have to fit: node:crypto goes by the key alone, so that an RSA signature would pass under
 * the name of ECDSA, and whoever reads the name would judge another signature than the one that was verified.
 *
 * @param algorithm AlgorithmIdentifier
 * @param publicKey SubjectPublicKeyInfo, DER
 * @throws Error when the algorithm is not supported or the key is none
 */
export function isSignature(algorithm: Node, data: Uint8Array, publicKey: Uint8Array, signature: Uint8Array): boolean {
  const { key, restriction } = readKey(publicKey)
  const type = key.asymmetricKeyType
  if (oidOf(child(algorithm, 0)) === rsaPss) {
    const { hash, saltLength } = pssParameters(algorithm)
    if (type !== 'rsa' || !(restriction?.allows(hash, saltLength) ?? true)) return false
    return verify(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature)
  }
  const { hash, key: wanted } = algorithmOf(algorithm)
  return restriction === undefined && type === wanted && verify(hash, data, key, signature)
}

/**
 * The hash that a signature is made over, as node:crypto names it; null: the algorithm has its own.
 * @throws Error when the algorithm is not supported
 */
export function hashOf(algorithm: Node): string | null {
  if (oidOf(child(algorithm, 0)) === rsaPss) return pssParameters(algorithm).hash
  return algorithmOf(algorithm).hash
}

function algorithmOf(algorithm: Node): (typeof algorithms)[string] {
  const oid = oidOf(child(algorithm, 0))
  const found = algorithms[oid]
  if (found === undefined) throw new Error(`unsupported signature algorithm ${refused[oid] ?? oid}`)
  return found
}

/** RFC 4055 3.1. The defaults are SHA-1's, which no bank should use: hash and salt length have to be there. */
function pssParameters(algorithm: Node): { hash: string; saltLength: number } {
  const parameters = children(child(algorithm, 1))
  const value = (tag: number): Node => {
    const found = parameters.find((part) => isContext(part, tag))
    if (found === undefined) throw new Error(`RSASSA-PSS: parameter [${tag}] is missing`)
    return child(found, 0)
  }
  const hash = pssHashes[oidOf(child(value(0), 0))]
  const mask = value(1)
  const sameMask = oidOf(child(mask, 0)) === mgf1 && pssHashes[oidOf(child(child(mask, 1), 0))] === hash
  const [saltLength, ...longer] = content(value(2))
  if (hash === undefined || !sameMask || saltLength === undefined || longer.length > 0) {
    throw new Error('RSASSA-PSS: unsupported parameters')
  }
  return { hash, saltLength }
}

interface ReadKey {
  readonly key: KeyObject
  /** Of a key that is for RSASSA-PSS alone. */
  readonly restriction: { allows(hash: string, saltLength: number): boolean } | undefined
}

/** Whoever reads a key asks it several things in a row, and reading takes longer than verifying with it. */
let lastRead: ({ readonly bytes: Buffer } & ReadKey) | undefined

/** Octets of a SubjectPublicKeyInfo: the longest RSA modulus that is taken has 2,048 (accepted-keys.ts). */
const longestKey = 2300

/**
 * @param publicKey SubjectPublicKeyInfo, DER
 * @throws Error when it is none
 */
export function keyOf(publicKey: Uint8Array): KeyObject {
  return readKey(publicKey).key
}

/**
 * Electron's BoringSSL knows no id-RSASSA-PSS keys, although it makes and verifies such signatures: there and in Node the
 * key is read as the RSA key that it is, and what it is restricted to is kept here (RFC 4055 1.2 and 3.3).
 */
function readKey(publicKey: Uint8Array): ReadKey {
  if (lastRead?.bytes.equals(publicKey) === true) return lastRead
  // What OpenSSL tells of an exponent takes the square of its length: a second for forty kilobytes.
  if (publicKey.length > longestKey) throw new Error('a key that is longer than any')
  const bytes = Buffer.from(publicKey)
  const info = decode(bytes)
  const algorithm = child(info, 0)
  const restricted = oidOf(child(algorithm, 0)) === rsaPss
  if (oidOf(child(algorithm, 0)) === ecPublicKey && !isUniversal(child(algorithm, 1), Type.OID)) {
    // RFC 5480 2.1.1: a curve has a name. OpenSSL takes one that is described for the named one that it resembles.
    throw new Error('a key on a curve without a name')
  }
  const plain = restricted
    ? encode(sequence(sequence(objectIdentifier(rsaEncryption), nullValue()), child(info, 1)))
    : bytes
  const key = createPublicKey({ key: Buffer.from(plain), format: 'der', type: 'spki' })
  refuseUnusual(key)
  lastRead = { bytes, key, restriction: restricted ? restrictionOf(algorithm) : undefined }
  return lastRead
}

/** Without parameters any hash will do; with them this one, and a salt of at least this length. */
function restrictionOf(algorithm: Node): ReadKey['restriction'] {
  if (children(algorithm).length === 1) return { allows: () => true }
  const { hash, saltLength } = pssParameters(algorithm)
  return { allows: (given, length) => given === hash && length >= saltLength }
}
