/** 電子証明書発行中 and what it comes to: completion, いいえ, a failure, another try. */
import { notListed } from '../../../renewal/certificates/inventory.ts'
import type { Failure } from '../../../renewal/errors.ts'
import type { Purpose, RenewalState } from '../../../renewal/machine/machine.ts'
import { isUnfinished, samePurpose } from '../../../renewal/renew.ts'
import { retriesByItself } from '../../../renewal/retry.ts'
import type { FlowEffect } from '../effect.ts'
import { type Facts, find } from '../facts.ts'
import { isWork, workingOf } from '../progress.ts'
import { type FlowState, subjectOf, type Work } from '../state.ts'
import { reported, toldFailure, unasked, unseenCompletion } from './by-itself.ts'
import { end, leave, type Next, type Reactions, toLogin } from './next.ts'

export const internal = (cause: string): Failure => ({ code: 'internal', retry: 'later', cause })

/** Begins work, or goes on with it: one at a time. Pressed twice, the first press counts. */
export function beginWork(state: FlowState, purpose: Purpose, effect: (task: number) => FlowEffect): Next | undefined {
  const { work } = state
  if (work !== undefined) {
    if (work.purpose === undefined || samePurpose(work.purpose, purpose)) return undefined
    const failure: Failure = { code: 'renewal.busy', retry: 'later' }
    return end(state, purpose.kind, { outcome: 'failed', failure, retry: 'by-hand' })
  }
  const task = state.asked + 1
  const begun = { task, purpose, replaced: undefined }
  return { state: { ...state, asked: task, awaits: undefined, work: begun }, effects: [effect(task)] }
}

/** The second question again, for a certificate that waits since an いいえ. */
export function installWaiting(state: FlowState, { renewal }: Facts): Next | undefined {
  if (renewal?.step !== 'postponed') return undefined
  return beginWork(state, renewal.purpose, (task) => ({ type: 'install-postponed', task }))
}

/** Tries again what stalled, or what the bank asked to wait for. */
export function retryNow(state: FlowState, { renewal }: Facts): Next | undefined {
  if (renewal === undefined) return undefined
  return beginWork(state, renewal.purpose, (task) => ({ type: 'retry', task }))
}

/** The same where nobody pressed anything. */
function retryInTime(state: FlowState, facts: Facts): Next | undefined {
  const next = retryNow(state, facts)
  return next && unasked(next, facts)
}

/** Tries what could not reach the bank again: while its failure is shown, or nothing is. */
function retryStalled(state: FlowState, facts: Facts): Next | undefined {
  const { renewal, isShown, isLocked } = facts
  if (isLocked || renewal?.step !== 'stalled' || !retriesByItself(renewal.failure)) return undefined
  return isShown && state.shown.window !== 'ended' ? undefined : retryInTime(state, facts)
}

export const workReactions: Reactions<
  'started' | 'restarted' | 'moved' | 'settled' | 'read-back' | 'given-up' | 'wait-over' | 'retry-stalled' | 'faulted'
