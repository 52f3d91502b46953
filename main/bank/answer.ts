/** What any HTTP answer says of itself, whichever protocol asked (RFC 9110), and whether it is only passing. */
import { failure } from '../renewal/errors.ts'
import { printable } from '../renewal/plain-text.ts'
import type { HttpAnswer } from './transport/http.ts'

/** Without parameters: smime-type=certs-only and the like come in every spelling. */
export function mediaType(headers: HttpAnswer['headers']): string {
  return (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
}

/** Seconds. However long the bank wants to be left alone, a renewal looks again within a week: certificates expire. */
export const longestWait = 7 * 24 * 60 * 60

/** Retry-After in whole seconds, at least 1 (RFC 9110 10.2.3: seconds or a date); undefined if absent or unreadable. */
export function retryAfter({ headers, date }: HttpAnswer, now: number): number | undefined {
  const value = retryAfterIn(headers)
  if (/^\d{1,10}$/.test(value)) return bounded(Number(value))
  const until = dateIn(value)
  return until === undefined ? undefined : secondsUntil(until, date ?? now)
}

const retryAfterIn = (headers: HttpAnswer['headers']): string => headers['retry-after']?.trim() ?? ''
const bounded = (seconds: number): number => Math.min(Math.max(seconds, 1), longestWait)
/** By the server's own clock, if it told: ours may be wrong. */
const secondsUntil = (until: number, now: number): number => bounded(Math.ceil((until - now) / 1000))

function dateIn(value: string): number | undefined {
  const date = / GMT$/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : date
}

/** ms; what lies further away is no end of a maintenance that anybody knows. */
const furthestEnd = 366 * 24 * 60 * 60 * 1000

/**
 * How long a bank wants to be left alone that named the time: the time itself, as far as it lies ahead, and the seconds
 * until then. Without a time, Retry-After alone counts.
 *
 * @param told ms since the epoch; where the answer's body names none, Retry-After may
 */
export function closedUntil(
  answer: HttpAnswer,
  now: number,
  told = dateIn(retryAfterIn(answer.headers)),
): { readonly until?: number; readonly retryAfter: number | undefined } {
  const { date = now } = answer
  if (told === undefined || told <= date || told - date > furthestEnd) return { retryAfter: retryAfter(answer, now) }
  return { until: told, retryAfter: secondsUntil(told, date) }
}

const temporaryRedirects: ReadonlySet<number> = new Set([302, 303, 307])

/**
 * The failure of an answer that nobody who was asked gave: the server is busy, or what stands in front of it shows a
 * page in its place. It says nothing about the request, and goes away by itself. undefined for every other answer.
 *
 * @param now ms since the epoch, for Retry-After as a date when the answer has no Date
 */
export function passingFailure(answer: HttpAnswer, now: number): ReturnType<typeof failure> | undefined {
  const { status } = answer
  const later = {
    retry: 'later',
    ...closedUntil(answer, now),
    cause: causeOf(answer),
  } as const
  if (status === 429) return failure('bank.busy', later)
  if (status === 503) return failure(isPage(answer) ? 'bank.maintenance' : 'bank.busy', later)
  if (status === 408) return failure('bank.timeout', later)
  if (status >= 500) return failure('bank.unreachable', later)
  // Only where it was not followed: for now the answer is to be had elsewhere, which a bank's protocols never say.
  const elsewhere = temporaryRedirects.has(status)
  return elsewhere || (status === 200 && isPage(answer)) ? failure('bank.maintenance', later) : undefined
}

/** Apache's own reason, on its page for 403. */
const afterHandshake = /Cannot perform Post-Handshake Authentication/

/**
 * The failure of a server that asks for a certificate only once it knows the address (Apache's SSLVerifyClient inside a
 * Location): in TLS 1.3 that needs post-handshake authentication (RFC 8446 4.6.2), which Chromium does not offer.
 */
export function asksTooLate({ status, body }: HttpAnswer): ReturnType<typeof failure> | undefined {
  if (status !== 403 || !afterHandshake.test(Buffer.from(body).toString('latin1'))) return undefined
  const cause = 'HTTP 403: the server asks for a client certificate after the handshake (post-handshake authentication)'
  return failure('bank.certificate-not-asked', { cause })
}

/** A page for people; not what merely has the type of one. */
export function isPage({ headers, body }: HttpAnswer): boolean {
  const type = mediaType(headers)
  const start = Buffer.from(body.subarray(0, 256))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
  if (type === 'text/html' || type === 'application/xhtml+xml') return start === '' || start.startsWith('<')
  return type === '' && /^<(!doctype html|html)/i.test(start)
}

/** For logs: the status, and what the answer says of it that is safe to be written down. */
export function causeOf(answer: HttpAnswer): string {
  const { status } = answer
  if (status >= 300 && status < 400) return `HTTP ${status}: a redirect${toWhere(answer)}, not followed`
  if (isPage(answer)) return `HTTP ${status}: a web page`
  const asked = status === 401 ? challenges(answer) : []
  const wanted = asked.length === 0 ? '' : ` (asks for ${asked.join(', ')})`
  const told = toldReason(answer)
  return `HTTP ${status}${wanted}${told === '' ? '' : `: ${told}`}`
}

/** RFC 7030 4.2.3: the reason of a refusal may come as readable text; from libest without a type. */
function toldReason({ headers, body }: HttpAnswer): string {
  const type = mediaType(headers)
  const text = Buffer.from(body.subarray(0, 1024))
  const isText = type === 'text/plain' || (type === '' && /^[\t\r\n\x20-\x7e]*$/.test(text.toString('latin1')))
  return isText ? printable(text.toString('utf8')) : ''
}

/** In which ways the server of a 401 lets itself be signed in to (RFC 9110 11.6.1), in lower case. */
export function challenges({ headers }: HttpAnswer): readonly string[] {
  // One that nothing closes ends with the header: looked for from each of its own, its end would take the length squared.
  const value = (headers['www-authenticate'] ?? '').replaceAll(/"(?:\\.?|[^"\\])*"?/g, '""')
  // A scheme stands at the start or after a comma, and is followed by a blank or nothing; a parameter by its "=".
  const names = [...value.matchAll(/(?:^|,)\s*([a-z][a-z0-9!#$%&'*+.^_`|~-]*)(?=\s+[^\s=]|\s*(?:,|$))/gi)]
  return [...new Set(names.map(([, name]) => name!.toLowerCase()))].slice(0, 5)
}

/** Characters. To read one whose host is in another script takes its length squared: seconds for what fits into a header. */
const longestAddress = 2048

/** Where an answer leads; undefined where it leads nowhere, also by an address that is longer than any honest one. */
export function locationIn({ headers }: HttpAnswer): string | undefined {
  const location = headers['location']
  return location === undefined || location.length > longestAddress ? undefined : location
}

/** The origin is what an administrator needs; the rest of an address may hold anything. */
function toWhere(answer: HttpAnswer): string {
  const location = String(locationIn(answer))
  return URL.canParse(location) ? ` to ${printable(new URL(location).origin)}` : ''
}
