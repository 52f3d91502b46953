/** What a CA would like to see in requests: CsrAttrs (RFC 7030 4.5.2). */
import forge from 'node-forge'
import { failure, type Result, success } from '../renewal/errors.ts'
import { child, children, decode, encode, isUniversal, objectIdentifier, oidOf, sequence, set } from './der.ts'

/** id-aa-certificationRequestInfoTemplate (RFC 9908) */
const requestTemplate = '1.2.840.113549.1.9.16.2.61'

export interface CsrAttributes {
  /** Dotted object identifiers, of bare wishes and of attributes with values alike. */
  readonly wanted: readonly string[]
  /**
   * The CA sent a filled-in form of a request (RFC 9908). It is recognised and not followed: a renewal copies the
   * names of the old certificate, and the key is of the kind that the key store makes.
   */
  readonly template: boolean
}

/** Reads CsrAttrs (DER). Fails with bank.bad-answer. */
export function readCsrAttributes(der: Uint8Array): Result<CsrAttributes> {
  try {
    const list = decode(der)
    if (!isUniversal(list, forge.asn1.Type.SEQUENCE)) throw new Error('a SEQUENCE was expected')
    const wanted = children(list).map((one) => oidOf(one.constructed ? child(one, 0) : one))
    return success({ wanted, template: wanted.includes(requestTemplate) })
  } catch (error) {
    return failure('bank.bad-answer', { cause: `CsrAttrs: ${error instanceof Error ? error.message : String(error)}` })
  }
}

/** A wish: an object identifier alone, or an attribute with its values (DER each). */
type CsrWish = string | { readonly type: string; readonly values: readonly Uint8Array[] }

/** Writes CsrAttrs (DER), for the side of a bank. */
export function writeCsrAttributes(wishes: readonly CsrWish[]): Uint8Array {
  const parts = wishes.map((wish) =>
    typeof wish === 'string'
      ? objectIdentifier(wish)
      : sequence(objectIdentifier(wish.type), set(...wish.values.map(decode))),
  )
  return encode(sequence(...parts))
}
