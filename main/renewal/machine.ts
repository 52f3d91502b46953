/**
 * The life of one renewal or first enrolment, as a pure state machine.
 *
 * The state alone decides what is to be done next (`effectOf`), so that a state read back from the journal after a
 * crash carries on exactly where it was: every effect may be repeated, and repeating it doubles nothing.
 */
import type { CertificateFacts } from './certificate.ts'
import type { Failure, FailureCode } from './errors.ts'

export type Purpose =
  | {
      readonly kind: 'renewal'
      /** Thumbprint of the certificate that is renewed. */
      readonly current: string
      readonly holder: string
      /** Subject and subjectAltName of the current certificate, hex DER: the new one must carry the same. */
      readonly subject: string
      readonly subjectAltName: string | undefined
      /** The current certificate's expiry, ms since the epoch: the new one must outlive it. */
      readonly notAfter: number
    }
  | { readonly kind: 'enrolment'; readonly customerId: string }

/** What the renewal of a certificate has to know of it. */
export function renewalOf(certificate: CertificateFacts): Purpose {
  const { thumbprint: current, holder, subject, subjectAltName, notAfter } = certificate
  return { kind: 'renewal', current, holder, subject, subjectAltName, notAfter }
}

/** `tls`: a server that asked for the certificate answered over it; `recognised`: the bank named this certificate. */
export interface Proof {
  readonly proven: 'tls' | 'recognised'
}

interface Requested {
  readonly keyName: string
  /** PKCS#10, DER. Kept and sent again unchanged, so that the bank recognises a repetition by its public key. */
  readonly request: Uint8Array
}

interface Issued {
  readonly keyName: string
  readonly certificate: Uint8Array
  readonly intermediates: readonly Uint8Array[]
  /** What the bank's answer to it proved; told when it is done. */
  readonly proven?: Proof['proven']
}

/** The steps from which work goes on by itself after a crash or a passing failure. */
export type Progress =
  | { readonly step: 'making-request'; readonly keyName: string }
  | ({ readonly step: 'requesting' } & Requested)
  | ({ readonly step: 'installing' } & Issued)
  | ({ readonly step: 'proving' } & Issued)
  | ({ readonly step: 'retiring' } & Issued)

export type Step =
  /** The key is made while the user still reads what will happen; nothing is sent, and whoever leaves takes it away. */
  | { readonly step: 'making-key-ahead'; readonly keyName: string }
  | { readonly step: 'key-ahead'; readonly keyName: string }
  | { readonly step: 'confirming-request'; readonly keyName: string }
  | Progress
  /** The bank is still issuing (202), or asked to be left alone until `retryAt` (ms since the epoch). */
  | ({ readonly step: 'waiting'; readonly retryAt: number; readonly failure?: Failure } & Requested)
  /** An enrolment whose one-time password is wrong, or gone with the process that knew it. */
  | ({ readonly step: 'password-needed'; readonly failure?: Failure } & Requested)
  | ({ readonly step: 'confirming-installation' } & Issued)
  /** いいえ at the second confirmation: the issued certificate waits. */
  | ({ readonly step: 'postponed' } & Issued)
  /** A failure stopped the work at `at`; it can be tried again from there. */
  | { readonly step: 'stalled'; readonly at: Progress; readonly failure: Failure }
  /** The key is being removed because no certificate will ever come for it; or was hidden with one of no use. */
  | {
      readonly step: 'discarding'
      readonly keyName: string
      readonly ending: Ending /** of the last try */
      readonly failure?: Failure
    }
  | ({ readonly step: 'complete' } & Issued)
  | { readonly step: 'ended'; readonly ending: Ending }

export type Ending =
  | { readonly kind: 'declined' }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'failed'; readonly failure: Failure }

export type RenewalState = { readonly id: string; readonly startedAt: number; readonly purpose: Purpose } & Step
export type StepName = Step['step']

