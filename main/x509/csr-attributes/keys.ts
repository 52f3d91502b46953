/** Kinds of keys and signatures by their identifiers, as banks wish for them. */
import { partsOfScheme, type SchemeHash, type SignatureScheme } from '../../renewal/key.ts'
import type { RequestedCryptography, RequestedKey } from '../../renewal/csr-attributes.ts'
import type { CsrAttribute } from './attributes.ts'
import { bitsOf, child, children, content, decode, encode, isUniversal, type Node, oidOf, Type } from '../der.ts'
import {
  algorithmIdentifier,
  ecdsaWithSha256,
  ecdsaWithSha384,
  rsaPss,
  sha256,
  sha256WithRsa,
  sha384,
  sha384WithRsa,
} from '../signature.ts'

/** Something that is understood and cannot be given; the message names it. */
export class UnsupportedAttribute extends Error {}

const rsaEncryption = '1.2.840.113549.1.1.1'
const ecPublicKey = '1.2.840.10045.2.1'
const curves: Readonly<Record<string, 'ec-p256' | 'ec-p384'>> = {
  '1.2.840.10045.3.1.7': 'ec-p256',
  '1.3.132.0.34': 'ec-p384',
}

/** Known, and given by no key store of ours: they must not be passed over as something unknown. */
const otherKeys: Readonly<Record<string, string>> = {
  '1.3.132.0.35': 'a key on P-521',
  '1.2.840.10040.4.1': 'a DSA key',
}
const otherSignatures: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'an MD5 signature',
  '1.2.840.113549.1.1.5': 'a SHA-1 signature',
  '1.2.840.113549.1.1.13': 'a SHA-512 signature',
  '1.2.840.10045.4.1': 'a SHA-1 signature',
  '1.2.840.10045.4.3.4': 'a SHA-512 signature',
  '1.3.101.112': 'an Ed25519 signature',
  '1.3.101.113': 'an Ed448 signature',
  '1.3.14.3.2.26': 'the hash SHA-1',
  '2.16.840.1.101.3.4.2.3': 'the hash SHA-512',
}
const ourSignatures: Readonly<Record<string, SignatureScheme>> = {
  [sha256WithRsa]: 'rsa-pkcs1-sha256',
  [sha384WithRsa]: 'rsa-pkcs1-sha384',
  [rsaPss]: 'rsa-pss-sha256',
  [ecdsaWithSha256]: 'ecdsa-sha256',
  [ecdsaWithSha384]: 'ecdsa-sha384',
}
const ourHashes: Readonly<Record<string, SchemeHash>> = { [sha256]: 'sha256', [sha384]: 'sha384' }

/**
 * The keys and signatures that can be given and go together, in the bank's order; the first is `key` and `scheme`. A bank
 * that lists several means alternatives, so only when none of a kind can be given is it a failure.
 * @param attributes without those that cannot be given
 * @throws UnsupportedAttribute
 */
function requestedCryptography(
  attributes: readonly CsrAttribute[],
): RequestedCryptography & { readonly otherwise: readonly RequestedCryptography[] } {
  const keys = alternatives(attributes, keyAlternative)
  // A hash by itself says nothing of the kind of signature: with two of them, either will do.
  const hashes = attributes.flatMap(({ oid }) => ourHashes[oid] ?? [])
  const schemes = hashes.length > 0 ? [] : alternatives(attributes, schemeAlternative)
  const found = keys.flatMap((key): RequestedCryptography[] => {
    if (hashes.length > 0) return [{ key, scheme: hashes.length === 1 ? schemeWith(hashes[0]!, key) : undefined }]
    const scheme = schemes.find((one) => key === undefined || one === undefined || signs(key, one))
    return scheme === undefined && !schemes.includes(undefined) ? [] : [{ key: key ?? keyFor(scheme), scheme }]
  })
  const [first, ...otherwise] = found
  if (first === undefined) throw new UnsupportedAttribute('a signature that the wished key cannot make')
  return { ...first, otherwise }
}

/**
 * The same of what a bank would like: without what cannot be given, which is told in words. An alternative that cannot
 * be given is none of that.
 */
export function likedCryptography(attributes: readonly CsrAttribute[]): ReturnType<typeof requestedCryptography> & {
  readonly unmet: readonly string[]
} {
  const unmet: string[] = []
  let rest = attributes
  for (const read of [keyAlternative, schemeAlternative]) {
    const possible = rest.filter((attribute) => refusal(read, attribute) === undefined)
    const [refused] = rest.flatMap((attribute) => refusal(read, attribute) ?? [])
    const isMet = possible.some((attribute) => read(attribute) !== undefined)
    if (refused !== undefined && !isMet) unmet.push(refused)
    rest = possible
  }
  try {
    return { ...requestedCryptography(rest), unmet }
  } catch (error) {
    if (!(error instanceof UnsupportedAttribute)) throw error
    return { key: undefined, scheme: undefined, otherwise: [], unmet: [...unmet, error.message] }
  }
}

