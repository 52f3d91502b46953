/** Each EST operation as a pair: what is asked, and what the answer says. No I/O (RFC 7030 section 4). */
import { failure, type FailureCode, type Result, success } from '../../renewal/errors.ts'
import type { EnrolmentAnswer, EnrolmentCredentials } from '../../renewal/ports.ts'
import { readCertificates } from '../../x509/cms.ts'
import { type CsrAttribute, readCsrAttributes } from '../../x509/csr-attributes/attributes.ts'
import { readCertificate } from '../../x509/read.ts'
import { basicAuthorization } from '../authorization.ts'
import { retryAfter } from '../answer.ts'
import type { HttpAnswer, HttpRequest } from '../http.ts'
import { type EstServer, operationUrl } from './address.ts'
import { bodyOf, maximumBody, statusFailure } from './answers.ts'
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
export function cacertsRequest(server: EstServer): Result<HttpRequest> {
  const request = get(server, 'cacerts', certsOnly)
  // What begins with it is to rest on a handshake of now, not on a connection that was left open.
  return request.ok ? success({ ...request.value, fresh: true }) : request
}

/** The bank's CA certificates (DER), as it publishes them; not trusted yet. */
export function readCacerts(answer: HttpAnswer, now: number): Result<readonly Uint8Array[]> {
  if (answer.status !== 200) return notOk(answer, 'bank.forbidden', now)
  const body = bodyOf(answer, certsOnly, now)
  return body.ok ? readCertificates(body.value) : body
}

/** RFC 7030 4.5.1 */
export function csrattrsRequest(server: EstServer): Result<HttpRequest> {
  return get(server, 'csrattrs', 'application/csrattrs')
}

/**
 * What the bank wants in requests, not yet understood. 204 and 404 say that it wants nothing particular (RFC 7030
 * 4.5.2), 405 and 501 that it does not know the question.
 */
export function readCsrattrs(answer: HttpAnswer, now: number): Result<readonly CsrAttribute[]> {
  if ([204, 404, 405, 501].includes(answer.status)) return success([])
  if (answer.status !== 200) return notOk(answer, 'bank.certificate-refused', now)
  const body = bodyOf(answer, 'application/csrattrs', now)
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
  return success({ ...built.value, headers: { ...built.value.headers, authorization: authorization.value } })
}

/**
 * The answer to an enrolment or re-enrolment (RFC 7030 4.2.3).
 *
 * @param publicKeyHash SHA-256 (hex) of the SubjectPublicKeyInfo in our request: finds our certificate in the bag,
 *   whose order means nothing
 * @param unauthorized what a 401 means
 */
export function readEnrolment(
  answer: HttpAnswer,
  { publicKeyHash, unauthorized, now }: { publicKeyHash: string; unauthorized: FailureCode; now: number },
): Result<EnrolmentAnswer> {
  if (answer.status === 202) return success({ kind: 'pending', retryAfter: retryAfter(answer, now) ?? defaultWait })
  if (answer.status !== 200) return notOk(answer, unauthorized, now)
  const body = bodyOf(answer, certsOnly, now)
  if (!body.ok) return body
  const bag = readCertificates(body.value)
  if (!bag.ok) return bag
  const read = bag.value.map((der) => readCertificate(der))
  const ours = read.findIndex((facts) => facts.ok && facts.value.publicKeyHash === publicKeyHash)
  const certificate = bag.value[ours]
  if (certificate === undefined) {
    const readable = read.some((facts) => facts.ok)
    const cause = `${bag.value.length} certificates, none of our key`
    return failure(readable ? 'issued.wrong-key' : 'issued.unreadable', { cause })
  }
  return success({ kind: 'issued', certificate, intermediates: bag.value.filter((_, index) => index !== ours) })
}

/** Another 2xx where only 200 makes sense is an answer that we do not understand. */
function notOk(answer: HttpAnswer, unauthorized: FailureCode, now: number): ReturnType<typeof failure> {
  if (answer.status >= 200 && answer.status < 300) return failure('bank.bad-answer', { cause: `HTTP ${answer.status}` })
  return statusFailure(answer, { unauthorized, now })
}
