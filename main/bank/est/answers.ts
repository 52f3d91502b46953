/** What an EST server's HTTP status, headers and body mean (RFC 7030 section 4, RFC 9110). */
import { failure, type FailureCode, type Result } from '../../renewal/errors.ts'
import type { HttpAnswer } from '../http.ts'
import { readBase64 } from './base64.ts'

/** Larger than any honest answer: a hundred certificates fit in. */
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
  const { status } = answer
  const told = toldReason(answer)
  const cause = `HTTP ${status}${told === '' ? '' : `: ${told}`}`
  if (status === 429 || status === 503) {
    return failure('bank.busy', { retry: 'later', retryAfter: retryAfter(answer, now), cause })
  }
  if (status === 408) return failure('bank.timeout', { retry: 'later', cause })
  if (status >= 500) return failure('bank.unreachable', { retry: 'later', retryAfter: retryAfter(answer, now), cause })
  if (status >= 300 && status < 400) {
    // 301, 302 and 303 turn a POST into a GET: the request may have been worked on.
    const code = status === 307 || status === 308 ? 'bank.refused' : 'bank.bad-answer'
    return failure(code, { cause: `HTTP ${status}: a redirect${toWhere(answer)}, not followed` })
  }
  if (status === 401) return failure(unauthorized, { cause })
  if (status === 403) return failure('bank.forbidden', { cause })
  return failure(refusals.has(status) ? 'bank.refused' : 'bank.bad-answer', { cause })
}

/** Statuses that say that the request was not worked on. Not among them: 409, which may mean "already issued". */
const refusals: ReadonlySet<number> = new Set([400, 404, 405, 406, 410, 411, 413, 414, 415, 422, 431])

/** The bytes of a 200 answer, base64 taken off. Fails with bank.answer-too-large or bank.bad-answer. */
export function bodyOf({ headers, body }: HttpAnswer, contentType: string): Result<Uint8Array> {
  if (body.length > maximumBody) return failure('bank.answer-too-large', { cause: `more than ${maximumBody} bytes` })
  const given = mediaType(headers)
  if (given === contentType) return readBase64(body)
  return failure('bank.bad-answer', { cause: `Content-Type is ${printable(given) || 'missing'}, not ${contentType}` })
}

/** Without parameters: smime-type=certs-only and the like come in every spelling. */
export function mediaType(headers: HttpAnswer['headers']): string {
  return (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
}

/** Seconds. However long the bank wants to be left alone, a renewal looks again within a week: certificates expire. */
export const longestWait = 7 * 24 * 60 * 60

/** Retry-After in whole seconds, at least 1 (RFC 9110 10.2.3: seconds or a date); undefined if absent or unreadable. */
export function retryAfter({ headers, date }: HttpAnswer, now: number): number | undefined {
  const value = headers['retry-after']?.trim() ?? ''
  let seconds: number
  if (/^\d{1,10}$/.test(value)) seconds = Number(value)
  // By the server's own clock, if it told: ours may be wrong.
  else if (/ GMT$/.test(value)) seconds = Math.ceil((Date.parse(value) - (date ?? now)) / 1000)
  else return undefined
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), longestWait)
}

/** RFC 7030 4.2.3: the reason of a refusal may come as readable text. */
function toldReason({ headers, body }: HttpAnswer): string {
  return mediaType(headers) === 'text/plain' ? printable(Buffer.from(body.subarray(0, 1024)).toString('utf8')) : ''
}

/** The origin is what an administrator needs; the rest of an address may hold anything. */
function toWhere({ headers }: HttpAnswer): string {
  const location = headers['location'] ?? ''
  return URL.canParse(location) ? ` to ${printable(new URL(location).origin)}` : ''
}

const longestText = 200

/** One short line without control characters, which could forge log lines or colour terminals. */
export function printable(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > longestText ? `${[...line].slice(0, longestText - 1).join('')}…` : line
}
