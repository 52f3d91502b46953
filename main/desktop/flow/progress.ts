import type { WorkStep } from '../../../preload/contract.ts'
import type { RenewalState, StepName } from '../../renewal/machine/machine.ts'
import type { Shown } from './state.ts'

const workSteps: Readonly<Partial<Record<StepName, WorkStep>>> = {
  'confirming-request': 'confirming-request',
  'making-request': 'making-key',
  requesting: 'requesting',
  waiting: 'waiting-for-bank',
  'confirming-installation': 'confirming-installation',
  installing: 'installing',
  proving: 'proving',
  retiring: 'retiring',
}

/** Is there something to watch? Nobody waits for a key that is made ahead or taken away again. */
export function isWork({ step }: RenewalState): boolean {
  return step === 'stalled' || step in workSteps
}

/** A renewal under way as its window tells it. */
export function workingOf(state: RenewalState): Extract<Shown, { window: 'working' }> {
  const stepName = state.step === 'stalled' ? state.at.step : state.step
  return {
    window: 'working',
    purpose: state.purpose.kind,
    step: workSteps[stepName] ?? 'confirming-request',
    retryAt: state.step === 'waiting' ? state.retryAt : undefined,
    failure: state.step === 'waiting' ? state.failure : undefined,
  }
}
