/**
 * ASN.1 DER in and out (ITU-T X.690), a thin and strict layer over node-forge's asn1 module, which holds every
 * value as a binary string. Everything outside this file sees Uint8Array.
 */
import asn1 from 'node-forge/lib/asn1.js'

export type Node = asn1.Asn1
/** The number of a universal type. */
export type Tag = asn1.Type

export const { Class, Type } = asn1

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

/**
 * Reads exactly one DER value. Writing a node of it, or of any part of it, gives back the very bytes that were read:
 * names and keys that are copied from one structure into another stay as they were signed.
 * @throws Error when `der` is not one DER value, has bytes after it, or is BER that DER would write otherwise
 */
export function decode(der: Uint8Array): Node {
  const node = decodeBer(der)
  if (!Buffer.from(encode(node)).equals(der)) throw new Error('ASN.1: not the DER encoding of a value')
  return node
}

/** As decode, of what has few values in it. @throws Error as decode, and where there are more than `most` */
export function decodeSmall(der: Uint8Array, most: number): Node {
  if (valuesIn(der, most) > most) throw new Error('ASN.1: too large')
  return decode(der)
}

/**
 * Reads one BER value, e.g. with indefinite lengths: some CAs write the wrapping of a CMS message that way (RFC 5652
 * allows it). What it holds is not to be compared byte for byte.
 * @throws Error when it is not one well-formed value, has bytes after it, or is larger than any that we have to do with
 */
export function decodeBer(ber: Uint8Array): Node {
  if (ber.length > maximumLength || valuesIn(ber, maximumValues) > maximumValues) throw new Error('ASN.1: too large')
  // decodeBitStrings off: forge would guess at ASN.1 inside signatures and keys, and fail to write them back.
  // 32 levels are three times what a certificate needs; forge's own limit of 256 is for its own structures.
  const options = { strict: true, parseAllBytes: true, decodeBitStrings: false, maxDepth: 32 }
  const node = asn1.fromDer(binary(ber), options as unknown as boolean)
  refuseLongTags(node)
  return node
}

/** Bytes: what a bank may answer (main/bank), and more than a certificate that any store holds. */
const maximumLength = 256 * 1024
/**
 * Values, each of which costs some microseconds at every look: with a limit, all that is taken is small enough for the
 * main process. A root of browsers has 64 in the median and 86 at most, and an answer holds 32 certificates at most.
 */
const maximumValues = 4000

/**
 * How many values there are, counted to one more than `most`. Looks at the headers alone, one after the other: of what is
 * not well-formed it may say anything.
 */
function valuesIn(ber: Uint8Array, most: number): number {
  let count = 0
  for (let at = 0; at + 1 < ber.length && count <= most; count++) {
    const constructed = (ber[at]! & 0x20) !== 0
    const first = ber[at + 1]!
    const more = first > 0x80 ? first - 0x80 : 0
    at += 2 + more
    if (constructed) continue
    let length = first < 0x80 ? first : 0
    for (const octet of ber.subarray(at - more, at)) length = length * 256 + octet
    at += length
  }
  return count
}

/**
 * The first parts of a constructed value, each with its header, without a look at what is in them.
 *
 * @param most how many
 * @returns undefined where a length leads out of `der`
 */
export function partsOf(der: Uint8Array, most: number): Uint8Array[] | undefined {
  const whole = extentOf(der, 0)
  if (whole === undefined) return undefined
  const parts: Uint8Array[] = []
  for (let at = whole.content; at < whole.end && parts.length < most; ) {
    const part = extentOf(der, at)
    if (part === undefined || part.end > whole.end) return undefined
    parts.push(der.subarray(at, part.end))
    at = part.end
  }
  return parts
}

/** Where the value at an offset has its content and its end; X.690 8.1.3, lengths of at most three octets. */
function extentOf(der: Uint8Array, at: number): { readonly content: number; readonly end: number } | undefined {
  const first = der[at + 1]
  if (first === undefined || first === 0x80 || first > 0x83) return undefined
  const more = first > 0x80 ? first - 0x80 : 0
  const content = at + 2 + more
  let length = more === 0 ? first : 0
  for (const octet of der.subarray(at + 2, content)) length = length * 256 + octet
  return content + length > der.length ? undefined : { content, end: content + length }
}

/** Tag numbers from 31 on take more than one byte, which forge reads as a length. No structure here has them. */
function refuseLongTags(node: Node): void {
  if ((node.type as number) === 0x1f) throw new Error('ASN.1: a tag number above 30')
  if (node.constructed) children(node).forEach(refuseLongTags)
}

/** The DER bytes of a node. */
export function encode(node: Node): Uint8Array {
  return new Uint8Array(Buffer.from(asn1.toDer(node).getBytes(), 'latin1'))
}

/** The content bytes of a primitive node. @throws Error on a constructed one. */
export function content(node: Node): Uint8Array {
  if (node.constructed || typeof node.value !== 'string') throw new Error('ASN.1: a primitive value was expected')
  // forge turns the content of tag number 30 into characters, whatever the class.
  if (node.type === Type.BMPSTRING) return new Uint8Array(Buffer.from(node.value, 'utf16le').swap16())
  return new Uint8Array(Buffer.from(node.value, 'latin1'))
}

/** The parts of a constructed node. @throws Error on a primitive one. */
export function children(node: Node): Node[] {
  if (!node.constructed || typeof node.value === 'string') throw new Error('ASN.1: a constructed value was expected')
  return node.value
}