> = {
  /** Whoever comes back to a renewal under way is not asked to log in first. */
  started(state, { left }, facts) {
    const look = state.asked + 1
    const task = state.asked + 2
    const working = left !== undefined && isWork(left) ? workingOf(left) : undefined
    const shown = working ?? ({ window: 'login', task: look, busy: true, looking: true, failure: undefined } as const)
    const begun: FlowState = {
      ...state,
      asked: task,
      shown,
      work: { task, purpose: left?.purpose, replaced: undefined },
    }
    const effects: FlowEffect[] = [
      { type: 'look', task: look },
      // What only waits for its user is shown at once, however slow the key store is.
      { type: 'restart', task, afterLook: left !== undefined },
    ]
    return unasked({ state: begun, effects }, facts)
  },
  restarted(state, { task, failure }, facts) {
    if (state.work?.task !== task) return undefined
    const idle: FlowState = { ...state, work: undefined }
    const { shown } = state
    const { renewal } = facts
    if (failure !== undefined || renewal === undefined) {
      if (shown.window !== 'login') return toLogin(idle, facts, failure)
      return { state: { ...idle, shown: { ...shown, failure: shown.failure ?? failure } }, effects: [] }
    }
    const over = !isUnfinished(renewal) || renewal.step === 'postponed'
    if (over && shown.window !== 'working') return unseenCompletion(idle, facts) ?? { state: idle, effects: [] }
    return settle(idle, { ...state.work, purpose: renewal.purpose }, facts)
  },
  /** The working window follows, while there is work that its user waits for. */
  moved(state, _event, facts) {
    const { renewal } = facts
    if (renewal === undefined || !isWork(renewal)) return undefined
    return { state: { ...state, work: knowing(state.work, facts), shown: workingOf(renewal) }, effects: [] }
  },
  settled(state, { task, failure }, facts) {
    const { work } = state
    if (work?.task !== task || work.purpose === undefined) return undefined
    const idle: FlowState = { ...state, work: undefined }
    const { purpose } = work
    if (failure !== undefined) return reported(failed(idle, purpose, failure, 'by-hand'), state, facts)
    return settle(idle, { ...work, purpose }, facts)
  },
  'read-back'(state, { task, browsers, failure }, facts) {
    const { work } = state
    if (work?.task !== task || work.purpose === undefined) return undefined
    const { purpose, replaced, byItself } = work
    const staysInSight = replaced?.protection === 'pkcs11-token'
    const [retired, inSight] = staysInSight ? [undefined, replaced] : [replaced, undefined]
    const idle: FlowState = { ...state, work: undefined }
    const found = find(facts, facts.issued?.thumbprint)
    if (found === undefined) {
      return reported(failed(idle, purpose, failure ?? notListed), state, facts)
    }
    const made = subjectOf(found)
    const { proven, unconfirmed } = facts.renewal?.step === 'complete' ? facts.renewal : {}
    return {
      state: {
        ...idle,
        shown: { window: 'completion', purpose: purpose.kind, made, proven, unconfirmed, retired, inSight, browsers },
      },
      effects: [
        ...(unconfirmed === undefined
          ? []
          : [{ type: 'record', event: 'unconfirmed', code: unconfirmed.code, serial: made.serial } as const]),
        {
          type: 'record',
          event: purpose.kind === 'renewal' ? 'renewed' : 'acquired',
          serial: made.serial,
          ...(byItself && { automatic: true }),
        },
        ...(byItself && purpose.kind === 'renewal'
          ? [{ type: 'renewed-by-itself', thumbprint: purpose.current, made } as const]
          : []),
        ...(retired === undefined ? [] : [{ type: 'record', event: 'retired', serial: retired.serial } as const]),
      ],
    }
  },
  'given-up': (state) => ({ state, effects: [{ type: 'take-up' }] }),
  'wait-over'(state, { task }, facts) {
    if (state.awaits !== task) return undefined
    if (facts.isLocked || (facts.renewal?.step === 'waiting' && isElsewhere(state, facts))) return waitOnceMore(state)
    if (facts.renewal?.step === 'waiting') return retryInTime(state, facts)
    return waitOutClosed(state, facts) ?? retryStalled(state, facts)
  },
  'retry-stalled': (state, _event, facts) => retryStalled(state, facts),
  /** A fault of ours: it must be seen, and leave a window that one can go on from. */
  faulted(state, { cause, task }) {
    const { work, signingIn, shown } = state
    const leftAhead: FlowEffect[] = shown.window === 'start' ? [{ type: 'leave-ahead' }] : []
    const asked = state.asked + 1
    const isOfWork = task !== undefined && work?.task === task
    return {
      state: {
        ...state,
        asked,
        work: isOfWork ? undefined : work,
        signingIn: task !== undefined && signingIn === task ? undefined : signingIn,
        shown: { window: 'login', task: asked, busy: false, looking: false, failure: internal(cause) },
      },
      effects: [...leftAhead, ...(isOfWork ? toldFailure(work, internal(cause)) : [])],
    }
  },
}

/** The certificate that is to be replaced, while the key store still lists it: it is told of at the completion. */
function knowing(work: FlowState['work'], facts: Facts): FlowState['work'] {
  if (work === undefined || work.purpose !== undefined || work.replaced !== undefined) return work
  const purpose = facts.renewal?.purpose
  const old = purpose?.kind === 'renewal' ? find(facts, purpose.current) : undefined
  return { ...work, replaced: old && subjectOf(old) }
}

export function failed(
  state: FlowState,
  { kind }: Purpose,
  failure: Failure,
  retry: 'none' | 'by-hand' = 'none',
): Next {
  const told: FlowEffect = { type: 'record', event: 'failed', code: failure.code }
  return end(state, kind, { outcome: 'failed', failure, retry }, [told])
}

type Settling = Work & { readonly purpose: Purpose }

/**
 * What a renewal came to after it stopped moving by itself.
 *
 * @param failure why those who did the work could not go on, if so
 */
export function settle(state: FlowState, work: Settling, facts: Facts, failure?: Failure): Next {
  return reported(settled(state, work, facts, failure), { ...state, work }, facts)
}

