/**
 * The life of one renewal or first enrolment, as a pure state machine.
 *
 * The state alone decides what is to be done next (`effectOf`), so that a state read back from the journal after a
 * crash carries on exactly where it was: every effect may be repeated, and repeating it doubles nothing.
 */
import type { Failure, FailureCode } from './errors.ts'
import {
  type At,
  type Effect,
  type Ending,
  type Event,
  type Issued,
  keyNameOf,
  type Progress,
  type Purpose,
  type RenewalState,
  type Requested,
  type Step,
} from './state.ts'

export type * from './state.ts'
export { keyNameOf, renewalOf } from './state.ts'

/** @param first where it begins: with the first question, or with a key made ahead of it */
export function begin(
  id: string,
  purpose: Purpose,
  now: number,
  first: 'confirming-request' | 'making-key-ahead' = 'confirming-request',
): { state: RenewalState; effects: Effect[] } {
  const state: RenewalState = { id, purpose, startedAt: now, step: first, keyName: keyNameOf(id) }
  return { state, effects: effectsOf(state) }
}

/** What a state asks to be done; nothing while it waits for the user, the bank or the clock. */
export function effectsOf(state: RenewalState): Effect[] {
  switch (state.step) {
    case 'making-key-ahead':
      return ['make-key']
    case 'confirming-request':
      return ['ask-request']
    case 'making-request':
      return ['make-request']
    case 'requesting':
      return ['send-request']
    case 'confirming-installation':
      return state.confirmation === undefined || state.unconfirmed !== undefined ? ['ask-installation'] : ['confirm']
    case 'installing':
      return ['install']
    case 'proving':
      return ['prove']
    case 'retiring':
      return ['retire']
    case 'discarding':
      return state.failure === undefined ? ['discard-key'] : []
    case 'key-ahead':
    case 'waiting':
    case 'password-needed':
    case 'postponed':
    case 'stalled':
    case 'complete':
    case 'ended':
      return []
  }
}

/** The next state and what to do in it. An event that does not fit a state leaves it as it is, with nothing to do. */
export function step(state: RenewalState, event: Event, now: number): { state: RenewalState; effects: Effect[] } {
  const next = follow(state, event, now)
  if (next === undefined) return { state, effects: [] }
  const { id, purpose, startedAt } = state
  const moved: RenewalState = { id, purpose, startedAt, ...next }
  return { state: moved, effects: effectsOf(moved) }
}

function follow(state: RenewalState, event: Event, now: number): Step | undefined {
  switch (state.step) {
    case 'making-key-ahead':
      if (event.type === 'key-made') return { step: 'key-ahead', keyName: state.keyName }
      // A key that could not be made ahead is no failure yet: what stands in its way is told when the user begins.
      return event.type === 'restarted' || event.type === 'failed' ? discard(state, abandoned) : undefined
    case 'key-ahead':
      if (event.type === 'begin') return { step: 'confirming-request', keyName: state.keyName }
      return event.type === 'restarted' || givesUp(event) ? discard(state, abandoned) : undefined
    case 'confirming-request':
      if (event.type === 'answered') {
        return event.yes ? { step: 'making-request', keyName: state.keyName } : discard(state, { kind: 'declined' })
      }
      // Nothing was sent yet: after a crash the next login simply asks again. A key may have been made ahead.
      return event.type === 'restarted' || givesUp(event) ? discard(state, abandoned) : undefined
    case 'making-request':
      // A journal may be older than what was done by it: the key may have been sent with a request before.
      if (event.type === 'restarted') return makeAgain(state)
      if (event.type === 'request-made')
        return send({ ...state, request: event.request, sendings: state.sendings ?? 0 })
      return carryOn(state, event)
    case 'requesting':
      return afterRequest(state, event, now)
    case 'waiting':
      return whileWaiting(state, event, now)
    case 'password-needed':
      if (event.type === 'password-given') return send(state)
      return letGo(state, state, event)
    case 'confirming-installation':
      if (event.type === 'confirmed') return { step: 'confirming-installation', ...told(state, event.failure) }
      if (event.type === 'answered') return { step: event.yes ? 'installing' : 'postponed', ...issued(state) }
      return event.type === 'restarted' ? { step: 'postponed', ...issued(state) } : undefined
    case 'postponed':
      if (event.type === 'install-postponed') return { step: 'confirming-installation', ...askedAgain(state) }
      return event.type === 'give-up' ? giveUpIssued(state) : undefined
    case 'installing':
      if (event.type === 'installed') return { step: 'proving', ...issued(state) }
      if (event.type === 'pending') {
        const failure: Failure = { code: 'issued.not-yet-valid', retry: 'later' }
        return { step: 'waiting', ...issued(state), retryAt: now + event.retryAfter * 1000, failure }
      }
      return carryOn(state, event)
    case 'proving':
      if (event.type === 'proven') {
        const { proven } = event
        const next = state.purpose.kind === 'renewal' ? 'retiring' : 'complete'
        return { step: next, ...issued(state), ...(proven === undefined ? {} : { proven }) }
      }
      return carryOn(state, event)
    case 'retiring':
      if (event.type === 'retired') return { step: 'complete', ...issued(state) }
      // A journal is not believed that it was proven: it is proven again, and so is what came back after a restart.
      return event.type === 'restarted' ? { step: 'proving', ...issued(state) } : carryOn(state, event)
    case 'stalled':
      return whileStalled(state, event)
    case 'discarding':
      if (event.type === 'discarded') {
        return { step: 'ended', ending: state.ending, ...(state.keeps && { keyName: state.keyName }) }
      }
      if (event.type === 'failed') return { ...own(state), failure: event.failure }
      if (event.type !== 'restarted' && event.type !== 'retry') return undefined
      return state.keeps ? keep(state, state.ending) : discard(state, state.ending)
    case 'complete':
    case 'ended':
      return undefined
  }
}

