/**
 * The MAC of a message whose sender shares a secret with the bank (RFC 9810, 5.1.3.1): PBMAC1 (RFC 9579's parameters,
 * RFC 9481, 6.1.2) and the older password-based MAC (RFC 9481, 6.1.1; RFC 4211, 4.4).
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  child,
  children,
  content,
  integer,
  isUniversal,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  oidOf,
  sequence,
  Type,
} from '../../x509/der.ts'

const passwordBasedMac = '1.2.840.113533.7.66.13'
const pbmac1 = '1.2.840.113549.1.5.14'
const pbkdf2 = '1.2.840.113549.1.5.12'
const sha256 = '2.16.840.1.101.3.4.2.1'
const hmacWithSha256 = '1.2.840.113549.2.9'

const hashes: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.4': 'sha224',
  [sha256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
const hmacs: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.8.1.2': 'sha1',
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  [hmacWithSha256]: 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}
/** What RFC 9481 no longer has, and what it has and nothing here computes: refused by name. */
const others: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'SHA-1',
  '1.2.840.113549.2.5': 'MD5',
  '2.16.840.1.101.3.4.2.19': 'KMAC128',
  '2.16.840.1.101.3.4.2.20': 'KMAC256',
}
/** Whoever sends a message says how much work its check is; this much, and no more. */
const maximumIterations = 100_000

export function isMac(algorithm: Node): boolean {
  return [passwordBasedMac, pbmac1].includes(oidOf(child(algorithm, 0)))
}

/** @throws Error when the algorithm or its parameters are not supported */
export function macOf(algorithm: Node, secret: string, data: Uint8Array): Uint8Array {
  const parameters = child(algorithm, 1)
  const older = oidOf(child(algorithm, 0)) === passwordBasedMac
  const { key, scheme } = older ? olderKey(parameters, secret) : pbmac1Key(parameters, secret)
  return createHmac(named(hmacs, scheme), key).update(data).digest()
}

export function isMacOf(algorithm: Node, secret: string, data: Uint8Array, mac: Uint8Array): boolean {
  const expected = macOf(algorithm, secret, data)
  return expected.length === mac.length && timingSafeEqual(expected, mac)
}

/** The same kind of MAC with a salt of our own. */
export function answering(algorithm: Node): Node {
  const hmac = sequence(objectIdentifier(hmacWithSha256), nullValue())
  const salt = octetString(randomBytes(16))
  if (oidOf(child(algorithm, 0)) === passwordBasedMac) {
    const owf = sequence(objectIdentifier(sha256), nullValue())
    return sequence(objectIdentifier(passwordBasedMac), sequence(salt, owf, integer(10_000), hmac))
  }
  const derivation = sequence(objectIdentifier(pbkdf2), sequence(salt, integer(10_000), integer(32), hmac))
  return sequence(objectIdentifier(pbmac1), sequence(derivation, hmac))
}

interface MacKey {
  readonly key: Uint8Array
  /** The HMAC, by its AlgorithmIdentifier. */
  readonly scheme: Node
}

/** PBMParameter ::= SEQUENCE { salt, owf, iterationCount, mac } */
function olderKey(parameters: Node, secret: string): MacKey {
  const hash = hashOf(child(parameters, 1))
  let key = Buffer.concat([Buffer.from(secret), content(child(parameters, 0))])
  for (let left = iterations(child(parameters, 2)); left > 0; left--) key = createHash(hash).update(key).digest()
  return { key, scheme: child(parameters, 3) }
}

/** PBMAC1-params ::= SEQUENCE { keyDerivationFunc, messageAuthScheme }; keyLength is required by RFC 9579, 4. */
function pbmac1Key(parameters: Node, secret: string): MacKey {
  const derivation = child(parameters, 0)
  if (oidOf(child(derivation, 0)) !== pbkdf2) throw new Error('PBMAC1: only PBKDF2 is supported')
  const [salt, count, ...rest] = children(child(derivation, 1))
  const lengths = rest.filter((part) => isUniversal(part, Type.INTEGER))
  const prf = rest.find((part) => isUniversal(part, Type.SEQUENCE))
  const length = lengths[0] === undefined ? 0 : numberOf(lengths[0])
  if (length < 20 || length > 64) throw new Error('PBMAC1: a key of 20 to 64 octets is needed')
  const hash = prf === undefined ? 'sha1' : named(hmacs, prf)
  const key = pbkdf2Sync(secret, content(salt!), iterations(count!), length, hash)
  return { key, scheme: child(parameters, 1) }
}

function iterations(node: Node): number {
  const count = numberOf(node)
  if (count < 1 || count > maximumIterations) throw new Error(`between 1 and ${maximumIterations} iterations`)
  return count
}

/** A small INTEGER. */
export function numberOf(node: Node): number {
  const bytes = content(node)
  const isSmall = isUniversal(node, Type.INTEGER) && bytes.length >= 1 && bytes.length <= 4
  if (!isSmall) throw new Error('a small INTEGER was expected')
  return Buffer.from(bytes).readIntBE(0, bytes.length)
}

/** As node:crypto calls the hash of an AlgorithmIdentifier. @throws Error when it is not supported */
export function hashOf(algorithm: Node): string {
  return named(hashes, algorithm)
}

function named(names: Readonly<Record<string, string>>, algorithm: Node): string {
  const oid = oidOf(child(algorithm, 0))
  const found = names[oid]
  if (found === undefined) throw new Error(`${others[oid] ?? `the algorithm ${oid}`} is not taken`)
  return found
}