function settled(state: FlowState, work: Settling, facts: Facts, failure: Failure | undefined): Next {
  const { renewal } = facts
  const { purpose } = work
  if (renewal === undefined) return leave(state, facts)
  if (renewal.step === 'stalled') return stalled(state, renewal, facts)
  // It worked, or ended: what was arranged is off, and the waits are short again.
  const rested: FlowState = { ...state, retries: 0, awaits: undefined }
  const declined: FlowEffect = { type: 'record', event: 'declined' }
  switch (renewal.step) {
    case 'complete':
      return complete(rested, work, facts)
    case 'postponed':
      return end(rested, purpose.kind, { outcome: 'declined-installation' }, [declined])
    case 'discarding':
      return failed(rested, purpose, renewal.failure ?? internal(renewal.step), 'by-hand')
    case 'ended':
      if (renewal.ending.kind === 'failed') return failed(rested, purpose, renewal.ending.failure)
      if (renewal.ending.kind === 'abandoned') return leave(rested, facts)
      return end(rested, purpose.kind, { outcome: 'declined-request' }, [declined])
    case 'password-needed':
      return { state: { ...rested, shown: { window: 'acquire', failure: renewal.failure } }, effects: [] }
    case 'waiting':
      return waits(state, renewal, work, facts)
    default:
      return failed(rested, purpose, failure ?? internal(renewal.step), 'by-hand')
  }
}

/**
 * A bank that has too much to do asked many machines to wait as long: those that nobody looks at do not all come back in
 * one second. Who looks on was told the time. What nobody began waits longer each time whatever the bank says, because one
 * that says "in a second" would else be asked in each second for days.
 */
function waits(
  state: FlowState,
  renewal: RenewalState & { step: 'waiting' },
  { byItself = false }: Work,
  { now, isShown }: Facts,
): Next {
  const task = state.asked + 1
  const ms = Math.max(0, renewal.retryAt - now)
  const passes = renewal.failure === undefined ? byItself : retriesByItself(renewal.failure)
  const isLonger = passes && (byItself || !isShown)
  const tries = isLonger ? state.retries : 0
  return {
    state: { ...state, asked: task, awaits: task, retries: isLonger ? tries + 1 : 0, shown: workingOf(renewal) },
    effects: [
      isLonger
        ? { type: 'wait-longer', task, tries, retryAfter: ms / 1000 }
        : { type: 'wait', task, ms, then: 'wait-over' },
    ],
  }
}

/** Is its user in the middle of something that the working window would take away? */
function isElsewhere({ shown }: FlowState, { isShown }: Facts): boolean {
  return isShown && !['working', 'ended', 'login', 'main'].includes(shown.window)
}

function waitOnceMore(state: FlowState): Next {
  const task = state.asked + 1
  return {
    state: { ...state, asked: task, awaits: task },
    effects: [{ type: 'wait', task, ms: minute, then: 'wait-over' }],
  }
}

/** No wait lasts as long as a bank may be closed: what it told is waited for in several. */
function waitOutClosed(state: FlowState, { renewal, now }: Facts): Next | undefined {
  const { until = now } = renewal?.step === 'stalled' ? renewal.failure : {}
  // A clock that is wrong must not make it last for ever.
  if (until <= now || until - now > longestClosed) return undefined
  const task = state.asked + 1
  return {
    state: { ...state, asked: task, awaits: task },
    effects: [{ type: 'wait-longer', task, tries: 0, retryAfter: (until - now) / 1000 }],
  }
}

const minute = 60_000
/** ms; so long does the machine of a renewal wait for a bank, too. */
const longestClosed = 7 * 24 * 60 * minute

function complete(state: FlowState, work: Settling, facts: Facts): Next {
  const { purpose } = work
  const task = state.asked + 1
  const old = purpose.kind === 'renewal' ? find(facts, purpose.current) : undefined
  const replaced = old === undefined ? work.replaced : subjectOf(old)
  return {
    state: { ...state, asked: task, work: { ...work, task, replaced } },
    effects: [{ type: 'read-back', task, replaces: replaced !== undefined }],
  }
}

/** The work stopped on a failure. One that is tried again by itself is written into the history once. */
function stalled(state: FlowState, renewal: RenewalState & { step: 'stalled' }, { issued }: Facts): Next {
  const { failure, purpose } = renewal
  const automatic = retriesByItself(failure)
  const known = automatic && state.retries > 0
  const task = state.asked + 1
  const effects: FlowEffect[] = []
  if (failure.code === 'certificate.revoked' && issued !== undefined) {
    effects.push({ type: 'mark-revoked', thumbprint: issued.thumbprint })
  }
  const { retries: tries } = state
  if (automatic) effects.push({ type: 'wait-longer', task, tries, retryAfter: failure.retryAfter })
  if (!known) effects.push({ type: 'record', event: 'failed', code: failure.code })
  const next: FlowState = automatic ? { ...state, asked: task, awaits: task, retries: state.retries + 1 } : state
  return end(next, purpose.kind, { outcome: 'failed', failure, retry: automatic ? 'automatic' : 'by-hand' }, effects)
}
