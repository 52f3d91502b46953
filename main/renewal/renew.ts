/**
 * Performs what the machine asks for, through ports. Every state is journalled before its effect is begun, so that
 * the journal is never behind the world by more than one effect, and every effect can be repeated.
 */
import type { CertificateFacts } from './certificates/certificate.ts'
import { failed } from './effects/belief.ts'
import { type EffectPorts, type KeyAhead, perform } from './effects/effects.ts'
import { done, type Failure, failure, type Result, success } from './errors.ts'
import { held, type RenewalLock } from './lock.ts'
import { begin, effectsOf, type Effect, type Event, type Purpose, type RenewalState, step } from './machine/machine.ts'
import type { EnrolmentCredentials, Journal } from './ports.ts'
import { findPutAside, isUnfinished, keptAfter, makingWay } from './take-up.ts'

export { isUnfinished, samePurpose } from './take-up.ts'

export interface RenewalPorts extends EffectPorts {
  readonly journal: Journal
  /** While it stands, nothing is begun, and what is under way waits in the journal. */
  readonly lock: Pick<RenewalLock, 'check'>
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
  /**
   * Reads the journal and carries on with what it holds, or with what was put aside; call once at start. A journal that
   * cannot be read is put away and told once, as journal.unreadable with the name that it has now: then the app works
   * as with an empty one.
   */
  restart(): Promise<Result<RenewalState | undefined>>
  /**
   * Starts afresh and works until it ends, waits or stalls. An unfinished one of the same purpose is carried on instead,
   * never doubled, unless it came to a certificate of no use; one of another purpose is put aside, and taken up again by
   * its own start or when the app starts with nothing else to do. Fails with renewal.locked while that is locked.
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
   * Gives up a renewal for which no certificate is here yet, and one whose certificate no retry can bring into use. The
   * key is discarded where certainly nothing was issued for it; else it stays, with what was issued, which is retired.
   */
  abandon(): Promise<Result<RenewalState | undefined>>
  /**
   * The same by the user's explicit word, at any point where it waits or stalled: a certificate that waits for its
   * installation, too. What may have been issued stays in `kept`.
   */
  giveUp(): Promise<Result<RenewalState | undefined>>
  /** Those that were put aside, and those that ended although a certificate for their key may exist. */
  kept(): readonly RenewalState[]
  /** What was put aside comes to hand again, where the one at hand is over; nothing is done by it yet. */
  takeUp(): Result<void>
  /** Forgets a finished renewal; what was put aside comes to hand again. */
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

  function enter(next: RenewalState, kept: readonly RenewalState[] = ports.journal.kept()): Result<void> {
    const saved = ports.journal.save(next, keptAfter(kept, state, next))
    if (!saved.ok) return saved
    state = next
    ports.onState?.(next)
    return saved
  }

  /** Runs effects until the state asks for none. Fails only where the journal cannot be written. */
  async function run(effects: Effect[]): Promise<Result<void>> {
    while (state !== undefined && effects.length > 0) {
      const event = await performUnlessLocked(effects[0]!, state)
      const next = step(state, event, ports.clock())
      if (next.state === state) return failure('internal', { cause: `${event.type} does not fit ${state.step}` })
      const entered = enter(next.state)
      if (!entered.ok) return entered
      effects = next.effects
    }
    if (state?.step === 'complete' || state?.step === 'ended') credentials = undefined
    return success(undefined)
  }

  async function performUnlessLocked(effect: Effect, at: RenewalState): Promise<Event> {
    const allowed = held.has(effect) ? ports.lock.check() : done
    if (allowed.ok) return perform(effect, at, { ...ports, credentials, keysAhead })
    // Nobody is asked: いいえ loses nothing, neither before the request nor before the installation.
    if (effect === 'ask-request' || effect === 'ask-installation') return { type: 'answered', yes: false }
    return { ...failed(allowed.failure), unsent: true }
  }

  async function send(event: Event): Promise<Result<RenewalState | undefined>> {
    if (running) return failure('renewal.busy', { retry: 'later' })
    if (state === undefined) return success(undefined)
    running = true
    try {
      const next = step(state, meant(event, state), ports.clock())
      if (next.state === state) return success(state)
      const entered = enter(next.state)
      const ran = entered.ok ? await run(next.effects) : entered
      return ran.ok ? success(state) : ran
    } finally {
      running = false
    }
  }

  /**
   * Nobody works at what asks for work: the journal could not take the step that came next. Whoever tries again then
   * goes on as after a crash.
   */
  function meant(event: Event, at: RenewalState): Event {
    const goesOn = event.type === 'retry' || event.type === 'password-given'
    return goesOn && effectsOf(at).length > 0 ? { type: 'restarted' } : event
  }

