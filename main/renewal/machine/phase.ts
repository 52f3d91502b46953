import type { StepName } from './machine.ts'

/** How far a renewal has come, as far as it matters for what may be said to be safe. */
export const phases = [
  'before-sending',
  /** The request may have reached the bank, and the bank may have issued. */
  'sent-unanswered',
  'issued-not-installed',
  'installed-not-proven',
  'proven-not-retired',
  /** It will not go on, and its key goes. */
  'ended',
] as const
export type Phase = (typeof phases)[number]

const byStep: Readonly<Record<Exclude<StepName, 'stalled'>, Phase>> = {
  'making-key-ahead': 'before-sending',
  'key-ahead': 'before-sending',
  'confirming-request': 'before-sending',
  'making-request': 'before-sending',
  requesting: 'sent-unanswered',
  waiting: 'sent-unanswered',
  'password-needed': 'sent-unanswered',
  'confirming-installation': 'issued-not-installed',
  postponed: 'issued-not-installed',
  installing: 'issued-not-installed',
  proving: 'installed-not-proven',
  retiring: 'proven-not-retired',
  complete: 'proven-not-retired',
  discarding: 'ended',
  ended: 'ended',
}

type Standing = StandingAt | { readonly step: 'stalled'; readonly at: StandingAt }

interface StandingAt {
  readonly step: Exclude<StepName, 'stalled'>
  /** Of a request that is to be made: those of an earlier one for the same key. */
  readonly sendings?: number
  readonly certificate?: unknown
}

/** Where a renewal stands: a failure's code alone cannot tell what is safe. */
export function phaseOf(state: Standing): Phase {
  const at = state.step === 'stalled' ? state.at : state
  if (at.step === 'making-request' && (at.sendings ?? 0) > 0) return 'sent-unanswered'
  // What is waited for is the certificate's first second.
  if (at.step === 'waiting' && at.certificate !== undefined) return 'issued-not-installed'
  return byStep[at.step]
}
