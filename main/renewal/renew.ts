/**
 * Performs what the machine asks for, through ports. Every state is journalled before its effect is begun, so that
 * the journal is never behind the world by more than one effect, and every effect can be repeated.
 */
import type { CertificateFacts } from './certificate.ts'
import { type EffectPorts, type KeyAhead, perform } from './effects.ts'
import { failure, type Result, success } from './errors.ts'
import {
  begin,
  effectsOf,
  type Effect,
  type Event,
  isHopeless,
  type Purpose,
  type RenewalState,
  step,
} from './machine.ts'
import type { EnrolmentCredentials, Journal } from './ports.ts'

export interface RenewalPorts extends EffectPorts {
  readonly journal: Journal
  /** A new unique name part for a renewal, e.g. a UUID. */
  readonly newId: () => string
  /** Told of every state, after it is in the journal. */
  readonly onState?: (state: RenewalState) => void
}

export interface Renewals {
  /** The one that is under way, waits or ended last; undefined when the journal is empty. */
  current(): RenewalState | undefined
  /** Where `restart` will carry on; undefined where nothing is to be done. Changes nothing. */
  unfinished(): RenewalState | undefined
  /** Reads the journal and carries on with what it holds; call once at start. */
  restart(): Promise<Result<RenewalState | undefined>>
  /**
   * Starts afresh and works until it ends, waits or stalls. An unfinished one is carried on instead, never doubled, unless
   * it came to a certificate of no use.
   */
  start(purpose: Purpose, credentials?: EnrolmentCredentials): Promise<Result<RenewalState>>
  /**
   * Makes the key of a renewal while its user still reads what will happen; `start` takes it, `leaveAhead` discards
   * it, and so does the next `restart`. Does nothing while another one is unfinished, nor where each use of a key
   * asks its user.
   */
  makeAhead(purpose: Purpose): Promise<void>
  /** The user left without beginning. */
  leaveAhead(): Promise<void>
  /** Tries again what stalled or waits. */
  retry(): Promise<Result<RenewalState | undefined>>
  /** Asks the second question again for a certificate that waits. */
  installPostponed(): Promise<Result<RenewalState | undefined>>
  /**
   * Gives up a renewal for which no certificate exists yet, and one whose certificate no retry can bring into use: the
   * key is discarded, or stays with that certificate, which is retired.
   */
  abandon(): Promise<Result<RenewalState | undefined>>
  /** Forgets a finished renewal. */
  clear(): Result<void>
  /** What the issued certificate in a state says of itself, if the state has one. */
  issuedFacts(state: RenewalState): CertificateFacts | undefined
}

