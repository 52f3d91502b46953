import { createHash, X509Certificate } from 'node:crypto'
import { child, children, content, decode, encode, isContext, type Node, oidOf } from '../x509/der.ts'

/** What key stores want to know of a certificate beside its DER; all DER, as they are in it (RFC 5280 4.1). */
export interface CertificateParts {
  readonly der: Uint8Array
  readonly serial: Uint8Array
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  /** SubjectPublicKeyInfo */
  readonly publicKey: Uint8Array
  /** The subject's common name; empty where it has none. */
  readonly holder: string
}

const commonName = '2.5.4.3'

/** undefined when `der` is not a certificate that both OpenSSL and our own reader understand. */
export function certificateParts(der: Uint8Array): CertificateParts | undefined {
  try {
    const parsed = new X509Certificate(der)
    // Node also takes PEM, and ignores what follows the certificate: the store must get neither.
    if (!Buffer.from(der).equals(parsed.raw)) return undefined
    const toBeSigned = child(decode(der), 0)
    // version [0] is absent in version 1 certificates
    const from = isContext(child(toBeSigned, 0), 0) ? 1 : 0
    const subject = child(toBeSigned, from + 4)
    return {
      der,
      serial: encode(child(toBeSigned, from)),
      issuer: encode(child(toBeSigned, from + 2)),
      subject: encode(subject),
      publicKey: encode(child(toBeSigned, from + 5)),
      holder: holderOf(subject),
    }
  } catch {
    return undefined
  }
}

/** May it issue certificates, as TLS stacks see it (basicConstraints)? */
export function isAuthority(der: Uint8Array): boolean {
  try {
    return mayBeAuthority(Buffer.from(der.buffer, der.byteOffset, der.length)) && new X509Certificate(der).ca
  } catch {
    return false
  }
}

const basicConstraints = Buffer.from('0603551d13', 'hex')
/** cA is FALSE by default: in DER an empty SEQUENCE, in its OCTET STRING. */
const empty = Buffer.from('04023000', 'hex')

/** A look at its bytes, for the thousands of certificates that are none: to read one takes a hundred times as long. */
function mayBeAuthority(der: Buffer): boolean {
  for (let at = der.indexOf(basicConstraints); at >= 0; at = der.indexOf(basicConstraints, at + 1)) {
    const after = at + basicConstraints.length
    const value = der[after] === 0x01 ? after + 3 : after
    if (!der.subarray(value, value + empty.length).equals(empty)) return true
  }
  return false
}

function holderOf(name: Node): string {
  const attributes = children(name).flatMap(children)
  const found = attributes.findLast((attribute) => oidOf(child(attribute, 0)) === commonName)
  if (found === undefined) return ''
  const value = child(found, 1)
  const bytes = Buffer.from(content(value))
  // BMPString is UTF-16, big-endian; the other string types are UTF-8 or a part of it.
  return (value.type as number) === 0x1e ? bytes.swap16().toString('utf16le') : bytes.toString('utf8')
}

/** SHA-256 of the DER, lower-case hex. */
export function thumbprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}

/** As people see it in the operating system's own windows: two certificates of one holder have different names. */
export function labelOf({ holder, der }: CertificateParts): string {
  return `${holder} ${thumbprintOf(der).slice(0, 8)}`.trim()
}
