/**
 * Performs what the machine asks for, through ports. Every state is journalled before its effect is begun, so that
 * the journal is never behind the world by more than one effect, and every effect can be repeated.
 */
import type { CertificateFacts } from './certificate.ts'
import { failure, type Failure, type Result, success } from './errors.ts'
import { checkIssued } from './issued.ts'
import type { SignatureScheme } from './key.ts'
import { begin, effectsOf, type Effect, type Event, type Purpose, type RenewalState, step } from './machine.ts'
import { keySpecification, type Policy } from './policy.ts'
import type { Bank, Certificates, Clock, EnrolmentCredentials, Journal, KeyStore, Question } from './ports.ts'
import { noWishes, wishedKey } from './wishes.ts'

export interface RenewalPorts {
  readonly keyStore: KeyStore
  readonly certificates: Certificates
  readonly bank: Bank
  readonly journal: Journal
  readonly clock: Clock
  readonly policy: () => Policy
  /** Asks the user (or the organisation's policy) one of the two questions. */
  readonly consent: (question: Question, state: RenewalState) => Promise<boolean>
  /** A new unique name part for a renewal, e.g. a UUID. */
  readonly newId: () => string
  /** Told of every state, after it is in the journal. */
  readonly onState?: (state: RenewalState) => void
}

export interface Renewals {
  /** The one that is under way, waits or ended last; undefined when the journal is empty. */
  current(): RenewalState | undefined
  /** Reads the journal and carries on with what it holds; call once at start. */
  restart(): Promise<Result<RenewalState | undefined>>
  /** Starts afresh and works until it ends, waits or stalls. An unfinished one is carried on instead, never doubled. */
  start(purpose: Purpose, credentials?: EnrolmentCredentials): Promise<Result<RenewalState>>
  /** Tries again what stalled or waits. */
  retry(): Promise<Result<RenewalState | undefined>>
  /** Asks the second question again for a certificate that waits. */
  installPostponed(): Promise<Result<RenewalState | undefined>>
  /** Gives up a renewal for which no certificate can exist yet; its key is discarded. */
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
      const event = await perform(effects[0]!, state, { ...ports, credentials })
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

