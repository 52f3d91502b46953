/** Which algorithms a certificate has, read without the platform: it may not know them. */
import { child, children, content, decode, isContext, oidOf } from '../../x509/der.ts'
import { sameNames } from '../../x509/names/name-comparison.ts'

export interface Algorithms {
  /** Dotted object identifiers. */
  readonly signature: string
  readonly key: string
  /** Of a key on a curve. */
  readonly curve: string | undefined
  readonly rsaBits: number | undefined
  readonly selfIssued: boolean
}

const rsa: ReadonlySet<string> = new Set(['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.10'])
const ecPublicKey = '1.2.840.10045.2.1'

/** @param der a certificate; undefined: not even its outline can be read */
export function algorithmsOf(der: Uint8Array): Algorithms | undefined {
  try {
    const signed = child(decode(der), 0)
    const from = isContext(child(signed, 0), 0) ? 1 : 0
    const publicKey = child(signed, from + 5)
    const [type, parameters] = children(child(publicKey, 0))
    const key = oidOf(type!)
    return {
      signature: oidOf(child(child(signed, from + 1), 0)),
      key,
      curve: key === ecPublicKey && parameters !== undefined ? oidOf(parameters) : undefined,
      rsaBits: rsa.has(key) ? bitsOfModulus(content(child(publicKey, 1)).subarray(1)) : undefined,
      selfIssued: sameNames(child(signed, from + 2), child(signed, from + 4)),
    }
  } catch {
    return undefined
  }
}

/** @param key RSAPublicKey (RFC 8017, A.1.1), DER */
function bitsOfModulus(key: Uint8Array): number {
  const octets = content(child(decode(key), 0))
  const first = octets.findIndex((octet) => octet !== 0)
  return first < 0 ? 0 : (octets.length - first) * 8 - Math.clz32(octets[first]!) + 24
}

const broken: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'MD2',
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.3.14.3.2.29': 'SHA-1',
  '1.2.840.10045.4.1': 'SHA-1',
  '1.2.840.10040.4.3': 'SHA-1',
}

/** The broken hash of a signature, by its name. */
export const isBroken = (signature: string): string | undefined => broken[signature]

/** RFC 9881, RFC 9909: the arc of NIST's signature algorithms. */
const ofNist = /^2\.16\.840\.1\.101\.3\.4\.3\.(\d+)$/
const parameterSets: Readonly<Record<number, string>> = { 17: 'ML-DSA-44', 18: 'ML-DSA-65', 19: 'ML-DSA-87' }

/** The name of a quantum-safe algorithm. */
export function quantumSafe(oid: string): string | undefined {
  const number = Number(ofNist.exec(oid)?.[1] ?? 0)
  return parameterSets[number] ?? (number >= 20 && number <= 31 ? 'SLH-DSA' : undefined)
}

const wellKnownCurves: ReadonlySet<string> = new Set(['1.2.840.10045.3.1.7', '1.3.132.0.34'])
const wellKnownKeys: ReadonlySet<string> = new Set([...rsa, ecPublicKey])
const names: Readonly<Record<string, string>> = {
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
  '1.3.132.0.35': 'P-521',
  '1.3.132.0.10': 'secp256k1',
}

/** A key that some platforms know and others do not, by its name. */
export function unevenlyKnown(found: Algorithms | undefined): string | undefined {
  if (found === undefined) return undefined
  const { key, curve } = found
  if (!wellKnownKeys.has(key)) return names[key] ?? key
  return curve === undefined || wellKnownCurves.has(curve) ? undefined : (names[curve] ?? curve)
}
