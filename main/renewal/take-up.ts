/** What becomes of the renewals that are not the one at hand. Pure, so that tests/model/ can walk through it. */
import { type Event, isHopeless, isWithoutTrace, type Purpose, type RenewalState } from './machine/machine.ts'

/** What a start of `purpose` does first to the renewal under way. */
export type Making =
  /** Nothing stands in the way. */
  | { readonly how: 'begin' }
  | { readonly how: 'carry-on'; readonly event: Event }
  /** It is given up: nothing can have come of it, or nothing of use; then it is looked at again. */
  | { readonly how: 'give-up'; readonly event: Event }
  /** It waits behind the new one: the bank may have issued for it, or may yet. */
  | { readonly how: 'put-aside' }

export function makingWay(state: RenewalState | undefined, purpose: Purpose): Making {
  if (state === undefined || !isUnfinished(state)) return { how: 'begin' }
  // Nobody makes that key or asks that question any more: the journal could not be written when it was there, or answered.
  if (state.step === 'making-key-ahead' || state.step === 'confirming-request') {
    return { how: 'give-up', event: { type: 'restarted' } }
  }
  const hopeless = isHopeless(state)
  if (samePurpose(state.purpose, purpose) && !hopeless && state.step !== 'discarding') {
    return { how: 'carry-on', event: carryOnEvent(state) }
  }
  // A clean-up that failed is tried once more.
  if (state.step === 'discarding') return { how: 'give-up', event: { type: 'retry' } }
  return hopeless || isWithoutTrace(state) ? { how: 'give-up', event: { type: 'abandon' } } : { how: 'put-aside' }
}

/** What moves an unfinished renewal on when the user starts the same one again. */
function carryOnEvent(unfinished: RenewalState): Event {
  if (unfinished.step === 'key-ahead') return { type: 'begin' }
  if (unfinished.step === 'postponed') return { type: 'install-postponed' }
  const sends = 'request' in (unfinished.step === 'stalled' ? unfinished.at : unfinished)
  return unfinished.purpose.kind === 'enrolment' && sends ? { type: 'password-given' } : { type: 'retry' }
}

/** The one among those put aside that a start of `purpose` takes up again; any, for a start of the app. */
export function findPutAside(kept: readonly RenewalState[], purpose?: Purpose): RenewalState | undefined {
  return kept.find((one) => isUnfinished(one) && (purpose === undefined || samePurpose(one.purpose, purpose)))
}

/**
 * What is kept beside the one at hand after a step: whatever ended although a certificate for its key may exist. The
 * key of such a one stays in the store, and it is shown to whoever looks for what is wrong.
 */
export function keptAfter(
  kept: readonly RenewalState[],
  before: RenewalState | undefined,
  after: RenewalState,
): readonly RenewalState[] {
  if (after.step === 'ended' && after.keyName !== undefined) return [...kept, after]
  // Begun again because the key store has lost the key.
  const again = after.step === 'making-request' && before !== undefined && before.id === after.id
  if (!again || before.step === 'confirming-request' || before.step === 'making-request') return kept
  if (before.step === 'stalled' && before.at.step === 'making-request') return kept
  const { id, startedAt, purpose, keyName } = after
  const failure = { code: 'keystore.key-missing', retry: 'never' } as const
  return [...kept, { id, startedAt, purpose, keyName, step: 'ended', ending: { kind: 'failed', failure } }]
}

/** Does a renewal still go on, or wait? */
export function isUnfinished(state: RenewalState): boolean {
  return state.step !== 'complete' && state.step !== 'ended'
}

export function samePurpose(a: Purpose, b: Purpose): boolean {
  if (a.kind === 'renewal') return b.kind === 'renewal' && a.current === b.current
  return b.kind === 'enrolment' && a.customerId === b.customerId
}