export type Event =
  | { readonly type: 'answered'; readonly yes: boolean }
  | { readonly type: 'key-made' }
  | { readonly type: 'request-made'; readonly request: Uint8Array }
  | { readonly type: 'pending' /** seconds */; readonly retryAfter: number }
  | { readonly type: 'issued'; readonly certificate: Uint8Array; readonly intermediates: readonly Uint8Array[] }
  | { readonly type: 'installed' }
  | ({ readonly type: 'proven' } & Partial<Proof>)
  | { readonly type: 'retired' }
  | { readonly type: 'discarded' }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** The application started again and found this state in its journal. */
  | { readonly type: 'restarted' }
  /** The user, or time, asks for another try. */
  | { readonly type: 'retry' }
  /** The user begins what was prepared for them. */
  | { readonly type: 'begin' }
  /** The one-time password is at hand (again). */
  | { readonly type: 'password-given' }
  | { readonly type: 'install-postponed' }
  | { readonly type: 'abandon' }

export type Effect =
  | 'make-key'
  | 'ask-request'
  | 'make-request'
  | 'send-request'
  | 'ask-installation'
  | 'install'
  | 'prove'
  | 'retire'
  | 'discard-key'

/** @param first where it begins: with the first question, or with a key made ahead of it */
export function begin(
  id: string,
  purpose: Purpose,
  now: number,
  first: 'confirming-request' | 'making-key-ahead' = 'confirming-request',
): { state: RenewalState; effects: Effect[] } {
  const state: RenewalState = { id, purpose, startedAt: now, step: first, keyName: `koshin-${id}` }
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
      return ['ask-installation']
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
      return event.type === 'restarted' || event.type === 'failed' ? discard(state, { kind: 'abandoned' }) : undefined
    case 'key-ahead':
      if (event.type === 'begin') return { step: 'confirming-request', keyName: state.keyName }
      return event.type === 'restarted' || event.type === 'abandon' ? discard(state, { kind: 'abandoned' }) : undefined
    case 'confirming-request':
      if (event.type === 'answered') {
        return event.yes ? { step: 'making-request', keyName: state.keyName } : discard(state, { kind: 'declined' })
      }
      // Nothing was sent yet: after a crash the next login simply asks again. A key may have been made ahead.
      return event.type === 'restarted' || event.type === 'abandon' ? discard(state, { kind: 'abandoned' }) : undefined
    case 'making-request':
      if (event.type === 'request-made') return { step: 'requesting', keyName: state.keyName, request: event.request }
      return carryOn(state, event)
    case 'requesting':
      return afterRequest(state, event, now)
    case 'waiting':
      if (event.type === 'retry' || event.type === 'restarted') {
        return now < state.retryAt ? undefined : sendAgain(state, state.purpose, event)
      }
      if (event.type === 'password-given') return { step: 'requesting', ...requested(state) }
      return event.type === 'abandon' ? discard(state, { kind: 'abandoned' }) : undefined
    case 'password-needed':
      if (event.type === 'password-given') return { step: 'requesting', ...requested(state) }
      return event.type === 'abandon' ? discard(state, { kind: 'abandoned' }) : undefined
    case 'confirming-installation':
      if (event.type === 'answered') return { step: event.yes ? 'installing' : 'postponed', ...issued(state) }
      return event.type === 'restarted' ? { step: 'postponed', ...issued(state) } : undefined
    case 'postponed':
      return event.type === 'install-postponed' ? { step: 'confirming-installation', ...issued(state) } : undefined
    case 'installing':
      return event.type === 'installed' ? { step: 'proving', ...issued(state) } : carryOn(state, event)
    case 'proving':
      if (event.type === 'proven') {
        const { proven } = event
        const next = state.purpose.kind === 'renewal' ? 'retiring' : 'complete'
        return {
          step: next,
          ...issued(state),
          ...(proven === undefined ? {} : { proven }),
        }
      }
      return carryOn(state, event)
    case 'retiring':
      return event.type === 'retired' ? { step: 'complete', ...issued(state) } : carryOn(state, event)
    case 'stalled':
      if (event.type === 'retry' || event.type === 'restarted') {
        return state.at.step === 'requesting' ? sendAgain(state.at, state.purpose, event) : state.at
      }
      if (event.type === 'password-given' && state.at.step === 'requesting') return state.at
      return event.type === 'abandon' && mayBeGivenUp(state) ? discard(state.at, { kind: 'abandoned' }) : undefined
    case 'discarding':
      if (event.type === 'discarded') return { step: 'ended', ending: state.ending }
      if (event.type === 'failed') return { ...own(state), failure: event.failure }
      return event.type === 'restarted' || event.type === 'retry' ? discard(state, state.ending) : undefined
    case 'complete':
    case 'ended':
      return undefined
  }
}