  async function beginWith(
    purpose: Purpose,
    at: 'confirming-request' | 'making-key-ahead',
    kept = ports.journal.kept(),
  ): Promise<Result<RenewalState>> {
    running = true
    try {
      const first = begin(ports.newId(), purpose, ports.clock(), at)
      const entered = enter(first.state, kept)
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
      const found = loaded.ok ? toTakeUp(loaded.value) : undefined
      if (found === undefined) return undefined
      const next = step(found, { type: 'restarted' }, ports.clock())
      return next.effects.length > 0 ? next.state : undefined
    },
    async restart() {
      const loaded = ports.journal.load()
      if (!loaded.ok) return putAway(loaded)
      state = loaded.value
      const found = toTakeUp(loaded.value)
      if (found !== undefined && found !== state) {
        const entered = enter(found, without(ports.journal.kept(), found))
        if (!entered.ok) return entered
      }
      return await send({ type: 'restarted' })
    },
    async makeAhead(purpose) {
      if (lockedNow() !== undefined) return
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
      const locked = lockedNow()
      if (locked !== undefined) return locked
      if (running) return failure('renewal.busy', { retry: 'later' })
      const takeCredentials = (): void => {
        credentials = given ?? credentials
      }
      let way = makingWay(state, purpose)
      if (way.how === 'give-up') {
        const gone = await send(way.event)
        if (!gone.ok) return gone
        way = makingWay(state, purpose)
      }
      // Not before: whatever ends forgets them.
      takeCredentials()
      if (state !== undefined && way.how === 'carry-on') return await carryOn(state, way.event)
      // What cannot even be cleaned up waits, too.
      const kept = ports.journal.kept()
      const beside = state === undefined || way.how === 'begin' ? kept : [...kept, state]
      const again = findPutAside(kept, purpose)
      if (again === undefined) return await beginWith(purpose, 'confirming-request', beside)
      const entered = enter(again, without(beside, again))
      if (!entered.ok) return entered
      const next = makingWay(again, purpose)
      if (next.how === 'carry-on') return await carryOn(again, next.event)
      const gone = next.how === 'give-up' ? await send(next.event) : success(undefined)
      return gone.ok ? await beginWith(purpose, 'confirming-request') : gone
    },
    retry: async () => lockedNow() ?? (await send({ type: 'retry' })),
    installPostponed: async () => lockedNow() ?? (await send({ type: 'install-postponed' })),
    abandon: () => send({ type: 'abandon' }),
    giveUp: () => send({ type: 'give-up' }),
    kept: () => ports.journal.kept(),
    issuedFacts(of) {
      const at = of.step === 'stalled' ? of.at : of
      if (!('certificate' in at)) return undefined
      const facts = ports.certificates.read(at.certificate)
      return facts.ok ? facts.value : undefined
    },
    takeUp,
    clear() {
      const saved = ports.journal.save(undefined)
      if (!saved.ok) return saved
      state = undefined
      return takeUp()
    },
  }

  function lockedNow() {
    const allowed = ports.lock.check()
    return allowed.ok ? undefined : allowed
  }

  async function carryOn(unfinished: RenewalState, event: Event): Promise<Result<RenewalState>> {
    let sent = await send(event)
    // What goes on as after a crash asks for the password, which is at hand here.
    const asks = sent.ok && sent.value?.step === 'password-needed' && sent.value.failure === undefined
    if (asks && event.type === 'password-given' && credentials !== undefined) sent = await send(event)
    return sent.ok ? success(sent.value ?? unfinished) : sent
  }

  /** The one at hand, or, where that is over, one that was put aside for it. */
  function toTakeUp(loaded: RenewalState | undefined): RenewalState | undefined {
    const over = loaded === undefined || !isUnfinished(loaded)
    return (over ? findPutAside(ports.journal.kept()) : undefined) ?? loaded
  }

  function takeUp(): Result<void> {
    const found = running ? undefined : toTakeUp(state)
    if (found === undefined || found === state) return done
    // Nobody is told of a step: nothing moves.
    const saved = ports.journal.save(found, without(ports.journal.kept(), found))
    if (saved.ok) state = found
    return saved
  }

  /** A journal that cannot be read would else stop the app for ever. */
  function putAway({ failure: reason }: { readonly failure: Failure }): Result<never> {
    if (reason.code !== 'journal.unreadable') return { ok: false, failure: reason }
    const name = ports.journal.setAside()
    return { ok: false, failure: name.ok ? { ...reason, cause: `${reason.cause}; kept as ${name.value}` } : reason }
  }
}

function without(kept: readonly RenewalState[], one: RenewalState): readonly RenewalState[] {
  return kept.filter((other) => other !== one)
}
