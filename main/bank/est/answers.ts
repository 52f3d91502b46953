/** What an EST server's HTTP status, headers and body mean (RFC 7030 section 4, RFC 9110). */
import { failure, type FailureCode, type Result, success } from '../../renewal/errors.ts'
import { printable } from '../../renewal/plain-text.ts'
import { causeOf, challenges, mediaType, passingFailure } from '../answer.ts'
import type { HttpAnswer } from '../transport/http.ts'
import { aboutCertificates } from '../turned-away.ts'
import { unwrapped } from './base64.ts'

/** Larger than any honest answer. */
export const maximumBody = 256 * 1024

/**
 * The failure of an answer that does not give what was asked for: also of another 2xx, where only 200 makes sense.
 *
 * The codes matter beyond their words: after bank.refused, bank.forbidden and the like the domain takes it for certain
 * that no certificate was issued, and removes the new key. So only statuses that say so get them.
 *
 * @param unauthorized what 401 means, which depends on how the request was authenticated
 * @param now ms since the epoch, for Retry-After as a date when the answer has no Date
 */
export function statusFailure(
  answer: HttpAnswer,
  { unauthorized, now }: { unauthorized: FailureCode; now: number },
): ReturnType<typeof failure> {
  const passing = passingFailure(answer, now)
  if (passing !== undefined) return passing
  const { status } = answer
  const cause = causeOf(answer)
  if (status === 401) return failure(takesNoPassword(answer) ? 'bank.refused' : unauthorized, { cause })
  if (status === 403) return failure('bank.forbidden', { cause })
  if (aboutCertificates.has(status)) return failure('bank.certificate-refused', { cause })
  return failure(refusals.has(status) ? 'bank.refused' : 'bank.bad-answer', { cause })
}

/** It wants what is not asked of anybody here (Digest, Bearer): no other password would change that. */
function takesNoPassword(answer: HttpAnswer): boolean {
  const asked = challenges(answer)
  return asked.length > 0 && !asked.includes('basic')
}

/**
 * Statuses that say that the request was not worked on. Not among them: 409, which may mean "already issued", and what
 * has moved for good (301, 308), which some gateway may say of a request that was worked on.
 */
const refusals: ReadonlySet<number> = new Set([400, 404, 405, 406, 410, 411, 413, 414, 415, 422, 431])

/** As RFC 7030 has them first, then as servers send them. */
const types = {
  certificates: [
    'application/pkcs7-mime',
    'application/x-pkcs7-mime',
    'application/pkcs7',
    'application/x-pkcs7-certificates',
    'application/cms',
    'application/pkix-cert',
    'application/x-x509-ca-cert',
    'application/x-x509-user-cert',
    'application/pem-certificate-chain',
    'application/x-pem-file',
    'application/octet-stream',
    'text/plain',
    '',
  ],
  csrattrs: ['application/csrattrs', 'application/octet-stream', 'text/plain', ''],
} as const

/** A body as it came, of a fitting type. Fails with bank.answer-too-large, bank.maintenance or bank.bad-answer. */
export function checkedBody(answer: HttpAnswer, kind: keyof typeof types, now: number): Result<Uint8Array> {
  const { headers, body } = answer
  if (body.length > maximumBody)
    return failure('bank.answer-too-large', {
      cause: `more than ${maximumBody} bytes`,
    })
  const passing = passingFailure(answer, now)
  if (passing !== undefined) return passing
  const given = mediaType(headers)
  if ((types[kind] as readonly string[]).includes(given)) return success(body)
  return failure('bank.bad-answer', { cause: `Content-Type is ${printable(given)}, not ${types[kind][0]}` })
}

/** The bytes of it, however they are wrapped. */
export function bodyOf(answer: HttpAnswer, kind: keyof typeof types, now: number): Result<Uint8Array> {
  const body = checkedBody(answer, kind, now)
  return body.ok ? unwrapped(body.value) : body
}
