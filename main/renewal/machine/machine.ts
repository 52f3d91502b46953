/**
 * The life of one renewal or first enrolment, as a pure state machine.
 *
 * The state alone decides what is to be done next (`effectsOf`), so that a state read back from the journal after a
 * crash carries on exactly where it was: every effect may be repeated, and repeating it doubles nothing.
 */
import type { Failure } from '../errors.ts'
import { isHopeless } from './outcome.ts'
import { afterRequest, makeAgain, send, sendAgain } from './requesting.ts'
import { type At, type Effect, type Event, keyNameOf, type Purpose, type RenewalState, type Step } from './state.ts'
import {
  abandoned,
  askedAgain,
  carryOn,
  discard,
  giveUpIssued,
  givesUp,
  issued,
  keep,
  letGo,
  own,
  told,
} from './steps.ts'

export type * from './state.ts'
export { isHopeless, isWithoutTrace } from './outcome.ts'
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
        const { proven, told: again } = event
        const next = state.purpose.kind === 'renewal' ? 'retiring' : 'complete'
        const heard = again === undefined ? issued(state) : told(state, again.failure)
        return { step: next, ...heard, ...(proven === undefined ? {} : { proven }) }
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

/** 7 days in ms, the longest that a bank is left alone. */
const longestWait = 7 * 24 * 60 * 60 * 1000
