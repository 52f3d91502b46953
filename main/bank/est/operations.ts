/** Each EST operation as a pair: what is asked, and what the answer says. No I/O (RFC 7030 section 4). */
import { failure, type FailureCode, type Result, success } from '../../renewal/errors.ts'
import type { CertificateFacts } from '../../renewal/certificates/certificate.ts'
import type { EnrolmentAnswer, EnrolmentCredentials } from '../../renewal/ports.ts'
import { type CsrAttribute, readCsrAttributes } from '../../x509/csr-attributes/attributes.ts'
import { nameComparison } from '../../x509/names/name-difference.ts'
import { readCertificate } from '../../x509/read.ts'
import { basicAuthorization } from '../authorization.ts'
import { isPage, retryAfter } from '../answer.ts'
import type { HttpAnswer, HttpRequest } from '../transport/http.ts'
import { type EstServer, operationUrl } from './address.ts'
import { bodyOf, checkedBody, maximumBody, statusFailure } from './answers.ts'
import { readBag } from './bag.ts'
import { writeBase64 } from './base64.ts'

const certsOnly = 'application/pkcs7-mime'
/** ms. Issuing may wait for the bank's CA; asking for what is published does not. */
const timeouts = { published: 20_000, issuing: 60_000 }
/** Seconds, for a 202 whose Retry-After is missing although RFC 7030 4.2.3 demands it. */
const defaultWait = 60

function get(server: EstServer, operation: 'cacerts' | 'csrattrs', accept: string): Result<HttpRequest> {
  const url = operationUrl(server, operation)
  if (!url.ok) return url
  return success({ method: 'GET', url: url.value, headers: { accept }, timeout: timeouts.published, maximumBody })
}

/** RFC 7030 4.1.2 */
export function cacertsRequest(server: EstServer, { fresh } = { fresh: true }): Result<HttpRequest> {
  const request = get(server, 'cacerts', certsOnly)
  // What begins with it is to rest on a handshake of now, not on a connection that was left open.
  return request.ok && fresh ? success({ ...request.value, fresh }) : request
}

/** The bank's CA certificates (DER), as it publishes them; not trusted yet. */
export function readCacerts(answer: HttpAnswer, now: number): Result<readonly Uint8Array[]> {
  return isGiven(answer) ? bagOf(answer, now) : statusFailure(answer, { unauthorized: 'bank.forbidden', now })
}

/** RFC 7030 4.5.1 */
export function csrattrsRequest(server: EstServer): Result<HttpRequest> {
  return get(server, 'csrattrs', 'application/csrattrs')
}

/**
 * 204 and 404 say that the bank wants nothing particular (RFC 7030 4.5.2). Servers that were never told what to answer
 * say it by others, and by an empty 200; what they want all the same, they will say of a request. Not among them is what
 * says something of the moment (408, 425, 429) or of the connection and its certificate (421, nginx's from 494 on).
 */
function wantsNothing({ status }: HttpAnswer): boolean {
  if ([204, 500, 501].includes(status)) return true
  return status >= 400 && status < 490 && ![408, 421, 425, 429].includes(status)
}

/** What the bank wants in requests, not yet understood. */
export function readCsrattrs(answer: HttpAnswer, now: number): Result<readonly CsrAttribute[]> {
  if (wantsNothing(answer)) return success([])
  if (!isGiven(answer)) return statusFailure(answer, { unauthorized: 'bank.certificate-refused', now })
  if (isBlank(answer.body) && !isPage(answer)) return success([])
  const body = bodyOf(answer, 'csrattrs', now)
  return body.ok ? readCsrAttributes(body.value) : body
}

function post(
  server: EstServer,
  operation: 'simpleenroll' | 'simplereenroll',
  request: Uint8Array,
): Result<HttpRequest> {
  const url = operationUrl(server, operation)
  if (!url.ok) return url
  const headers = { accept: certsOnly, 'content-type': 'application/pkcs10', 'content-transfer-encoding': 'base64' }
  return success({
    method: 'POST',
    url: url.value,
    headers,
    body: writeBase64(request),
    timeout: timeouts.issuing,
    maximumBody,
  })
}

/** RFC 7030 4.2.2: authenticated by the TLS connection alone. `request`: PKCS#10, DER. */
export function reenrolRequest(server: EstServer, request: Uint8Array): Result<HttpRequest> {
  return post(server, 'simplereenroll', request)
}

/** RFC 7030 4.2.1 with 3.2.3 (HTTP Basic). `request`: PKCS#10, DER. */
export function enrolRequest(
  server: EstServer,
  request: Uint8Array,
  credentials: EnrolmentCredentials,
): Result<HttpRequest> {
  const authorization = basicAuthorization(credentials)
  if (!authorization.ok) return authorization
  const built = post(server, 'simpleenroll', request)
  if (!built.ok) return built
  const headers = { ...built.value.headers, authorization: authorization.value }
  // Nobody has a certificate yet that the bank could recognise first: so the server is looked at anew.
  return success({ ...built.value, headers, fresh: true, secret: true })
}

/** What of our request tells its certificate from others: the order of a bag means nothing. */
interface AskedFor {
  /** SHA-256 (hex) of the SubjectPublicKeyInfo. */
  readonly publicKeyHash: string
  /** Name, DER in lower-case hex. */
  readonly subject: string
}

/**
 * The answer to an enrolment or re-enrolment (RFC 7030 4.2.3).
 *
 * @param unauthorized what a 401 means
 */
export function readEnrolment(
  answer: HttpAnswer,
  asked: AskedFor,
  { unauthorized, now }: { unauthorized: FailureCode; now: number },
): Result<EnrolmentAnswer> {
  if (answer.status === 202) return success({ kind: 'pending', retryAfter: retryAfter(answer, now) ?? defaultWait })
  if (!isGiven(answer)) return statusFailure(answer, { unauthorized, now })
  const bag = bagOf(answer, now)
  if (!bag.ok) return bag
  const read = bag.value.map((der) => readCertificate(der))
  // By the bank's clock, if it told: ours may be wrong.
  const at = answer.date ?? now
  const ours = read.flatMap((facts) =>
    facts.ok && facts.value.publicKeyHash === asked.publicKeyHash ? [facts.value] : [],
  )
  const fittest = ours.sort((a, b) => fitness(b, asked, at) - fitness(a, asked, at) || b.notAfter - a.notAfter)[0]
  if (fittest === undefined) {
    const readable = read.some((facts) => facts.ok)
    const cause = `${bag.value.length} certificates, none of our key`
    return failure(readable ? 'issued.wrong-key' : 'issued.unreadable', { cause })
  }
  const certificate = fittest.der
  return success({ kind: 'issued', certificate, intermediates: bag.value.filter((der) => der !== certificate) })
}

/** Of several for one key, as after a repeated request: what counts most first. */
function fitness(facts: CertificateFacts, { subject }: AskedFor, now: number): number {
  const lives = facts.notAfter >= now
  const named = nameComparison.subjectDifference(subject, facts.subject) === undefined
  const begun = facts.notBefore <= now
  return [lives, named, facts.clientAuth, begun].reduce((sum, holds) => sum * 2 + Number(holds), 0)
}

/** 201 from servers that think of a new certificate as a new resource. */
const isGiven = ({ status }: HttpAnswer): boolean => status === 200 || status === 201

const isBlank = (body: Uint8Array): boolean => /^[\s\0]*$/.test(Buffer.from(body).toString('latin1'))

function bagOf(answer: HttpAnswer, now: number): Result<Uint8Array[]> {
  const body = checkedBody(answer, 'certificates', now)
  return body.ok ? readBag(body.value) : body
}
