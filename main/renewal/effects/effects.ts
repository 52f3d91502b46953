/** The effects of a renewal, through ports: each does what one state asks for, and may be repeated after a crash. */
import { type BeliefPorts, doubtPurpose, failed, namesOwnKey } from './belief.ts'
import { type FailureCode, type Result, success } from '../errors.ts'
import { install, prove, retire } from './installation.ts'
import type { SignatureScheme } from '../key.ts'
import { keySpecification } from '../policy.ts'
import type { Bank, EnrolmentCredentials, Question } from '../ports.ts'
import { keyChoices, nothingRequested, type RequestedAttributes } from '../csr-attributes.ts'
import { confirm, sendRequest } from './sending.ts'
import type { At, Effect, Event, RenewalState } from '../machine/state.ts'

export interface EffectPorts extends BeliefPorts {
  readonly bank: Bank
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
      case 'confirm':
        return await confirm(state as At<'confirming-installation'>, tools)
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

/** The key under its journalled name, of the kind that the bank wishes; one that was made before is taken. */
async function makeKeyPair(
  { keyName, purpose }: At<'making-key-ahead' | 'making-request'>,
  { keyStore, bank, policy, clock }: Tools,
): Promise<Result<KeyAhead>> {
  // An expired one opens no connection.
  const reached = await bank.reach(
    purpose.kind === 'renewal' && clock() <= purpose.notAfter ? purpose.current : undefined,
  )
  if (!reached.ok) return reached
  const { requested = success(nothingRequested) } = reached.value
  if (!requested.ok) return requested
  const choices = keyChoices(keySpecification(policy()), requested.value)
  if (!choices.ok) return choices
  // While the key store works, and the user reads.
  bank.getReadyToProve?.()
  let first: Result<never> | undefined
  for (const { specification, scheme } of choices.value) {
    const key = await keyStore.makeKey(keyName, specification)
    if (key.ok) {
      return success({ publicKey: key.value.publicKey, requested: { ...requested.value, scheme }, madeAt: clock() })
    }
    first ??= key
    // Another kind of key helps only where this store, or its TPM, cannot make this one.
    if (key.failure.retry === 'later' || !unable.has(key.failure.code)) return key
  }
  return first!
}

const unable: ReadonlySet<FailureCode> = new Set(['keystore.tpm-absent', 'keystore.tpm-full', 'keystore.write-failed'])

async function makeKeyAhead(state: At<'making-key-ahead'>, tools: Tools): Promise<Event> {
  const made = await makeKeyPair(state, tools)
  if (!made.ok) return failed(made.failure)
  tools.keysAhead.set(state.keyName, made.value)
  return { type: 'key-made' }
}

async function makeRequest(state: At<'making-request'>, tools: Tools): Promise<Event> {
  const { keyStore, certificates, keysAhead, clock } = tools
  const doubt = await doubtPurpose(state, tools)
  if (doubt !== undefined) return doubt
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
  if (!request.ok) return failed(request.failure)
  // What the store does not find again could not take the certificate either.
  const back = await keyStore.findKey(state.keyName)
  if (!back.ok) return failed(back.failure)
  if (back.value === undefined)
    return failed({ code: 'keystore.read-back-failed', retry: 'later', cause: 'the key that was made' })
  return { type: 'request-made', request: request.value }
}

async function discardKey(state: At<'discarding'>, { keyStore, keysAhead, bank }: Tools): Promise<Event> {
  const { keyName } = state
  keysAhead.delete(keyName)
  bank.letGo?.()
  // Nothing of ours is there to be removed.
  if (!namesOwnKey(state)) return { type: 'discarded' }
  if (state.keeps !== true) {
    const discarded = await keyStore.discardKey(keyName)
    // A certificate belongs to it, so the journal is older than the key store: what is in use stays in use.
    const used = !discarded.ok && discarded.failure.code === 'keystore.key-exists'
    const gone = !discarded.ok && discarded.failure.code === 'keystore.key-missing'
    return discarded.ok || used || gone ? { type: 'discarded' } : failed(discarded.failure)
  }
  // Nothing is deleted, but nobody shall be offered a certificate of no use; the only one stays in any case.
  const listed = await keyStore.list()
  if (!listed.ok) return failed(listed.failure)
  const { purpose } = state
  if (purpose.kind === 'renewal' && !listed.value.some((one) => one.thumbprint === purpose.current)) {
    return { type: 'discarded' }
  }
  for (const { thumbprint } of listed.value.filter((one) => one.keyName === keyName)) {
    const retired = await keyStore.retire(thumbprint)
    if (!retired.ok) return failed(retired.failure)
  }
  return { type: 'discarded' }
}