  return {
    current: () => state,
    async restart() {
      const loaded = ports.journal.load()
      if (!loaded.ok) return loaded
      state = loaded.value
      return await send({ type: 'restarted' })
    },
    async start(purpose, given) {
      if (running) return failure('renewal.busy', { retry: 'later' })
      if (given !== undefined) credentials = given
      if (state !== undefined && isUnfinished(state)) {
        if (samePurpose(state.purpose, purpose)) return await carryOn(state)
        const abandoned = await send({ type: 'abandon' })
        if (!abandoned.ok) return abandoned
        if (isUnfinished(state)) {
          return failure('renewal.busy', { cause: `another ${state.purpose.kind} is unfinished (${state.step})` })
        }
      }
      running = true
      try {
        const first = begin(ports.newId(), purpose, ports.clock())
        const entered = enter(first.state)
        const ran = entered.ok ? await run(effectsOf(first.state)) : entered
        return ran.ok ? success(state ?? first.state) : ran
      } finally {
        running = false
      }
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
  if (unfinished.step === 'postponed') return { type: 'install-postponed' }
  const sends = unfinished.step === 'stalled' ? unfinished.at.step === 'requesting' : true
  return unfinished.purpose.kind === 'enrolment' && sends ? { type: 'password-given' } : { type: 'retry' }
}

/** Does a renewal still stand in the way of a new one? */
export function isUnfinished(state: RenewalState): boolean {
  return state.step !== 'complete' && state.step !== 'ended'
}

function samePurpose(a: Purpose, b: Purpose): boolean {
  if (a.kind === 'renewal') return b.kind === 'renewal' && a.current === b.current
  return b.kind === 'enrolment' && a.customerId === b.customerId
}

type Tools = RenewalPorts & { readonly credentials: EnrolmentCredentials | undefined }

async function perform(effect: Effect, state: RenewalState, tools: Tools): Promise<Event> {
  try {
    switch (effect) {
      case 'ask-request':
        return { type: 'answered', yes: await tools.consent('request', state) }
      case 'ask-installation':
        return { type: 'answered', yes: await tools.consent('installation', state) }
      case 'make-request':
        return await makeRequest(state as At<'making-request'>, tools)
      case 'send-request':
        return await sendRequest(state as At<'requesting'>, tools)
      case 'install':
        return await install(state as At<'installing'>, tools)
      case 'prove':
        return await prove(state as At<'proving'>, tools)
      case 'retire':
        return await retire(state as At<'retiring'>, tools)
      case 'discard-key':
        return await discardKey(state as At<'discarding'>, tools)
    }
  } catch (error) {
    // A port that throws is a fault of ours; it must still become a visible state, never a silent end.
    return failed({ code: 'internal', retry: 'never', cause: error instanceof Error ? error.message : String(error) })
  }
}

type At<S extends RenewalState['step']> = RenewalState & { step: S }

const failed = (reason: Failure): Event => ({ type: 'failed', failure: reason })

async function makeRequest(state: At<'making-request'>, tools: Tools): Promise<Event> {
  const { keyStore, certificates, bank, policy } = tools
  const reached = await bank.reach()
  if (!reached.ok) return failed(reached.failure)
  const { wishes = success(noWishes) } = reached.value
  if (!wishes.ok) return failed(wishes.failure)
  const specification = wishedKey(keySpecification(policy()), wishes.value)
  if (!specification.ok) return failed(specification.failure)
  const key = await keyStore.makeKey(state.keyName, specification.value)
  if (!key.ok) return failed(key.failure)
  const { purpose } = state
  const names =
    purpose.kind === 'renewal'
      ? { subject: purpose.subject, subjectAltName: purpose.subjectAltName }
      : { subject: certificates.commonName(purpose.customerId), subjectAltName: undefined }
  const sign = (info: Uint8Array, scheme: SignatureScheme) => keyStore.sign({ name: state.keyName }, info, scheme)
  const { scheme } = wishes.value
  const request = await certificates.buildRequest(names, key.value.publicKey, sign, scheme, wishes.value)
  return request.ok ? { type: 'request-made', request: request.value } : failed(request.failure)
}

async function sendRequest(state: At<'requesting'>, tools: Tools): Promise<Event> {
  const { bank, certificates, keyStore, clock, credentials } = tools
  const { purpose, request } = state
  if (purpose.kind === 'enrolment' && credentials === undefined) {
    return failed({ code: 'renewal.password-needed', retry: 'never' })
  }
  const newKey = { name: state.keyName }
  const answer =
    purpose.kind === 'renewal'
      ? await bank.reenrol(purpose.current, request, newKey)
      : await bank.enrol(credentials!, request, newKey)
  if (!answer.ok) return failed(answer.failure)
  if (answer.value.kind === 'pending') return { type: 'pending', retryAfter: answer.value.retryAfter }
  const { certificate, intermediates } = answer.value

  const facts = certificates.read(certificate)
  if (!facts.ok) return failed({ ...facts.failure, code: 'issued.unreadable' })
  const key = await keyStore.findKey(state.keyName)
  if (!key.ok) return failed(key.failure)
  if (key.value === undefined) return failed({ code: 'keystore.key-missing', retry: 'never' })
  const now = clock()
  const publicKeyHash = certificates.publicKeyHash(key.value)
  const fits = checkIssued(facts.value, { publicKeyHash, purpose }, now)
  if (!fits.ok) return failed(fits.failure)
  const chained = certificates.checkChain(certificate, intermediates, now)
  if (!chained.ok) return failed(chained.failure)
  return { type: 'issued', certificate, intermediates }
}

async function install(state: At<'installing'>, { keyStore, certificates }: Tools): Promise<Event> {
  const installed = await keyStore.install(state.certificate, state.keyName, state.intermediates)
  if (!installed.ok) return failed(installed.failure)
  const facts = certificates.read(state.certificate)
  if (!facts.ok) return failed(facts.failure)
  const back = await keyStore.read(facts.value.thumbprint)
  if (!back.ok) return failed(back.failure)
  if (back.value === undefined || back.value.retired) return failed({ code: 'keystore.read-back-failed', retry: 'later' })
  return { type: 'installed' }
}

async function prove(state: At<'proving'>, { bank, certificates }: Tools): Promise<Event> {
  const facts = certificates.read(state.certificate)
  if (!facts.ok) return failed(facts.failure)
  const proven = await bank.prove(facts.value.thumbprint)
  return proven.ok ? { type: 'proven' } : failed(proven.failure)
}

async function retire(state: At<'retiring'>, { keyStore }: Tools): Promise<Event> {
  if (state.purpose.kind !== 'renewal') return { type: 'retired' }
  const retired = await keyStore.retire(state.purpose.current)
  // Somebody removed the old certificate by hand meanwhile: what was to be reached is reached.
  const gone = !retired.ok && retired.failure.code === 'keystore.certificate-missing'
  return retired.ok || gone ? { type: 'retired' } : failed(retired.failure)
}

async function discardKey(state: At<'discarding'>, { keyStore }: Tools): Promise<Event> {
  const discarded = await keyStore.discardKey(state.keyName)
  return discarded.ok || discarded.failure.code === 'keystore.key-missing' ? { type: 'discarded' } : failed(discarded.failure)
}
