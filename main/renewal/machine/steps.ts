/** What the steps of the machine are made of: what is kept on the way, and how an end begins. */
import type { Failure } from '../errors.ts'
import type { Ending, Event, Issued, Progress, RenewalState, Requested, Step } from './state.ts'

export const abandoned: Ending = { kind: 'abandoned' }
export const givesUp = ({ type }: Event): boolean => type === 'abandon' || type === 'give-up'

export function discard({ keyName }: { readonly keyName: string }, ending: Ending): Step {
  return { step: 'discarding', keyName, ending }
}

/** The key stays, and what was installed with it is hidden. */
export function keep({ keyName }: { readonly keyName: string }, ending: Ending): Step {
  return { step: 'discarding', keyName, ending, keeps: true }
}

/**
 * The key stays, and nothing is hidden: nothing was installed yet. What is there with its key all the same is in use,
 * and the journal is older than the key store.
 */
export function leaveBe({ keyName }: { readonly keyName: string }, ending: Ending): Step {
  return { step: 'ended', ending, keyName }
}

/**
 * Before there is a certificate. The key goes only where no sending can have led to one; a renewal that may have been
 * answered is not given up by leaving it, only by its user's word: begun again, it would be a second one.
 */
export function letGo(
  { purpose }: RenewalState,
  at: { readonly keyName: string; readonly sendings?: number; readonly step: string },
  event: Event,
): Step | undefined {
  if (!givesUp(event)) return undefined
  const open = at.sendings ?? (at.step === 'making-request' ? 0 : 1)
  if (open === 0) return discard(at, abandoned)
  return event.type === 'give-up' || purpose.kind === 'enrolment' ? leaveBe(at, abandoned) : undefined
}

export function requested({ keyName, request, sendings }: Requested): Requested {
  return { keyName, request, ...(sendings === undefined ? {} : { sendings }) }
}

export function issued({ keyName, certificate, intermediates, confirmation, unconfirmed, proven }: Issued): Issued {
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
export function told(state: Issued, failure: Failure | undefined): Issued {
  const { confirmation: _told, unconfirmed: _before, ...rest } = issued(state)
  return failure === undefined ? rest : { ...issued(state), unconfirmed: failure }
}

export function askedAgain(state: Issued): Issued {
  const { unconfirmed: _before, ...rest } = issued(state)
  return rest
}

/** A state's step without the fields of the whole renewal. */
export function own<S extends Step>(state: S & { id?: string }): S {
  const { id: _id, startedAt: _startedAt, purpose: _purpose, ...rest } = state as S & Record<string, unknown>
  return rest as unknown as S
}

/** Hidden is only what was installed and not proven: proven, both certificates may be of use. */
export function giveUpIssued(state: Issued & { readonly step: string }): Step {
  const unproven = state.step === 'installing' || state.step === 'proving'
  return unproven ? keep(state, abandoned) : leaveBe(state, abandoned)
}

/** What may happen at any of the steps that go on by themselves. */
export function carryOn(state: RenewalState & Progress, event: Event): Step | undefined {
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
