/** Distinguished names (RFC 5280 4.1.2.4): for people's eyes, and made for first enrolments. */
import { shortened, visible } from '../../renewal/plain-text.ts'
import {
  child,
  children,
  content,
  encode,
  hex,
  isUniversal,
  type Node,
  objectIdentifier,
  oidOf,
  sequence,
  set,
  Type,
  utf8String,
} from '../der.ts'
import { teletexTag, teletexText } from './teletex.ts'

const commonName = '2.5.4.3'

/** RFC 4514 section 3, and what banks' names use beside it. */
export const shortNames: Readonly<Record<string, string>> = {
  [commonName]: 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.42': 'GN',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
}

/**
 * The node, when it is a Name: an RDNSequence (RFC 5280 4.1.2.4) of attributes of any type and value.
 * @throws Error otherwise
 */
export function requireName(node: Node): Node {
  const isAttribute = (one: Node): boolean => isUniversal(one, Type.SEQUENCE) && children(one).length === 2
  const isRelative = (one: Node): boolean => isUniversal(one, Type.SET) && children(one).every(isAttribute)
  if (!isUniversal(node, Type.SEQUENCE) || !children(node).every(isRelative)) throw new Error('X.509: no name')
  for (const relative of children(node)) for (const attribute of children(relative)) oidOf(child(attribute, 0))
  return node
}

/** Characters of a name that anybody sees. A certificate holds one of 200,000, which would push all else out of sight. */
const longest = 500

/** The common name, the most specific one where there are several; the whole name where there is none. */
export function displayName(name: Node): string {
  const attributes = children(name).flatMap(children)
  const found = attributes.findLast((attribute) => oidOf(child(attribute, 0)) === commonName)
  const value = found === undefined ? undefined : stringOf(child(found, 1))
  // Whoever asked for the certificate wrote it, and could make one customer look like another.
  return shortened(visible((value ?? wholeName(name)).slice(0, 10 * longest)), longest)
}

/** In the order of RFC 4514: the most specific part first. */
function wholeName(name: Node): string {
  const parts = children(name).map((relative) => children(relative).map(attributeText).join('+'))
  return parts.reverse().join(', ')
}

function attributeText(attribute: Node): string {
  const oid = oidOf(child(attribute, 0))
  const value = child(attribute, 1)
  const text = stringOf(value)?.replace(/[,+\\]/g, '\\$&') ?? `#${hex(encode(value))}`
  return `${shortNames[oid] ?? oid}=${text}`
}

/** The text of a string type (X.680 tag numbers); undefined for anything else. */
export function stringOf(value: Node): string | undefined {
  if (value.constructed) return undefined
  for (const [tag, read] of readers) if (isUniversal(value, tag)) return read(Buffer.from(content(value)))
  return undefined
}

const ascii = (bytes: Buffer): string => bytes.toString('latin1')
const readers: readonly (readonly [number, (bytes: Buffer) => string])[] = [
  [12, (bytes) => bytes.toString('utf8')],
  [18, ascii], // NumericString
  [19, ascii], // PrintableString
  [teletexTag, teletexText],
  [22, ascii], // IA5String
  [26, ascii], // VisibleString
  [28, universalString],
  [
    30,
    (bytes) =>
      bytes
        .subarray(0, bytes.length & ~1)
        .swap16()
        .toString('utf16le'),
  ], // BMPString
]

function universalString(bytes: Buffer): string {
  let text = ''
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = bytes.readUInt32BE(at)
    text += String.fromCodePoint(point > 0x10ffff ? 0xfffd : point)
  }
  return text
}

/** A Name (DER) with one common name, as UTF8String (RFC 5280 4.1.2.4). */
export function commonNameOnly(value: string): Uint8Array {
  return encode(sequence(set(sequence(objectIdentifier(commonName), utf8String(value)))))
}
