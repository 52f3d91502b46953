/** What an EST server's HTTP status, headers and body mean (RFC 7030 section 4, RFC 9110). */
import { failure, type FailureCode, type Result } from '../../renewal/errors.ts'
import { causeOf, mediaType, passingFailure, printable } from '../answer.ts'
import type { HttpAnswer } from '../http.ts'
import { readBase64 } from './base64.ts'

/** Larger than any honest answer. */
export const maximumBody = 256 * 1024

/**
 * The failure of an answer that is not 2xx.
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
  if (status === 401) return failure(unauthorized, { cause })
  if (status === 403) return failure('bank.forbidden', { cause })
  return failure(refusals.has(status) ? 'bank.refused' : 'bank.bad-answer', { cause })
}

/**
 * Statuses that say that the request was not worked on. Not among them: 409, which may mean "already issued", and what
 * has moved for good (301, 308), which some gateway may say of a request that was worked on.
 */
const refusals: ReadonlySet<number> = new Set([400, 404, 405, 406, 410, 411, 413, 414, 415, 422, 431])

/** The bytes of a 200 answer, base64 taken off. Fails with bank.answer-too-large, bank.maintenance or bank.bad-answer. */
export function bodyOf(answer: HttpAnswer, contentType: string, now: number): Result<Uint8Array> {
  const { headers, body } = answer
  if (body.length > maximumBody)
    return failure('bank.answer-too-large', {
      cause: `more than ${maximumBody} bytes`,
    })
  const given = mediaType(headers)
  if (given === contentType) return readBase64(body)
  const cause = `Content-Type is ${printable(given) || 'missing'}, not ${contentType}`
  return passingFailure(answer, now) ?? failure('bank.bad-answer', { cause })
}
