/** CsrAttrs on the wire (RFC 7030 4.5.2, RFC 9908 3.2): what a CA wants in requests, not yet understood. */
import { failure, type Result, success } from '../../renewal/errors.ts'
import {
  child,
  children,
  decode,
  encode,
  isUniversal,
  type Node,
  objectIdentifier,
  oidOf,
  sequence,
  set,
  Type,
} from '../der.ts'

/** A bare wish has no values; an attribute has those that the CA fills in. */
export interface CsrAttribute {
  /** Dotted object identifier. */
  readonly oid: string
  readonly values: readonly Node[]
}

/** More than any bank wishes for. */
const maximumWishes = 64

/** Reads CsrAttrs (DER). Fails with bank.bad-answer. */
export function readCsrAttributes(der: Uint8Array): Result<readonly CsrAttribute[]> {
  try {
    const list = decode(der)
    if (!isUniversal(list, Type.SEQUENCE)) throw new Error('a SEQUENCE was expected')
    if (children(list).length > maximumWishes) throw new Error(`more than ${maximumWishes} wishes`)
    return success(children(list).map((one) => (one.constructed ? attributeOf(one) : { oid: oidOf(one), values: [] })))
  } catch (error) {
    return failure('bank.bad-answer', { cause: `CsrAttrs: ${error instanceof Error ? error.message : String(error)}` })
  }
}

/** @throws Error when `node` is not an Attribute */
export function attributeOf(node: Node): CsrAttribute {
  const values = child(node, 1)
  if (!isUniversal(values, Type.SET)) throw new Error('a SET of values was expected')
  return { oid: oidOf(child(node, 0)), values: children(values) }
}

/** A wish: an object identifier alone, or an attribute with its values (DER each). */
export type WrittenAttribute = string | { readonly type: string; readonly values: readonly Uint8Array[] }

/** Writes CsrAttrs (DER), for the side of a bank. */
export function writeCsrAttributes(requested: readonly WrittenAttribute[]): Uint8Array {
  const parts = requested.map((requested) =>
    typeof requested === 'string'
      ? objectIdentifier(requested)
      : sequence(objectIdentifier(requested.type), set(...requested.values.map(decode))),
  )
  return encode(sequence(...parts))
}
