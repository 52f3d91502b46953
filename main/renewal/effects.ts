/** The effects of a renewal, through ports: each does what one state asks for, and may be repeated after a crash. */
import { type Failure, type Result, success } from './errors.ts'
import { checkIssued } from './issued.ts'
import type { SignatureScheme } from './key.ts'
import type { Effect, Event, RenewalState } from './machine.ts'
import { keySpecification, type Policy } from './policy.ts'
import type { Bank, Certificates, Clock, EnrolmentCredentials, KeyStore, Question } from './ports.ts'
import { nothingRequested, requestedKey, type RequestedAttributes } from './csr-attributes.ts'

export interface EffectPorts {
  readonly keyStore: KeyStore
  readonly certificates: Certificates
  readonly bank: Bank
  readonly clock: Clock
  readonly policy: () => Policy
  /** Asks the user (or the organisation's policy) one of the two questions. */
  readonly consent: (question: Question, state: RenewalState) => Promise<boolean>
}

/** A key that was made ahead, and what the bank wished for at that time. */
export interface KeyAhead {
  readonly publicKey: Uint8Array
  readonly requested: RequestedAttributes
  /** ms since the epoch */
  readonly madeAt: number
}

/** How long a bank's wishes are taken for what it still wishes, in ms: longer than it takes to read a window. */
const attributesLast = 10 * 60 * 1000

export type Tools = EffectPorts & {
  readonly credentials: EnrolmentCredentials | undefined
  /** By name; of this process alone, so that nothing hangs on it. */
  readonly keysAhead: Map<string, KeyAhead>
}

/** Does what a state asks for, and tells what came of it; never throws. */
export async function perform(effect: Effect, state: RenewalState, tools: Tools): Promise<Event> {
  try {
    switch (effect) {
      case 'make-key':
        return await makeKeyAhead(state as At<'making-key-ahead'>, tools)
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

/** The key under its journalled name, of the kind that the bank wishes; one that was made before is taken. */
async function makeKeyPair(
  { keyName }: At<'making-key-ahead' | 'making-request'>,
  { keyStore, bank, policy, clock }: Tools,
): Promise<Result<KeyAhead>> {
  const reached = await bank.reach()
  if (!reached.ok) return reached
  const { requested = success(nothingRequested) } = reached.value
  if (!requested.ok) return requested
  const specification = requestedKey(keySpecification(policy()), requested.value)
  if (!specification.ok) return specification
  const key = await keyStore.makeKey(keyName, specification.value)
  return key.ok ? success({ publicKey: key.value.publicKey, requested: requested.value, madeAt: clock() }) : key
}

async function makeKeyAhead(state: At<'making-key-ahead'>, tools: Tools): Promise<Event> {
  const made = await makeKeyPair(state, tools)
  if (!made.ok) return failed(made.failure)
  tools.keysAhead.set(state.keyName, made.value)
  return { type: 'key-made' }
}

async function makeRequest(state: At<'making-request'>, tools: Tools): Promise<Event> {
  const { keyStore, certificates, keysAhead, clock } = tools
  const ahead = keysAhead.get(state.keyName)
  // For one try: a key that has gone meanwhile cannot sign, and the next try makes another.
  keysAhead.delete(state.keyName)
  const known = ahead !== undefined && Math.abs(clock() - ahead.madeAt) < attributesLast
  const made = known ? success(ahead) : await makeKeyPair(state, tools)
  if (!made.ok) return failed(made.failure)
  const { publicKey, requested } = made.value
  const { purpose } = state
  const names =
    purpose.kind === 'renewal'
      ? { subject: purpose.subject, subjectAltName: purpose.subjectAltName }
      : { subject: certificates.commonName(purpose.customerId), subjectAltName: undefined }
  const sign = (info: Uint8Array, scheme: SignatureScheme) => keyStore.sign({ name: state.keyName }, info, scheme)
  const request = await certificates.buildRequest(names, publicKey, sign, requested.scheme, requested)
  return request.ok ? { type: 'request-made', request: request.value } : failed(request.failure)
}

async function sendRequest(state: At<'requesting'>, tools: Tools): Promise<Event> {
  const { bank, certificates, keyStore, clock, credentials } = tools
  const { purpose, request } = state
  if (purpose.kind === 'enrolment' && credentials === undefined) {
    return failed({ code: 'renewal.password-needed', retry: 'never' })
  }
  const newKey = { name: state.keyName }
  // The key is looked for meanwhile: what the bank certifies must be here.
  const [answer, key] = await Promise.all([
    purpose.kind === 'renewal'
      ? bank.reenrol(purpose.current, request, newKey)
      : bank.enrol(credentials!, request, newKey),
    keyStore.findKey(state.keyName),
  ])
  if (!answer.ok) return failed(answer.failure)
  if (answer.value.kind === 'pending') return { type: 'pending', retryAfter: answer.value.retryAfter }
  const { certificate, intermediates } = answer.value

  const facts = certificates.read(certificate)
  if (!facts.ok) return failed({ ...facts.failure, code: 'issued.unreadable' })
  if (!key.ok) return failed(key.failure)
  if (key.value === undefined) return failed({ code: 'keystore.key-missing', retry: 'never' })
  const now = clock()
  const publicKeyHash = certificates.publicKeyHash(key.value)
  const fits = checkIssued(facts.value, { publicKeyHash, purpose }, now, certificates.names)
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
  if (back.value === undefined || back.value.retired)
    return failed({ code: 'keystore.read-back-failed', retry: 'later' })
  return { type: 'installed' }
}

async function prove(state: At<'proving'>, { bank, certificates }: Tools): Promise<Event> {
  const facts = certificates.read(state.certificate)
  if (!facts.ok) return failed(facts.failure)
  const { purpose } = state
  const expected = purpose.kind === 'renewal' ? { renews: purpose.current } : { customerId: purpose.customerId }
  const answer = await bank.prove(facts.value.thumbprint, expected)
  if (!answer.ok) return failed(answer.failure)
  return {
    type: 'proven',
    ...(typeof answer.value === 'object' ? answer.value : {}),
  }
}

async function retire(state: At<'retiring'>, { keyStore }: Tools): Promise<Event> {
  if (state.purpose.kind !== 'renewal') return { type: 'retired' }
  const retired = await keyStore.retire(state.purpose.current)
  // Somebody removed the old certificate by hand meanwhile: what was to be reached is reached.
  const gone = !retired.ok && retired.failure.code === 'keystore.certificate-missing'
  return retired.ok || gone ? { type: 'retired' } : failed(retired.failure)
}

async function discardKey({ keyName }: At<'discarding'>, { keyStore, keysAhead }: Tools): Promise<Event> {
  keysAhead.delete(keyName)
  const discarded = await keyStore.discardKey(keyName)
  if (discarded.ok || discarded.failure.code === 'keystore.key-missing') return { type: 'discarded' }
  if (discarded.failure.code !== 'keystore.key-exists') return failed(discarded.failure)
  // A certificate belongs to it: nothing is deleted, but nobody shall be offered it.
  const listed = await keyStore.list()
  if (!listed.ok) return failed(listed.failure)
  for (const { thumbprint } of listed.value.filter((one) => one.keyName === keyName)) {
    const retired = await keyStore.retire(thumbprint)
    if (!retired.ok) return failed(retired.failure)
  }
  return { type: 'discarded' }
}