/** The bank's answer to a request that may have been sent, once or more often. */
function afterRequest(state: RenewalState & { step: 'requesting' }, event: Event, now: number): Step | undefined {
  switch (event.type) {
    case 'issued':
      return {
        step: 'confirming-installation',
        keyName: state.keyName,
        certificate: event.certificate,
        intermediates: event.intermediates,
      }
    case 'pending':
      return { step: 'waiting', ...requested(state), retryAt: now + event.retryAfter * 1000 }
    case 'restarted':
      return sendAgain(state, state.purpose, event)
    case 'failed': {
      const { failure } = event
      if (state.purpose.kind === 'enrolment' && asksForPassword.has(failure.code)) {
        return { step: 'password-needed', ...requested(state), failure }
      }
      if (failure.retry === 'later' && failure.retryAfter !== undefined) {
        return { step: 'waiting', ...requested(state), retryAt: now + failure.retryAfter * 1000, failure }
      }
      // Only where the bank certainly issued nothing may the key go; otherwise the same request is kept to be repeated.
      return issuedNothing.has(failure.code)
        ? discard(state, { kind: 'failed', failure })
        : { step: 'stalled', at: own(state), failure }
    }
    default:
      return undefined
  }
}

/** An enrolment's password lives in memory only, so a restart has to ask for it again. */
function sendAgain(state: Requested, purpose: Purpose, event: Event): Step {
  const lost = purpose.kind === 'enrolment' && event.type === 'restarted'
  return { step: lost ? 'password-needed' : 'requesting', ...requested(state) }
}

function carryOn(state: RenewalState & Progress, event: Event): Step | undefined {
  if (event.type === 'failed') return { step: 'stalled', at: own(state), failure: event.failure }
  return event.type === 'restarted' ? own(state) : undefined
}

/**
 * Before the request was answered, or once no retry can help: then what the bank issued is of no use, e.g. revoked before
 * it was proven, and must not stand in the way of another one for ever.
 */
function mayBeGivenUp({ at, failure }: RenewalState & { step: 'stalled' }): boolean {
  const begun = at.step === 'making-request' || at.step === 'requesting'
  return begun || (at.step !== 'retiring' && failure.retry === 'never')
}

/**
 * Has the renewal come to a certificate that is certainly of no use? To begin again then means another certificate. A
 * renewed one that the bank refuses without such a word may only not be known everywhere yet.
 */
export function isHopeless(state: RenewalState): boolean {
  if (state.step !== 'stalled' || (state.at.step !== 'installing' && state.at.step !== 'proving')) return false
  const { code, retry } = state.failure
  return code === 'certificate.revoked' || (state.purpose.kind === 'enrolment' && retry === 'never')
}

const asksForPassword: ReadonlySet<FailureCode> = new Set(['bank.unauthorized', 'renewal.password-needed'])

const issuedNothing: ReadonlySet<FailureCode> = new Set([
  'bank.unauthorized',
  'bank.forbidden',
  'bank.refused',
  'bank.certificate-refused',
  'certificate.revoked',
])

function discard(state: { readonly keyName: string }, ending: Ending): Step {
  return { step: 'discarding', keyName: state.keyName, ending }
}

function requested({ keyName, request }: Requested): Requested {
  return { keyName, request }
}

function issued({ keyName, certificate, intermediates, proven }: Issued): Issued {
  return {
    keyName,
    certificate,
    intermediates,
    ...(proven === undefined ? {} : { proven }),
  }
}

/** A state's step without the fields of the whole renewal. */
function own<S extends Step>(state: S & { id?: string }): S {
  const { id: _id, startedAt: _startedAt, purpose: _purpose, ...rest } = state as S & Record<string, unknown>
  return rest as unknown as S
}