/** Is it about a key, a signature or a hash that is known here, whether it can be given or not? */
export function isCryptography(attribute: CsrAttribute): boolean {
  const about = (read: Alternative<unknown>): boolean =>
    refusal(read, attribute) !== undefined || read(attribute) !== undefined
  return attribute.oid in ourHashes || about(keyAlternative) || about(schemeAlternative)
}

/** What cannot be given, in words; undefined: nothing. */
function refusal(read: Alternative<unknown>, attribute: CsrAttribute): string | undefined {
  try {
    read(attribute)
    return undefined
  } catch (error) {
    if (!(error instanceof UnsupportedAttribute)) throw error
    return error.message
  }
}

/** Which key it will be is not known where none is wished for: a key on a curve makes ECDSA of it. */
function schemeWith(hash: SchemeHash, key: RequestedKey | undefined): SignatureScheme | undefined {
  if (key === undefined || key.kind === 'rsa') return hash === 'sha256' ? undefined : `rsa-pkcs1-${hash}`
  return `ecdsa-${hash}`
}

/** undefined: about something else. */
type Alternative<T> = (attribute: CsrAttribute) => T | undefined

/** What is wished for, all of which can be given; [undefined] where nothing is. */
function alternatives<T>(attributes: readonly CsrAttribute[], read: Alternative<T>): readonly (T | undefined)[] {
  const found = attributes.map(read).filter((one) => one !== undefined)
  return found.length === 0 ? [undefined] : found
}

function keyAlternative({ oid, values: [parameter] }: CsrAttribute): RequestedKey | undefined {
  if (oid === rsaEncryption) return requestedRsa(parameter === undefined ? undefined : numberOf(parameter))
  if (oid === ecPublicKey) return parameter === undefined ? { kind: 'ec-p256' } : requestedEc(oidOf(parameter))
  // Servers that took RFC 7030's own example for a model name the curve alone.
  const curve = curves[oid]
  if (curve !== undefined) return { kind: curve }
  const known = otherKeys[oid]
  if (known !== undefined) throw new UnsupportedAttribute(known)
  return undefined
}

function schemeAlternative({ oid, values: [parameter] }: CsrAttribute): SignatureScheme | undefined {
  const known = otherSignatures[oid]
  if (known !== undefined) throw new UnsupportedAttribute(known)
  if (oid !== rsaPss || parameter === undefined) return ourSignatures[oid]
  const scheme = (['rsa-pss-sha256', 'rsa-pss-sha384'] as const).find((one) => isPss(parameter, one))
  if (scheme === undefined) throw new UnsupportedAttribute('an RSASSA-PSS signature with other parameters')
  return scheme
}

/**
 * The key of a SubjectPublicKeyInfoTemplate (RFC 9908 3.4); the placeholder (BIT STRING) tells RSA's modulus length.
 * @throws UnsupportedAttribute
 */
export function templateKey(algorithm: Node, placeholder: Node | undefined): RequestedKey {
  const oid = oidOf(child(algorithm, 0))
  if (oid === rsaEncryption) return requestedRsa(placeholder === undefined ? undefined : modulusLength(placeholder))
  const key = keyAlternative({ oid, values: children(algorithm).slice(1) })
  if (key === undefined) throw new UnsupportedAttribute(`a key of the kind ${oid}`)
  return key
}

function signs(key: RequestedKey, scheme: SignatureScheme): boolean {
  return (key.kind === 'rsa') === (partsOfScheme(scheme).family !== 'ecdsa')
}

function keyFor(scheme: SignatureScheme | undefined): RequestedKey | undefined {
  if (scheme === undefined) return undefined
  if (scheme === 'ecdsa-sha256') return { kind: 'ec-p256' }
  // RFC 5480 4: the hash that fits the curve.
  return scheme === 'ecdsa-sha384' ? { kind: 'ec-p384' } : { kind: 'rsa', bits: undefined }
}

function requestedRsa(bits: number | undefined): RequestedKey {
  if (bits === undefined || bits === 2048 || bits === 3072 || bits === 4096) return { kind: 'rsa', bits }
  throw new UnsupportedAttribute(`an RSA key of ${bits} bits`)
}

function requestedEc(curve: string): RequestedKey {
  const known = curves[curve]
  if (known !== undefined) return { kind: known }
  throw new UnsupportedAttribute(otherKeys[curve] ?? `a key on the curve ${curve}`)
}

function isPss(parameters: Node, scheme: SignatureScheme): boolean {
  return Buffer.from(encode(parameters)).equals(encode(child(algorithmIdentifier(scheme), 1)))
}

function numberOf(node: Node): number {
  const octets = content(node)
  if (!isUniversal(node, Type.INTEGER) || octets.length > 3) throw new Error('a small INTEGER was expected')
  return octets.reduce((sum, octet) => sum * 256 + octet, 0)
}

/** Of an RSAPublicKey (RFC 8017 A.1.1). A placeholder need not be a real key, so nothing else of it is looked at. */
function modulusLength(placeholder: Node): number {
  const modulus = content(child(decode(bitsOf(placeholder)), 0))
  const digits = Buffer.from(modulus).toString('hex').replace(/^0+/, '')
  return digits.length * 4 - Math.clz32(Number.parseInt(digits[0] ?? '0', 16)) + 28
}
