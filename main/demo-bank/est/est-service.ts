/**
 * Enrolment over Secure Transport (RFC 7030 with the clarifications of RFC 8951): /cacerts, /csrattrs, /simpleenroll
 * and /simplereenroll, with or without a label; every label is the same CA.
 */
import { readRequest } from '../../x509/request.ts'
import { writeCertificates } from '../../x509/cms.ts'
import type { Bank } from '../bank.ts'
import type { Fault } from '../control.ts'
import { type Answer, plain, type Question, type Service } from '../web/exchange.ts'
import { createEnrolment } from './enrolment.ts'
import {
  attributesType,
  certificatesType,
  type Layout,
  message,
  readRequestBody,
  requestType,
  wantsSingleLine,
} from './messages.ts'
import type { CsrAttributes } from './csr-attributes.ts'

/**
 * `/.well-known/est[/label]/operation` (RFC 7030, 3.2.2). A label is also taken in front of the well-known path, where
 * strongSwan's client puts whatever its URL has behind the host.
 */
export const estPath = /^(?:\/[A-Za-z0-9_~-]+)?\/\.well-known\/est\/(?:[A-Za-z0-9._~-]+\/)?(?<operation>[a-z]+)$/

/** Where a fault for this path would be waiting. */
export function estPlace(path: string): Fault['where'] | undefined {
  const operation = estPath.exec(path)?.groups?.['operation']
  return places.find((place) => place === operation)
}

const places = ['cacerts', 'csrattrs', 'simpleenroll', 'simplereenroll'] as const

export function createEstService(bank: Bank): Service {
  const { enrol, reenrol } = createEnrolment(bank)

  async function caCertificates({ fault }: Question, layout: Layout): Promise<Answer> {
    const foreign = fault === 'foreign-issuer' ? await bank.foreign() : undefined
    const own = bank.faults.act('root-only-cacerts') === undefined ? bank.rollover.published() : [bank.authority.root]
    const published = foreign === undefined ? own : [foreign.root, foreign.issuing]
    return message(certificatesType, writeCertificates(fault === 'no-certificate' ? [] : published), layout)
  }

  /** The issued certificate and nothing else (RFC 7030, 4.2.3); the chain is at /cacerts. */
  async function issue(question: Question, layout: Layout, work: typeof enrol): Promise<Answer> {
    const issued = await work(question, () => requestIn(question, bank.requested))
    if (!(issued instanceof Uint8Array)) return issued
    const { fault } = question
    const given =
      fault === 'no-certificate' ? [] : fault === 'two-certificates' ? [bank.authority.issuing, issued] : [issued]
    return message(certificatesType, writeCertificates(given), layout)
  }

  return async (question) => {
    const { operation } = estPath.exec(question.path)?.groups ?? {}
    const layout = wantsSingleLine(question) ? 'single-line' : 'wrapped'
    const method = operation === 'simpleenroll' || operation === 'simplereenroll' ? 'POST' : 'GET'
    if (question.method !== method)
      return plain(405, `use ${method}`, { allow: method === 'GET' ? 'GET, HEAD' : method })
    switch (operation) {
      case 'cacerts':
        return caCertificates(question, layout)
      case 'csrattrs':
        return message(attributesType, bank.requested.published(), layout)
      case 'simpleenroll':
        return issue(question, layout, enrol)
      case 'simplereenroll':
        return issue(question, layout, reenrol)
      default:
        // fullcmc and serverkeygen are optional (RFC 7030, 4.3 and 4.4); keys are never made outside the client.
        return plain(404, 'this operation is not offered')
    }
  }
}

/** The request in a question's body, its signature verified and as the bank wants it; or the answer that it is not. */
function requestIn({ headers, body }: Question, requested: CsrAttributes) {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== requestType) return plain(415, `the content type must be ${requestType}`)
  const der = readRequestBody(body)
  if (der === undefined) return plain(400, 'the request is neither base64 nor PEM nor DER')
  const request = readRequest(der)
  if (!request.ok) return plain(400, `the request cannot be read: ${request.failure.cause ?? ''}`)
  const complaint = requested.complaint(request.value)
  return complaint === undefined ? request.value : plain(400, complaint)
}