/** The bank's answer to a request that may have been sent, once or more often. */
function afterRequest(state: At<'requesting'>, event: Event, now: number): Step | undefined {
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
    case 'key-lost':
      return { step: 'making-request', keyName: state.keyName }
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
  if (refused && failure.authentic === true) return keep(state, { kind: 'failed', failure })
  return { step: 'stalled', at: { step: 'requesting', ...open }, failure }
}

function whileWaiting(state: At<'waiting'>, event: Event, now: number): Step | undefined {
  const again = event.type === 'retry' || event.type === 'restarted'
  // A clock that was ahead when the bank asked for patience must not make it last for years.
  if (again && now < state.retryAt && state.retryAt - now <= longestWait) return undefined
  if ('certificate' in state) {
    if (again) return { step: 'installing', ...issued(state) }
    return event.type === 'give-up' ? giveUpIssued(state) : undefined
  }
  if (again) return sendAgain(state, state.purpose, event)
  if (event.type === 'password-given') return send(state)
  return letGo(state, state, event)
}

function whileStalled(state: At<'stalled'>, event: Event): Step | undefined {
  const { at } = state
  if (event.type === 'retry' || event.type === 'restarted') {
    if (at.step === 'requesting') return sendAgain(at, state.purpose, event)
    if (at.step === 'making-request' && event.type === 'restarted') return makeAgain(at)
    return at.step === 'retiring' && event.type === 'restarted' ? { ...at, step: 'proving' } : at
  }
  if (event.type === 'password-given' && at.step === 'requesting') return send(at)
  if (!givesUp(event)) return undefined
  if (at.step === 'making-request' || at.step === 'requesting') return letGo(state, at, event)
  if (event.type === 'give-up') return giveUpIssued(at)
  // What is of no use must not stand in the way of another one for ever; anything else is given up by its user's word.
  return isHopeless(state) ? keep(at, abandoned) : undefined
}

/** Both certificates may be of use once the new one was proven: nothing is hidden. */
function giveUpIssued(state: Issued & { readonly step: string }): Step {
  return state.step === 'retiring'
    ? { step: 'ended', ending: abandoned, keyName: state.keyName }
    : keep(state, abandoned)
}

/** An enrolment's password lives in memory only, so a restart has to ask for it again. */
function sendAgain(state: Requested, purpose: Purpose, event: Event): Step {
  const lost = purpose.kind === 'enrolment' && event.type === 'restarted'
  return lost ? { step: 'password-needed', ...requested(state) } : send(state)
}

/** Counted before it is done: a sending that was begun may have been heard. */
function send(state: Requested): Step {
  return { step: 'requesting', ...requested(state), sendings: sent(state) + 1 }
}

function makeAgain({ keyName, sendings = 0 }: { readonly keyName: string; readonly sendings?: number }): Step {
  return { step: 'making-request', keyName, sendings: Math.max(1, sendings) }
}

const sent = ({ sendings = 1 }: Requested): number => sendings

