/** PKIBody (RFC 9810, 5.1.2): the kinds of messages that enrolment and renewal need. Every other kind is an error. */
import { context, decode, integer, isContext, isUniversal, type Node, nullValue, sequence, Type } from '../der.ts'
import { type Confirmation, readConfirmations, writeConfirmations } from './confirmation.ts'
import {
  fieldsOf,
  itemsOf,
  only,
  sequenceBytes,
  smallInteger,
  type Typed,
  typed,
  typedOf,
  texts,
  textsOf,
} from './fields.ts'
import { readRequests, type RequestMessage, writeRequests } from './request.ts'
import { readResponses, type Responses, writeResponses } from './response.ts'
import { readStatus, type StatusInfo, writeStatus } from './status.ts'

/** The numbers of the choices. */
const tags = {
  ir: 0,
  ip: 1,
  cr: 2,
  cp: 3,
  p10cr: 4,
  kur: 7,
  kup: 8,
  pkiconf: 19,
  genm: 21,
  genp: 22,
  error: 23,
  certConf: 24,
  pollReq: 25,
  pollRep: 26,
} as const

export interface Poll {
  /** certReqId */
  readonly id: number
  /** seconds */
  readonly checkAfter: number
  readonly reason: readonly string[]
}

export type Body =
  | { readonly kind: 'ir' | 'cr' | 'kur'; readonly requests: readonly RequestMessage[] }
  | ({ readonly kind: 'ip' | 'cp' | 'kup' } & Responses)
  /** PKCS#10, DER. */
  | { readonly kind: 'p10cr'; readonly request: Uint8Array }
  | { readonly kind: 'certConf'; readonly confirmations: readonly Confirmation[] }
  | { readonly kind: 'pkiconf' }
  /** A question, whose content is left out, and its answer (5.3.19, 5.3.20). */
  | { readonly kind: 'genm' | 'genp'; readonly information: readonly Typed[] }
  | { readonly kind: 'pollReq'; readonly ids: readonly number[] }
  | { readonly kind: 'pollRep'; readonly polls: readonly Poll[] }
  | {
      readonly kind: 'error'
      readonly status: StatusInfo
      readonly code?: number | undefined
      readonly details: readonly string[]
    }

export function readBody(node: Node): Body {
  const kind = (Object.keys(tags) as (keyof typeof tags)[]).find((one) => isContext(node, tags[one]))
  if (kind === undefined) throw new Error('CMP: this kind of message is not supported')
  const value = only(node, kind)
  switch (kind) {
    case 'ir':
    case 'cr':
    case 'kur':
      return { kind, requests: readRequests(value) }
    case 'ip':
    case 'cp':
    case 'kup':
      return { kind, ...readResponses(value) }
    case 'p10cr':
      return { kind, request: sequenceBytes(value, 'the PKCS#10 request') }
    case 'certConf':
      return { kind, confirmations: readConfirmations(value) }
    case 'pkiconf':
      if (!isUniversal(value, Type.NULL)) throw new Error('CMP: pkiconf is not NULL')
      return { kind }
    case 'genm':
    case 'genp':
      return { kind, information: itemsOf(value, kind, 16).map((item) => typedOf(item, kind)) }
    case 'pollReq':
      return { kind, ids: itemsOf(value, kind, 16).map((item) => smallInteger(only(item, kind))) }
    case 'pollRep':
      return { kind, polls: itemsOf(value, kind, 16).map(readPoll) }
    case 'error':
      return { kind, ...readError(value) }
  }
}

function readPoll(node: Node): Poll {
  const fields = fieldsOf(node, 'pollRep')
  const [id, checkAfter] = [smallInteger(fields.next()), smallInteger(fields.next())]
  const reason = fields.optional(Type.SEQUENCE)
  fields.end()
  return { id, checkAfter, reason: reason === undefined ? [] : textsOf(reason) }
}

function readError(node: Node): Omit<Body & { kind: 'error' }, 'kind'> {
  const fields = fieldsOf(node, 'ErrorMsgContent')
  const status = readStatus(fields.next())
  const code = fields.optional(Type.INTEGER)
  const details = fields.optional(Type.SEQUENCE)
  fields.end()
  return { status, code: code && smallInteger(code), details: details === undefined ? [] : textsOf(details) }
}

export function writeBody(body: Body): Node {
  return context(tags[body.kind], contentOf(body))
}

function contentOf(body: Body): Node {
  switch (body.kind) {
    case 'ir':
    case 'cr':
    case 'kur':
      return writeRequests(body.requests)
    case 'ip':
    case 'cp':
    case 'kup':
      return writeResponses(body)
    case 'p10cr':
      return decode(body.request)
    case 'certConf':
      return writeConfirmations(body.confirmations)
    case 'pkiconf':
      return nullValue()
    case 'genm':
    case 'genp':
      return sequence(...body.information.map(typed))
    case 'pollReq':
      return sequence(...body.ids.map((id) => sequence(integer(id))))
    case 'pollRep':
      return sequence(
        ...body.polls.map(({ id, checkAfter, reason }) => sequence(integer(id), integer(checkAfter), ...texts(reason))),
      )
    case 'error':
      return sequence(
        writeStatus(body.status),
        ...(body.code === undefined ? [] : [integer(body.code)]),
        ...texts(body.details),
      )
  }
}
