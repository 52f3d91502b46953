/** How servers turn away whoever brings no client certificate, although some things are told to everybody. */
import { failure, type Result } from '../renewal/errors.ts'
import { causeOf } from './answer.ts'
import type { HttpAnswer } from './transport/http.ts'

/** nginx's own for a certificate that it does not take, or that is missing; it mostly shows 400 in their place. */
export const aboutCertificates: ReadonlySet<number> = new Set([495, 496])
/** Statuses of servers that know us too little. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, ...aboutCertificates])
/**
 * As nginx ("No required SSL certificate was sent"), IIS ("403.7 - Forbidden: SSL client certificate is required") and Kong
 * ("No required TLS certificate was sent", by 401).
 */
const names = /\b((SSL|TLS|client) certificate|mutual TLS|mTLS)\b/i

/** For want of a certificate: the alert of TLS, or a page that says so. */
export function isTurnedAway(answer: Result<HttpAnswer>): boolean {
  if (!answer.ok) return answer.failure.code === 'bank.certificate-refused'
  if (aboutCertificates.has(answer.value.status)) return true
  return refusals.has(answer.value.status) && names.test(Buffer.from(answer.value.body).toString('latin1'))
}

/** Perhaps for want of a certificate: with one it may be told more. */
export function mayTurnAway(answer: Result<HttpAnswer>): boolean {
  return isTurnedAway(answer) || closes(answer) || (answer.ok && refusals.has(answer.value.status))
}

/** The connection was closed without an answer. */
export function closes(answer: Result<HttpAnswer>): boolean {
  return !answer.ok && answer.failure.code === 'bank.connection-closed'
}

/** The failure of who was turned away so. What only hung up may be out of order. */
export function demanded(answer: Result<HttpAnswer>): Result<never> {
  const cause = answer.ok ? causeOf(answer.value) : answer.failure.cause
  return failure('bank.certificate-demanded', { retry: closes(answer) ? 'later' : 'never', cause })
}
