import type { View, WorkStep } from '../../../preload/contract.ts'
import type { RenewalState, StepName } from '../../renewal/machine.ts'
import { phaseOf } from '../../renewal/phase.ts'

const workSteps: Readonly<Partial<Record<StepName, WorkStep>>> = {
  'making-request': 'making-key',
  requesting: 'requesting',
  waiting: 'waiting-for-bank',
  installing: 'installing',
  proving: 'proving',
  retiring: 'retiring',
}

/** Is there something to watch? Nobody waits for a key that is made ahead or taken away again. */
export function isWork({ step }: RenewalState): boolean {
  return step === 'confirming-request' || step === 'confirming-installation' || step === 'stalled' || step in workSteps
}

/** A renewal under way as its window shows it. */
export function workingView(state: RenewalState): View {
  const stepName = state.step === 'stalled' ? state.at.step : state.step
  return {
    window: 'working',
    purpose: state.purpose.kind,
    step: workSteps[stepName] ?? 'confirming',
    ...(state.step === 'waiting' ? { retryAt: state.retryAt } : {}),
    ...(state.step === 'waiting' && state.failure !== undefined
      ? { failure: state.failure, phase: phaseOf(state) }
      : {}),
  }
}
