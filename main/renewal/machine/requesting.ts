/** Requests that may have been sent, once or more often, and what the bank's answer or silence leaves of them. */
import type { FailureCode } from '../errors.ts'
import type { At, Event, Purpose, Requested, Step } from './state.ts'
import { carryOn, discard, leaveBe, requested } from './steps.ts'

/** The bank's answer to a request that may have been sent, once or more often. */
export function afterRequest(state: At<'requesting'>, event: Event, now: number): Step | undefined {
  switch (event.type) {
    case 'issued': {
      const { certificate, intermediates, confirmation } = event
      const asked = confirmation === undefined ? {} : { confirmation }
      return { step: 'confirming-installation', keyName: state.keyName, certificate, intermediates, ...asked }
    }
    case 'pending':
      return { step: 'waiting', ...requested(state), retryAt: now + event.retryAfter * 1000 }
    case 'restarted':
      return sendAgain(state, state.purpose, event)
    case 'failed':
      return afterFailure(state, event, now)
    default:
      return carryOn(state, event)
  }
}

/**
 * What a failed sending leaves. A refusal says that the bank issued nothing to this one sending; of those before it,
 * it says nothing, even where it is signed: a bank that issued may refuse for that very reason. So only where no other
 * sending is open may the key go. Else the same request is kept to be repeated, or, once the bank has turned it down
 * for good under its own signature, at least the key.
 */
function afterFailure(state: At<'requesting'>, { failure, unsent }: Event & { type: 'failed' }, now: number): Step {
  const refused = failure.retry === 'never' && (failure.authentic === true || refusals.has(failure.code))
  const asksAgain = state.purpose.kind === 'enrolment' && asksForPassword.has(failure.code)
  const open = { ...requested(state), sendings: sent(state) - (refused || asksAgain || unsent === true ? 1 : 0) }
  if (asksAgain) return { step: 'password-needed', ...open, failure }
  if (failure.retry === 'later' && failure.retryAfter !== undefined) {
    return { step: 'waiting', ...open, retryAt: now + failure.retryAfter * 1000, failure }
  }
  if (refused && open.sendings === 0) return discard(state, { kind: 'failed', failure })
  if (refused && failure.authentic === true) return leaveBe(state, { kind: 'failed', failure })
  return { step: 'stalled', at: { step: 'requesting', ...open }, failure }
}

/** An enrolment's password lives in memory only, so a restart has to ask for it again. */
export function sendAgain(state: Requested, purpose: Purpose, event: Event): Step {
  const lost = purpose.kind === 'enrolment' && event.type === 'restarted'
  return lost ? { step: 'password-needed', ...requested(state) } : send(state)
}

/** Counted before it is done: a sending that was begun may have been heard. */
export function send(state: Requested): Step {
  return { step: 'requesting', ...requested(state), sendings: sent(state) + 1 }
}

export function makeAgain({ keyName, sendings = 0 }: { readonly keyName: string; readonly sendings?: number }): Step {
  return { step: 'making-request', keyName, sendings: Math.max(1, sendings) }
}

export const sent = ({ sendings = 1 }: Requested): number => sendings

const asksForPassword: ReadonlySet<FailureCode> = new Set(['bank.unauthorized', 'renewal.password-needed'])

/** The bank's own words for: to this sending, nothing was issued. */
const refusals: ReadonlySet<FailureCode> = new Set([
  'bank.unauthorized',
  'bank.forbidden',
  'bank.refused',
  'bank.certificate-refused',
  'certificate.revoked',
])
