/** Builds and signs X.509 certificates (RFC 5280, 4.1). Bytes are DER, times ms since the epoch. */
import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  bitString,
  boolean,
  child,
  content,
  context,
  contextPrimitive,
  decode,
  encode,
  hex,
  integer,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  Type,
  universal,
  unsignedInteger,
} from '../../x509/der.ts'
import { time } from '../../x509/time.ts'

/** RFC 5280, 4.2.1.12 */
const serverAuth = '1.3.6.1.5.5.7.3.1'
const clientAuth = '1.3.6.1.5.5.7.3.2'
/** RFC 6402, 2.10: may speak for the CA. */
const cmcRa = '1.3.6.1.5.5.7.3.28'

/** What an issuer is known by, and its key. */
export interface Issuer {
  /** Name, DER. */
  readonly name: Uint8Array
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  readonly privateKey: KeyObject
}

export type CertificateUse = 'authority' | 'issuing-authority' | 'registration-authority' | 'server' | 'client'

export interface CertificateContents {
  readonly use: CertificateUse
  readonly subject: Uint8Array
  /** GeneralNames, DER. */
  readonly alternativeNames?: Uint8Array | undefined
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  readonly notBefore: number
  readonly notAfter: number
  /** Of the signature; SHA-256 unless something has to be wrong. */
  readonly hash?: 'sha1'
}

const sha256WithRsa = '1.2.840.113549.1.1.11'
const sha1WithRsa = '1.2.840.113549.1.1.5'

/** Names and key are copied byte for byte. @throws Error when one of them is not DER */
export function issueCertificate(issuer: Issuer, contents: CertificateContents): { der: Uint8Array; serial: string } {
  const serial = randomBytes(16)
  // A positive number of 128 random bits at most; the first octet is not zero, so the written form is unambiguous.
  serial[0] = (serial[0]! & 0x7f) | 0x40
  const algorithm = sequence(objectIdentifier(contents.hash === 'sha1' ? sha1WithRsa : sha256WithRsa), nullValue())
  const toBeSigned = sequence(
    context(0, integer(2)),
    unsignedInteger(serial),
    algorithm,
    decode(issuer.name),
    sequence(time(contents.notBefore), time(contents.notAfter)),
    decode(contents.subject),
    decode(contents.publicKey),
    context(3, sequence(...extensions(issuer, contents))),
  )
  const signature = sign(contents.hash ?? 'sha256', encode(toBeSigned), issuer.privateKey)
  return { der: encode(sequence(toBeSigned, algorithm, bitString(signature))), serial: hex(serial) }
}

function extensions(issuer: Issuer, { use, publicKey, alternativeNames }: CertificateContents): Node[] {
  const authority = use === 'authority' || use === 'issuing-authority'
  const constraints = authority ? [boolean(true), ...(use === 'authority' ? [] : [integer(0)])] : []
  // keyCertSign and cRLSign, or digitalSignature; the first octet counts the unused bits (X.690, 8.6).
  const usage = authority ? '\x01\x06' : '\x07\x80'
  const made = [
    extension('2.5.29.19', true, sequence(...constraints)),
    extension('2.5.29.15', true, universal(Type.BITSTRING, false, usage)),
    extension('2.5.29.14', false, octetString(keyIdentifier(publicKey))),
    extension('2.5.29.35', false, sequence(contextPrimitive(0, keyIdentifier(issuer.publicKey)))),
  ]
  if (!authority) {
    const purpose = { server: serverAuth, client: clientAuth, 'registration-authority': cmcRa }[use]
    made.push(extension('2.5.29.37', false, sequence(objectIdentifier(purpose))))
  }
  if (alternativeNames !== undefined) made.push(extension('2.5.29.17', false, decode(alternativeNames)))
  return made
}

function extension(oid: string, critical: boolean, value: Node): Node {
  return sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(encode(value)))
}

/** RFC 5280, 4.2.1.2, method (1): SHA-1 over the key's bits; a name, not a protection. */
function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const bits = content(child(decode(publicKey), 1)).subarray(1)
  return createHash('sha1').update(bits).digest()
}
