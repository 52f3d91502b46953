/** CertConfirmContent (RFC 9810, 5.3.18): what a client says of the certificates that it was given. */
import { integer, type Node, octetString, sequence, Type } from '../der.ts'
import { explicit, fieldsOf, itemsOf, octets, smallInteger, type Typed, typed, typedOf } from './fields.ts'
import { readStatus, type StatusInfo, writeStatus } from './status.ts'

export interface Confirmation {
  readonly hash: Uint8Array
  /** certReqId */
  readonly id: number
  /** Without it the certificate is accepted. */
  readonly status?: StatusInfo | undefined
  /** Where the certificate's own signature names no hash (RFC 9810: since version 3). */
  readonly hashAlgorithm?: Typed | undefined
}

export function readConfirmations(node: Node): Confirmation[] {
  return itemsOf(node, 'CertConfirmContent', 16).map((item) => {
    const fields = fieldsOf(item, 'CertStatus')
    const hash = octets(fields.next(), 'certHash', 64)
    const id = smallInteger(fields.next())
    const status = fields.optional(Type.SEQUENCE)
    const algorithm = fields.explicit(0)
    fields.end()
    return {
      hash,
      id,
      status: status && readStatus(status),
      hashAlgorithm: algorithm && typedOf(algorithm, 'hashAlg'),
    }
  })
}

export function writeConfirmations(confirmations: readonly Confirmation[]): Node {
  return sequence(
    ...confirmations.map(({ hash, id, status, hashAlgorithm }) =>
      sequence(
        octetString(hash),
        integer(id),
        ...(status === undefined ? [] : [writeStatus(status)]),
        ...explicit(0, hashAlgorithm, typed),
      ),
    ),
  )
}
