/** A certificate taken apart once, for reading it and for checking chains. */
import { type KeyObject, X509Certificate } from 'node:crypto'
import { bitsOf, child, children, content, decodeSmall, encode, isContext, type Node } from './der.ts'
import { type Extensions, extensionsOf } from './extensions.ts'
import { requireName } from './names/names.ts'
import { keyOf } from './signature.ts'
import { timeOf } from './time.ts'

export interface ParsedCertificate {
  readonly der: Uint8Array
  /** TBSCertificate, DER: what is signed. */
  readonly toBeSigned: Uint8Array
  readonly signature: Uint8Array
  /** 1, 2 or 3 */
  readonly version: number
  /** The INTEGER's content. */
  readonly serial: Uint8Array
  /** AlgorithmIdentifier inside the signed part, DER; the one outside is the same. */
  readonly signatureAlgorithm: Node
  readonly issuer: Node
  /** ms since the epoch */
  readonly notBefore: number
  readonly notAfter: number
  readonly subject: Node
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  readonly extensions: Extensions
}

/** What is in extensions does not count. A root of browsers has 64 in the median and 86 at most. */
const maximumValues = 500

/**
 * Reads a Certificate (RFC 5280 4.1) of any key type.
 * @throws Error when it is not one DER certificate, or the platform does not take it for one
 */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  const certificate = decodeSmall(der, maximumValues)
  refuseOthers(der)
  const signed = child(certificate, 0)
  // [0] version DEFAULT v1
  const from = isContext(child(signed, 0), 0) ? 1 : 0
  const version = from === 0 ? 1 : versionOf(child(child(signed, 0), 0))
  const signatureAlgorithm = child(signed, from + 1)
  // RFC 5280 4.1.1.2: only the inner one is signed, so a different outer one is a forgery or a fault.
  if (!Buffer.from(encode(signatureAlgorithm)).equals(encode(child(certificate, 1)))) {
    throw new Error('X.509: the two signature algorithms differ')
  }
  const validity = child(signed, from + 3)
  const extensions = children(signed).find((part) => isContext(part, 3))
  if (extensions !== undefined && version !== 3) throw new Error('X.509: extensions in another version than 3')
  const publicKey = child(signed, from + 5)
  // A key of whole octets: OpenSSL cuts bits off where BoringSSL refuses.
  bitsOf(child(publicKey, 1))
  return {
    der,
    toBeSigned: encode(signed),
    signature: bitsOf(child(certificate, 2)),
    version,
    serial: serialOf(child(signed, from)),
    signatureAlgorithm,
    issuer: requireName(child(signed, from + 2)),
    notBefore: timeOf(child(validity, 0)),
    notAfter: timeOf(child(validity, 1)),
    subject: requireName(child(signed, from + 4)),
    publicKey: encode(publicKey),
    extensions: extensions === undefined ? new Map() : extensionsOf(child(extensions, 0)),
  }
}

/** Octets; RFC 5280 4.1.2.2 has 20. One of kilobytes would push all else out of sight, in windows and notifications. */
const longestSerial = 50

function serialOf(node: Node): Uint8Array {
  const serial = content(node)
  if (serial.length > longestSerial) throw new Error('X.509: the serial number is too long')
  return serial
}

/** 2 or 3: 1 is the default, which DER does not write. OpenSSL takes any number, BoringSSL does not. */
function versionOf(node: Node): number {
  const [value = 0, ...more] = content(node)
  if (more.length > 0 || (value !== 1 && value !== 2)) throw new Error('X.509: an unknown version')
  return value + 1
}

/**
 * What the platform (OpenSSL in Node, BoringSSL in Electron) does not take for a certificate is none for TLS either. It
 * also takes PEM, and ignores what follows a certificate: both would be other bytes than ours.
 */
function refuseOthers(der: Uint8Array): void {
  if (!new X509Certificate(der).raw.equals(der)) throw new Error('X.509: not one certificate')
}

/** The same few authorities are looked at for each certificate of a whole key store. undefined: unreadable. */
const read = new WeakMap<Uint8Array, ParsedCertificate | undefined>()

/** As parseCertificate, once for each array of bytes, which must not change; undefined when it is not a certificate. */
export function parsedOnce(der: Uint8Array): ParsedCertificate | undefined {
  if (read.has(der)) return read.get(der)
  let parsed: ParsedCertificate | undefined
  try {
    parsed = parseCertificate(der)
  } catch {
    parsed = undefined
  }
  read.set(der, parsed)
  return parsed
}

const keys = new WeakMap<ParsedCertificate, KeyObject>()

/** @throws Error when the platform knows no such key */
export function publicKeyOf(certificate: ParsedCertificate): KeyObject {
  const key = keys.get(certificate) ?? keyOf(certificate.publicKey)
  keys.set(certificate, key)
  return key
}