export function createRenewals(ports: RenewalPorts): Renewals {
  let state: RenewalState | undefined
  let credentials: EnrolmentCredentials | undefined
  let running = false
  /** The key that is being made ahead, if one is. */
  let ahead: Promise<unknown> | undefined
  const keysAhead = new Map<string, KeyAhead>()

  function enter(next: RenewalState): Result<void> {
    const saved = ports.journal.save(next)
    if (!saved.ok) return saved
    state = next
    ports.onState?.(next)
    return saved
  }

  /** Runs effects until the state asks for none. Fails only where the journal cannot be written. */
  async function run(effects: Effect[]): Promise<Result<void>> {
    while (state !== undefined && effects.length > 0) {
      const event = await perform(effects[0]!, state, { ...ports, credentials, keysAhead })
      const next = step(state, event, ports.clock())
      if (next.state === state) return failure('internal', { cause: `${event.type} does not fit ${state.step}` })
      const entered = enter(next.state)
      if (!entered.ok) return entered
      effects = next.effects
    }
    if (state?.step === 'complete' || state?.step === 'ended') credentials = undefined
    return success(undefined)
  }

  async function send(event: Event): Promise<Result<RenewalState | undefined>> {
    if (running) return failure('renewal.busy', { retry: 'later' })
    if (state === undefined) return success(undefined)
    running = true
    try {
      const next = step(state, event, ports.clock())
      if (next.state === state) return success(state)
      const entered = enter(next.state)
      const ran = entered.ok ? await run(next.effects) : entered
      return ran.ok ? success(state) : ran
    } finally {
      running = false
    }
  }

  async function beginWith(
    purpose: Purpose,
    at: 'confirming-request' | 'making-key-ahead',
  ): Promise<Result<RenewalState>> {
    running = true
    try {
      const first = begin(ports.newId(), purpose, ports.clock(), at)
      const entered = enter(first.state)
      const ran = entered.ok ? await run(effectsOf(first.state)) : entered
      return ran.ok ? success(state ?? first.state) : ran
    } finally {
      running = false
    }
  }

  return {
    current: () => state,
    unfinished() {
      const loaded = ports.journal.load()
      if (!loaded.ok || loaded.value === undefined) return undefined
      const next = step(loaded.value, { type: 'restarted' }, ports.clock())
      return next.effects.length > 0 ? next.state : undefined
    },
    async restart() {
      const loaded = ports.journal.load()
      if (!loaded.ok) return loaded
      state = loaded.value
      return await send({ type: 'restarted' })
    },
    async makeAhead(purpose) {
      if (running || ports.policy().confirmKeyUse || (state !== undefined && isUnfinished(state))) return
      ahead = beginWith(purpose, 'making-key-ahead')
      await ahead
    },
    async leaveAhead() {
      await ahead
      if (state?.step === 'key-ahead') await send({ type: 'abandon' })
    },
    async start(purpose, given) {
      await ahead
      if (running) return failure('renewal.busy', { retry: 'later' })
      const takeCredentials = (): void => {
        credentials = given ?? credentials
      }
      if (state !== undefined && isUnfinished(state)) {
        if (samePurpose(state.purpose, purpose) && !isHopeless(state)) {
          takeCredentials()
          return await carryOn(state)
        }
        const abandoned = await send({ type: 'abandon' })
        if (!abandoned.ok) return abandoned
        if (isUnfinished(state)) {
          return failure('renewal.busy', { cause: `another ${state.purpose.kind} is unfinished (${state.step})` })
        }
      }
      // Not before: whatever ends forgets them.
      takeCredentials()
      return await beginWith(purpose, 'confirming-request')
    },
    retry: () => send({ type: 'retry' }),
    installPostponed: () => send({ type: 'install-postponed' }),
    abandon: () => send({ type: 'abandon' }),
    issuedFacts(of) {
      if (!('certificate' in of)) return undefined
      const facts = ports.certificates.read(of.certificate)
      return facts.ok ? facts.value : undefined
    },
    clear() {
      const saved = ports.journal.save(undefined)
      if (saved.ok) state = undefined
      return saved
    },
  }

  async function carryOn(unfinished: RenewalState): Promise<Result<RenewalState>> {
    const sent = await send(carryOnEvent(unfinished))
    return sent.ok ? success(sent.value ?? unfinished) : sent
  }
}

/** What moves an unfinished renewal on when the user starts the same one again. */
function carryOnEvent(unfinished: RenewalState): Event {
  if (unfinished.step === 'key-ahead') return { type: 'begin' }
  if (unfinished.step === 'postponed') return { type: 'install-postponed' }
  const sends = unfinished.step === 'stalled' ? unfinished.at.step === 'requesting' : true
  return unfinished.purpose.kind === 'enrolment' && sends ? { type: 'password-given' } : { type: 'retry' }
}

/** Does a renewal still stand in the way of a new one? */
export function isUnfinished(state: RenewalState): boolean {
  return state.step !== 'complete' && state.step !== 'ended'
}

export function samePurpose(a: Purpose, b: Purpose): boolean {
  if (a.kind === 'renewal') return b.kind === 'renewal' && a.current === b.current
  return b.kind === 'enrolment' && a.customerId === b.customerId
}