function carryOn(state: RenewalState & Progress, event: Event): Step | undefined {
  switch (event.type) {
    case 'failed':
      return { step: 'stalled', at: own(state), failure: event.failure }
    case 'key-lost':
      return { step: 'making-request', keyName: state.keyName }
    case 'certificate-lost':
      return 'certificate' in state ? { step: 'installing', ...issued(state) } : undefined
    case 'disbelieved':
      return { step: 'ended', ending: { kind: 'failed', failure: event.failure }, keyName: state.keyName }
    case 'restarted':
      return own(state)
    default:
      return undefined
  }
}

/**
 * Has the renewal come to a certificate that is certainly of no use? To begin again then means another certificate. A
 * renewed one that the bank refuses without such a word may only not be known everywhere yet.
 */
export function isHopeless(state: RenewalState): boolean {
  if (state.step !== 'stalled' || (state.at.step !== 'installing' && state.at.step !== 'proving')) return false
  const { code, retry } = state.failure
  // A certificate that looks expired may only be seen by a clock that is ahead.
  const wrong = code.startsWith('issued.') && code !== 'issued.expired' && retry === 'never'
  const useless = code === 'certificate.revoked' || wrong
  return useless || (state.purpose.kind === 'enrolment' && retry === 'never')
}

/** Is it certain that no certificate exists, or ever will, for the key of this one? */
export function isWithoutTrace(state: RenewalState): boolean {
  switch (state.step) {
    case 'making-key-ahead':
    case 'key-ahead':
    case 'confirming-request':
    case 'ended':
      return true
    case 'making-request':
      return (state.sendings ?? 0) === 0
    case 'requesting':
    case 'password-needed':
      return sent(state) === 0
    case 'waiting':
      return 'request' in state && sent(state) === 0
    case 'stalled':
      return state.at.step === 'making-request'
        ? (state.at.sendings ?? 0) === 0
        : state.at.step === 'requesting' && sent(state.at) === 0
    case 'discarding':
      return state.keeps !== true
    default:
      return false
  }
}

/** 7 days in ms, the longest that a bank is left alone. */
const longestWait = 7 * 24 * 60 * 60 * 1000

const abandoned: Ending = { kind: 'abandoned' }
const givesUp = ({ type }: Event): boolean => type === 'abandon' || type === 'give-up'

const asksForPassword: ReadonlySet<FailureCode> = new Set(['bank.unauthorized', 'renewal.password-needed'])

/** The bank's own words for: to this sending, nothing was issued. */
const refusals: ReadonlySet<FailureCode> = new Set([
  'bank.unauthorized',
  'bank.forbidden',
  'bank.refused',
  'bank.certificate-refused',
  'certificate.revoked',
])

function discard({ keyName }: { readonly keyName: string }, ending: Ending): Step {
  return { step: 'discarding', keyName, ending }
}

function keep({ keyName }: { readonly keyName: string }, ending: Ending): Step {
  return { step: 'discarding', keyName, ending, keeps: true }
}

/**
 * Before there is a certificate. The key goes only where no sending can have led to one; a renewal that may have been
 * answered is not given up by leaving it, only by its user's word: begun again, it would be a second one.
 */
function letGo(
  { purpose }: RenewalState,
  at: { readonly keyName: string; readonly sendings?: number; readonly step: string },
  event: Event,
): Step | undefined {
  if (!givesUp(event)) return undefined
  const open = at.sendings ?? (at.step === 'making-request' ? 0 : 1)
  if (open === 0) return discard(at, abandoned)
  return event.type === 'give-up' || purpose.kind === 'enrolment' ? keep(at, abandoned) : undefined
}

function requested({ keyName, request, sendings }: Requested): Requested {
  return { keyName, request, ...(sendings === undefined ? {} : { sendings }) }
}

function issued({ keyName, certificate, intermediates, confirmation, unconfirmed, proven }: Issued): Issued {
  return {
    keyName,
    certificate,
    intermediates,
    ...(confirmation === undefined ? {} : { confirmation }),
    ...(unconfirmed === undefined ? {} : { unconfirmed }),
    ...(proven === undefined ? {} : { proven }),
  }
}

/** After the bank was told that its certificate is taken, or could not be. */
function told(state: Issued, failure: Failure | undefined): Issued {
  const { confirmation: _told, unconfirmed: _before, ...rest } = issued(state)
  return failure === undefined ? rest : { ...issued(state), unconfirmed: failure }
}

function askedAgain(state: Issued): Issued {
  const { unconfirmed: _before, ...rest } = issued(state)
  return rest
}

/** A state's step without the fields of the whole renewal. */
function own<S extends Step>(state: S & { id?: string }): S {
  const { id: _id, startedAt: _startedAt, purpose: _purpose, ...rest } = state as S & Record<string, unknown>
  return rest as unknown as S
}