/** The n-th part of a constructed node. @throws Error when there is none. */
export function child(node: Node, index: number): Node {
  const found = children(node)[index]
  if (found === undefined) throw new Error(`ASN.1: part ${index} is missing`)
  return found
}

/** Is the node [tag]? */
export function isContext(node: Node, tag: number): boolean {
  return node.tagClass === Class.CONTEXT_SPECIFIC && (node.type as number) === tag
}

export function isUniversal(node: Node, type: Tag): boolean {
  return node.tagClass === Class.UNIVERSAL && node.type === type
}

/**
 * The dotted form of an OBJECT IDENTIFIER node. Its arcs may be of any size, e.g. the 128 bits of a UUID (2.25).
 * @throws Error on any other node, when an arc is padded or cut off, and beyond 128 octets: nobody has such
 */
export function oidOf(node: Node): string {
  if (!isUniversal(node, Type.OID)) throw new Error('ASN.1: an object identifier was expected')
  const octets = content(node)
  if (octets.length > 128) throw new Error('ASN.1: an object identifier is too long')
  const arcs: bigint[] = []
  let arc = 0n
  let begun = false
  for (const octet of octets) {
    if (!begun && octet === 0x80) throw new Error('ASN.1: an arc of an object identifier is padded')
    arc = arc * 128n + BigInt(octet & 0x7f)
    begun = octet >= 0x80
    if (begun) continue
    arcs.push(arc)
    arc = 0n
  }
  const [first, ...rest] = arcs
  if (begun || first === undefined) throw new Error('ASN.1: an object identifier is cut off')
  // The first two arcs share a number; the first is 0, 1 or 2, and only below 2 is the second less than 40.
  const top = first < 80n ? first / 40n : 2n
  return [top, first - top * 40n, ...rest].join('.')
}

/** The bytes of a BIT STRING that fills whole octets. @throws Error when bits are unused. */
export function bitsOf(node: Node): Uint8Array {
  const bytes = content(node)
  const whole = isUniversal(node, Type.BITSTRING) && bytes[0] === 0
  if (!whole) throw new Error('ASN.1: a BIT STRING of whole octets was expected')
  return bytes.subarray(1)
}

/** A node of a universal type; a primitive value is a binary string. */
export const universal = (type: Tag, constructed: boolean, value: string | Node[]): Node =>
  asn1.create(Class.UNIVERSAL, type, constructed, value)

export const sequence = (...parts: Node[]): Node => universal(Type.SEQUENCE, true, parts)
export const set = (...parts: Node[]): Node => universal(Type.SET, true, parts)
/** The values of a SET OF in the order that DER wants (X.690 11.6): whoever writes them again writes the same bytes. */
export const inSetOrder = (parts: readonly Node[]): Node[] =>
  parts
    .map((node) => ({ node, bytes: Buffer.from(encode(node)) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ node }) => node)
/** @throws Error when the text is not the dotted form of an object identifier */
export const objectIdentifier = (dotted: string): Node => {
  if (!/^[012](\.(0|[1-9]\d*))+$/.test(dotted)) throw new Error('ASN.1: not an object identifier')
  const [top, second, ...rest] = dotted.split('.').map(BigInt)
  return universal(Type.OID, false, [top! * 40n + second!, ...rest].map(arcOctets).join(''))
}
/** Seven bits an octet; all but the last have the eighth. */
function arcOctets(arc: bigint): string {
  let octets = String.fromCharCode(Number(arc & 0x7fn))
  for (let left = arc >> 7n; left > 0n; left >>= 7n) octets = String.fromCharCode(Number(left & 0x7fn) | 0x80) + octets
  return octets
}
export const octetString = (bytes: Uint8Array): Node => universal(Type.OCTETSTRING, false, binary(bytes))
export const bitString = (bytes: Uint8Array): Node => universal(Type.BITSTRING, false, '\0' + binary(bytes))
/** UTF8String of the whole of Unicode; forge keeps its bytes as a binary string. */
export const utf8String = (text: string): Node => universal(Type.UTF8, false, binary(Buffer.from(text)))
export const nullValue = (): Node => universal(Type.NULL, false, '')
export const boolean = (value: boolean): Node => universal(Type.BOOLEAN, false, value ? '\xff' : '\0')
export const integer = (value: number): Node => universal(Type.INTEGER, false, asn1.integerToDer(value).getBytes())
/** A non-negative INTEGER from its big-endian bytes. */
export const unsignedInteger = (bytes: Uint8Array): Node => {
  let from = 0
  while (from < bytes.length - 1 && bytes[from] === 0) from++
  const minimal = bytes.subarray(from)
  const padded = (minimal[0] ?? 0) >= 0x80 ? '\0' + binary(minimal) : binary(minimal)
  return universal(Type.INTEGER, false, padded)
}
/** [tag] around the parts (EXPLICIT, or IMPLICIT over a constructed type). */
export const context = (tag: number, ...parts: Node[]): Node => asn1.create(Class.CONTEXT_SPECIFIC, tag, true, parts)
/** [tag] IMPLICIT over a primitive type. */
export const contextPrimitive = (tag: number, bytes: Uint8Array): Node =>
  asn1.create(Class.CONTEXT_SPECIFIC, tag, false, binary(bytes))

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
