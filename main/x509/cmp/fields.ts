/** Strict reading of the structures of CMP: nothing is passed over, nothing may follow. What does not fit throws. */
import {
  child,
  children,
  content,
  context,
  decode,
  encode,
  isContext,
  isUniversal,
  type Node,
  objectIdentifier,
  oidOf,
  sequence,
  type Tag,
  Type,
  utf8String,
} from '../der.ts'

/** The parts of one SEQUENCE, taken in their order. */
export interface Fields {
  /** @throws Error when there is none */
  next(): Node
  /** The next part if it is of this universal type. */
  optional(type: Tag): Node | undefined
  /** The next part if it is [tag], whatever its tagging. */
  tagged(tag: number): Node | undefined
  /** What [tag] EXPLICIT holds, if it is next. */
  explicit(tag: number): Node | undefined
  /** @throws Error when a part is left */
  end(): void
}

/** @throws Error when it is not a SEQUENCE */
export function fieldsOf(node: Node, what: string): Fields {
  const parts = itemsOf(node, what)
  let at = 0
  const when = (fits: (part: Node) => boolean): Node | undefined => {
    const part = parts[at]
    if (part === undefined || !fits(part)) return undefined
    at++
    return part
  }
  const tagged = (tag: number): Node | undefined => when((part) => isContext(part, tag))
  return {
    next() {
      const part = parts[at++]
      if (part === undefined) throw new Error(`CMP: ${what} ends too early`)
      return part
    },
    optional: (type) => when((part) => isUniversal(part, type)),
    tagged,
    explicit(tag) {
      const wrapped = tagged(tag)
      return wrapped && only(wrapped, what)
    },
    end() {
      if (at < parts.length) throw new Error(`CMP: ${what} has more than it may have`)
    },
  }
}

/** The single part of a constructed value. */
export function only(node: Node, what: string): Node {
  if (children(node).length !== 1) throw new Error(`CMP: ${what} holds not exactly one value`)
  return child(node, 0)
}

/** The parts of a SEQUENCE OF. */
export function itemsOf(node: Node, what: string, maximum = 64): readonly Node[] {
  if (!isUniversal(node, Type.SEQUENCE)) throw new Error(`CMP: ${what} is not a SEQUENCE`)
  const items = children(node)
  if (items.length > maximum) throw new Error(`CMP: ${what} has more than ${maximum} parts`)
  return items
}

/** An INTEGER that fits into 32 bits; certReqId may be -1. */
export function smallInteger(node: Node): number {
  const bytes = isUniversal(node, Type.INTEGER) ? content(node) : new Uint8Array()
  if (bytes.length < 1 || bytes.length > 4) throw new Error('CMP: a small INTEGER was expected')
  return Buffer.from(bytes).readIntBE(0, bytes.length)
}

export function octets(node: Node, what: string, maximum: number): Uint8Array {
  const bytes = isUniversal(node, Type.OCTETSTRING) ? content(node) : undefined
  if (bytes === undefined || bytes.length > maximum) {
    throw new Error(`CMP: ${what} is not an OCTET STRING of at most ${maximum} octets`)
  }
  return bytes
}

/** The DER of a value that has to be a SEQUENCE, e.g. a certificate or a Name: it is read elsewhere. */
export function sequenceBytes(node: Node, what: string): Uint8Array {
  if (!isUniversal(node, Type.SEQUENCE)) throw new Error(`CMP: ${what} is not a SEQUENCE`)
  return encode(node)
}

/** PKIFreeText ::= SEQUENCE SIZE (1..MAX) OF UTF8String */
export function textsOf(node: Node): readonly string[] {
  const texts = itemsOf(node, 'PKIFreeText', 16)
  if (texts.length === 0) throw new Error('CMP: PKIFreeText is empty')
  return texts.map((text) => {
    if (!isUniversal(text, Type.UTF8)) throw new Error('CMP: PKIFreeText is not of UTF8Strings')
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content(text))
  })
}

/** Nothing for no text: an empty PKIFreeText is not allowed. */
export const texts = (lines: readonly string[]): Node[] =>
  lines.length === 0 ? [] : [sequence(...lines.map((line) => utf8String(line)))]

/** An AlgorithmIdentifier (RFC 5280 4.1.1.2), or any other pair of an object identifier and a value. */
export interface Typed {
  /** dotted */
  readonly oid: string
  /** DER */
  readonly value?: Uint8Array | undefined
}

export function typedOf(node: Node, what: string): Typed {
  const fields = fieldsOf(node, what)
  const oid = oidOf(fields.next())
  const [, value, more] = children(node)
  if (more !== undefined) throw new Error(`CMP: ${what} has more than it may have`)
  return value === undefined ? { oid } : { oid, value: encode(value) }
}

export const typed = ({ oid, value }: Typed): Node =>
  sequence(objectIdentifier(oid), ...(value === undefined ? [] : [decode(value)]))

/** [tag] EXPLICIT for a value that may be missing. */
export const explicit = <T>(tag: number, value: T | undefined, write: (value: T) => Node): Node[] =>
  value === undefined ? [] : [context(tag, write(value))]
