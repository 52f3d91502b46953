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

type Standing =
  | { readonly step: Exclude<StepName, 'stalled'> }
  | { readonly step: 'stalled'; readonly at: { readonly step: Exclude<StepName, 'stalled'> } }

/** Where a renewal stands: a failure's code alone cannot tell what is safe. */
export function phaseOf(state: Standing): Phase {
  return byStep[state.step === 'stalled' ? state.at.step : state.step]
}
