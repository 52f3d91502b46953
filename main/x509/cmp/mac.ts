/**
 * MACs for those who share a secret (RFC 9810, 5.1.3.1): PBMAC1 (RFC 9481, 6.1.2; RFC 8018, 7.1; parameters as in RFC
 * 9579) and the older password-based MAC (RFC 9481, 6.1.1; RFC 4211, 4.4).
 */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { decode, encode, integer, type Node, nullValue, octetString, sequence, Type } from '../der.ts'
import { fieldsOf, octets, smallInteger, type Typed, typed, typedOf } from './fields.ts'

const passwordBased = '1.2.840.113533.7.66.13'
const pbmac1 = '1.2.840.113549.1.5.14'
const pbkdf2Id = '1.2.840.113549.1.5.12'
const sha256 = '2.16.840.1.101.3.4.2.1'
const hmacWithSha256 = '1.2.840.113549.2.9'

const hashes: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.4': 'sha224',
  [sha256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
const hmacs: Readonly<Record<string, string>> = {
  // HMAC with SHA-1, under both of its names: unbroken, and what OpenSSL 3.0 uses in the older MAC.
  '1.3.6.1.5.5.8.1.2': 'sha1',
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  [hmacWithSha256]: 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
  '1.2.840.113549.2.13': 'sha512-256',
}

/** What RFC 9481 no longer has, and what it has and the platform does not: refused by name. */
const others: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'SHA-1',
  '1.2.840.113549.2.5': 'MD5',
  '2.16.840.1.101.3.4.2.19': 'KMAC128',
  '2.16.840.1.101.3.4.2.20': 'KMAC256',
}

/**
 * Whoever sends a message says how much work its check is. Fewer would give the secret away. PBKDF2 is worked on beside
 * the main process's own thread; the older way in turns of some milliseconds, between which that thread does all else.
 */
const iterations = { fewest: 100, most: 200_000, mostOfOlder: 20_000, inOneTurn: 1000 }

const derive = promisify(pbkdf2)

export type MacKind = 'pbmac1' | 'password-based'

/** The algorithm of a new MAC, with a salt of its own: SHA-256 in every part. */
export function newMac(kind: MacKind): Typed {
  const hmac = typed({ oid: hmacWithSha256, value: encode(nullValue()) })
  const salt = octetString(randomBytes(16))
  if (kind === 'password-based') {
    const owf = typed({ oid: sha256, value: encode(nullValue()) })
    return { oid: passwordBased, value: encode(sequence(salt, owf, integer(10_000), hmac)) }
  }
  const parameters = encode(sequence(salt, integer(100_000), integer(32), hmac))
  return { oid: pbmac1, value: encode(sequence(typed({ oid: pbkdf2Id, value: parameters }), hmac)) }
}

export function isMac({ oid }: Typed): boolean {
  return oid === passwordBased || oid === pbmac1
}

/** Rejects with an Error when the algorithm or its parameters are not supported. */
export async function macOf(algorithm: Typed, secret: string, data: Uint8Array): Promise<Uint8Array> {
  const fields = fieldsOf(decode(algorithm.value ?? new Uint8Array()), 'the parameters of a MAC')
  if (algorithm.oid !== pbmac1) {
    const key = await iteratedKey(fields, secret)
    return createHmac(schemeIn(fields), key).update(data).digest()
  }
  const derivation = fields.next()
  const scheme = schemeIn(fields)
  return createHmac(scheme, await derivedKey(derivation, secret, scheme))
    .update(data)
    .digest()
}

/** The last of the parameters. */
function schemeIn(fields: ReturnType<typeof fieldsOf>): string {
  const scheme = named(hmacs, fields.next())
  fields.end()
  return scheme
}

/** Takes the same time wherever the first difference is. Rejects as macOf. */
export async function isMacOf(algorithm: Typed, secret: string, data: Uint8Array, mac: Uint8Array): Promise<boolean> {
  const expected = await macOf(algorithm, secret, data)
  return expected.length === mac.length && timingSafeEqual(expected, mac)
}

/** PBMParameter ::= SEQUENCE { salt, owf, iterationCount, mac } */
async function iteratedKey(fields: ReturnType<typeof fieldsOf>, secret: string): Promise<Uint8Array> {
  const salt = octets(fields.next(), 'the salt', 128)
  const hash = named(hashes, fields.next())
  let key: Uint8Array = Buffer.concat([Buffer.from(secret), salt])
  for (let left = countOf(fields.next(), iterations.mostOfOlder); left > 0; left--) {
    key = createHash(hash).update(key).digest()
    if (left % iterations.inOneTurn === 0) await nextTurn()
  }
  return key
}

/**
 * The keyDerivationFunc of PBMAC1-params.
 *
 * @param scheme where keyLength is left out (RFC 8018, A.2), the key is as long as what this HMAC makes
 */
function derivedKey(node: Node, secret: string, scheme: string): Promise<Uint8Array> {
  const { oid, value } = typedOf(node, 'keyDerivationFunc')
  if (oid !== pbkdf2Id || value === undefined) throw new Error('CMP: PBMAC1 without PBKDF2')
  const fields = fieldsOf(decode(value), 'the parameters of PBKDF2')
  const salt = octets(fields.next(), 'the salt', 128)
  const count = countOf(fields.next(), iterations.most)
  const given = fields.optional(Type.INTEGER)
  const length = given === undefined ? createHash(scheme).digest().length : smallInteger(given)
  const prf = fields.optional(Type.SEQUENCE)
  fields.end()
  if (length < 20 || length > 64) throw new Error('CMP: PBMAC1 needs a key of 20 to 64 octets')
  // RFC 8018, A.2: without a name it is HMAC with SHA-1.
  return derive(secret, salt, count, length, prf === undefined ? 'sha1' : named(hmacs, prf))
}

function countOf(node: Node, most: number): number {
  const count = smallInteger(node)
  if (count < iterations.fewest || count > most) throw new Error(`CMP: a MAC of ${count} iterations`)
  return count
}

function named(names: Readonly<Record<string, string>>, node: Node): string {
  const { oid } = typedOf(node, 'AlgorithmIdentifier')
  const found = names[oid]
  if (found === undefined) throw new Error(`CMP: a MAC with ${others[oid] ?? oid}, which is not taken`)
  return found
}
