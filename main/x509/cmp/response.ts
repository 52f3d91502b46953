/** CertRepMessage (RFC 9810, 5.3.4): what ip, cp and kup answer to requests. */
import { context, decode, integer, type Node, sequence, Type } from '../der.ts'
import { maximumLength } from '../chain/chain.ts'
import { explicit, fieldsOf, itemsOf, only, sequenceBytes, smallInteger } from './fields.ts'
import { readStatus, type StatusInfo, writeStatus } from './status.ts'

/** In each of the two places that a message has for the bank's certificates: the longest chain, with its ends. */
const maximumCertificates = maximumLength + 2

/** DER. @throws Error when there are too many, or it is no list of such */
export function readCertificates(node: Node | undefined, what: string): Uint8Array[] {
  return node === undefined ? [] : itemsOf(node, what, maximumCertificates).map((one) => sequenceBytes(one, what))
}

export interface CertificateResponse {
  /** certReqId */
  readonly id: number
  readonly status: StatusInfo
  /** DER */
  readonly certificate?: Uint8Array | undefined
}

export interface Responses {
  /** caPubs, DER each: what somebody sends of himself as a trust anchor is none. */
  readonly authorities: readonly Uint8Array[]
  readonly responses: readonly CertificateResponse[]
}

export function readResponses(node: Node): Responses {
  const fields = fieldsOf(node, 'CertRepMessage')
  const authorities = fields.explicit(1)
  const responses = itemsOf(fields.next(), 'CertRepMessage', 16).map(readResponse)
  fields.end()
  return {
    authorities: readCertificates(authorities, 'caPubs'),
    responses,
  }
}

function readResponse(node: Node): CertificateResponse {
  const fields = fieldsOf(node, 'CertResponse')
  const id = smallInteger(fields.next())
  const status = readStatus(fields.next())
  const pair = fields.optional(Type.SEQUENCE)
  // rspInfo means something between old RAs and CAs only.
  fields.optional(Type.OCTETSTRING)
  fields.end()
  return { id, status, certificate: pair && certificateOf(pair) }
}

/**
 * Certificates for keys of our own only: an encrypted one is for keys that cannot sign, and a private key from
 * outside would be one that somebody else has, too.
 */
function certificateOf(pair: Node): Uint8Array {
  const fields = fieldsOf(pair, 'CertifiedKeyPair')
  const plain = fields.tagged(0)
  if (plain === undefined) throw new Error('CMP: encrypted certificates are not supported')
  fields.end()
  return sequenceBytes(only(plain, 'CertOrEncCert'), 'the certificate')
}

export function writeResponses({ authorities, responses }: Responses): Node {
  return sequence(
    ...(authorities.length === 0 ? [] : [context(1, sequence(...authorities.map(decode)))]),
    sequence(...responses.map(writeResponse)),
  )
}

function writeResponse({ id, status, certificate }: CertificateResponse): Node {
  const pair = explicit(0, certificate, decode)
  return sequence(integer(id), writeStatus(status), ...(pair.length === 0 ? [] : [sequence(...pair)]))
}
