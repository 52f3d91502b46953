/** What the bank's answers to a request for a certificate mean (RFC 9810, 5.3.4 and 5.3.22). */
import { failure, type Result, success } from '../../renewal/errors.ts'
import type { ReceivedMessage } from '../../x509/cmp/message.ts'
import type { Typed } from '../../x509/cmp/fields.ts'
import type { CertificateResponse } from '../../x509/cmp/response.ts'
import { maximumCertificates } from '../../x509/cms.ts'
import { children, decode, encode } from '../../x509/der.ts'
import { readCertificate } from '../../x509/read.ts'
import { type Asking, requestId } from './requests.ts'
import { failureOf } from './failures.ts'

export interface Issued {
  readonly certificate: Uint8Array
  /** certReqId, as the bank calls it. */
  readonly id: number
  /** caPubs, DER. */
  readonly authorities: readonly Uint8Array[]
}

interface Heard {
  /** certReqId */
  readonly id: number
  readonly issued?: Issued
  /** Seconds until the bank wants to be polled (again). */
  readonly checkAfter?: number
}

const answers = { ir: 'ip', p10cr: 'cp', kur: 'kup' } as const

/** What the bank says to our request: here it is, later, or no. */
export function understand({ body }: ReceivedMessage, { body: request, asked }: Asking): Result<Heard> {
  // RFC 9483, 4.1.4: -1, because a PKCS#10 request has no number; older servers say 0.
  const ids = request.kind === 'p10cr' ? [requestId, -1] : [requestId]
  const delayed = readDelay(body, [...ids, wholeMessage])
  if (delayed !== undefined) return delayed
  if (body.kind === 'error') return failureOf(body.status, asked)
  if (body.kind !== answers[request.kind]) return wrong(`${body.kind} in answer to ${request.kind}`)
  const [response, ...others] = (body as { responses: readonly CertificateResponse[] }).responses
  if (response === undefined || others.length > 0 || !ids.includes(response.id)) {
    return wrong('an answer to another request')
  }
  const { id, status, certificate } = response
  if (status.status === 'waiting') return success({ id })
  if (status.status === 'rejection') return failureOf(status, asked)
  const granted = status.status === 'accepted' || status.status === 'grantedWithMods'
  if (!granted || certificate === undefined) return wrong(`${status.status} without a certificate`)
  return success({ id, issued: { certificate, id, authorities: body.authorities } })
}

/** The number by which a whole message is polled for, not a certificate (RFC 9483, 4.4). */
const wholeMessage = -1

/**
 * An answer that says "later": an error message with the status waiting, and what is said when polled for
 * (RFC 9483, 4.4). undefined for any other.
 *
 * @param ids certReqIds that may be polled for
 */
export function readDelay(
  body: ReceivedMessage['body'],
  ids: readonly number[] = [wholeMessage],
): Result<Heard> | undefined {
  if (body.kind === 'error') return body.status.status === 'waiting' ? success({ id: wholeMessage }) : undefined
  if (body.kind !== 'pollRep') return undefined
  const [poll, ...others] = body.polls
  if (poll === undefined || others.length > 0 || !ids.includes(poll.id) || poll.checkAfter < 0) {
    return wrong('a pollRep for another request')
  }
  return success({ id: poll.id, checkAfter: poll.checkAfter })
}

function wrong(cause: string): Result<never> {
  return failure('bank.bad-answer', { cause: `CMP: ${cause}` })
}

/** id-it-caCerts (RFC 9483, 4.3.1) */
export const authorityCertificates = '1.3.6.1.5.5.7.4.17'

/** The CA certificates (DER) in a genp. What is none is passed over: nobody has to answer this question. */
export function certificatesIn(information: readonly Typed[]): readonly Uint8Array[] {
  const answered = information.find(({ oid }) => oid === authorityCertificates)?.value
  if (answered === undefined) return []
  try {
    const certificates = children(decode(answered)).slice(0, maximumCertificates).map(encode)
    return certificates.filter((der) => readCertificate(der).ok)
  } catch {
    return []
  }
}
