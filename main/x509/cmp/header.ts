/** PKIHeader (RFC 9810, 5.1.1). */
import {
  Class,
  context,
  decode,
  encode,
  integer,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
} from '../der.ts'
import { generalizedTime, timeOf } from '../time.ts'
import {
  explicit,
  type Fields,
  fieldsOf,
  itemsOf,
  octets,
  smallInteger,
  texts,
  textsOf,
  type Typed,
  typed,
  typedOf,
} from './fields.ts'

export interface Header {
  /** pvno: 2, or 3 since RFC 9480. */
  readonly version: number
  /** GeneralName, DER. */
  readonly sender: Uint8Array
  /** GeneralName, DER. */
  readonly recipient: Uint8Array
  /** ms since the epoch, whole seconds */
  readonly messageTime?: number | undefined
  readonly protectionAlgorithm?: Typed | undefined
  readonly senderKeyId?: Uint8Array | undefined
  readonly recipientKeyId?: Uint8Array | undefined
  readonly transactionId?: Uint8Array | undefined
  readonly senderNonce?: Uint8Array | undefined
  readonly recipientNonce?: Uint8Array | undefined
  readonly freeText?: readonly string[] | undefined
  /** A request: may the confirmation be left out? An answer: it may (5.1.1.1). */
  readonly implicitConfirm?: boolean | undefined
  /** Until when the bank waits for a confirmation (5.1.1.2), ms since the epoch. */
  readonly confirmWaitTime?: number | undefined
}

const implicitConfirm = '1.3.6.1.5.5.7.4.13'
const confirmWaitTime = '1.3.6.1.5.5.7.4.14'

/** RFC 9483 wants 16 octets of nonces and transaction IDs; OpenSSL and others send no more either. */
const longestId = 64
/** Key identifiers are hashes, or the reference of a shared secret, e.g. a customer ID. */
const longestKeyId = 256

export function readHeader(node: Node): Header {
  const fields = fieldsOf(node, 'PKIHeader')
  const version = smallInteger(fields.next())
  const sender = generalName(fields.next())
  const recipient = generalName(fields.next())
  const time = fields.explicit(0)
  const algorithm = fields.explicit(1)
  const header: Header = {
    version,
    sender,
    recipient,
    messageTime: time && timeOf(time),
    protectionAlgorithm: algorithm && typedOf(algorithm, 'protectionAlg'),
    senderKeyId: identifier(fields, 2, longestKeyId),
    recipientKeyId: identifier(fields, 3, longestKeyId),
    transactionId: identifier(fields, 4, longestId),
    senderNonce: identifier(fields, 5, longestId),
    recipientNonce: identifier(fields, 6, longestId),
  }
  const text = fields.explicit(7)
  const info = fields.explicit(8)
  fields.end()
  return { ...header, freeText: text && textsOf(text), ...(info && readInfo(info)) }
}

function identifier(fields: Fields, tag: number, maximum: number): Uint8Array | undefined {
  const value = fields.explicit(tag)
  return value && octets(value, `PKIHeader [${tag}]`, maximum)
}

function generalName(node: Node): Uint8Array {
  if (node.tagClass !== Class.CONTEXT_SPECIFIC || (node.type as number) > 8) throw new Error('CMP: not a GeneralName')
  return encode(node)
}

/** Other information is passed over: nobody has to understand it (5.1.1). */
function readInfo(node: Node): Pick<Header, 'implicitConfirm' | 'confirmWaitTime'> {
  const found = new Map<string, Uint8Array | undefined>()
  for (const item of itemsOf(node, 'generalInfo', 16)) {
    const { oid, value } = typedOf(item, 'generalInfo')
    if (found.has(oid)) throw new Error(`CMP: generalInfo has ${oid} twice`)
    found.set(oid, value)
  }
  const wait = found.get(confirmWaitTime)
  return {
    ...(found.has(implicitConfirm) ? { implicitConfirm: true } : {}),
    ...(wait === undefined ? {} : { confirmWaitTime: timeOf(decode(wait)) }),
  }
}

export function writeHeader(header: Header): Node {
  const info = [
    ...(header.implicitConfirm === true ? [sequence(objectIdentifier(implicitConfirm), nullValue())] : []),
    ...(header.confirmWaitTime === undefined
      ? []
      : [sequence(objectIdentifier(confirmWaitTime), generalizedTime(header.confirmWaitTime))]),
  ]
  return sequence(
    integer(header.version),
    decode(header.sender),
    decode(header.recipient),
    ...explicit(0, header.messageTime, generalizedTime),
    ...explicit(1, header.protectionAlgorithm, typed),
    ...explicit(2, header.senderKeyId, octetString),
    ...explicit(3, header.recipientKeyId, octetString),
    ...explicit(4, header.transactionId, octetString),
    ...explicit(5, header.senderNonce, octetString),
    ...explicit(6, header.recipientNonce, octetString),
    ...texts(header.freeText ?? []).map((text) => context(7, text)),
    ...(info.length === 0 ? [] : [context(8, sequence(...info))]),
  )
}

/** A GeneralName (DER) with this Name (DER). */
export function directoryName(name: Uint8Array): Uint8Array {
  return encode(context(4, decode(name)))
}

/** Whoever has no name, or is not known by it (RFC 9483, 3.1): an empty Name as GeneralName, DER. */
export const nobody: Uint8Array = encode(context(4, sequence()))
