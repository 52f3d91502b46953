import type { ViewOf } from '../../components/frame/view.ts'

type WorkingView = ViewOf<'working'>

export const stages = [
  'confirming-request',
  'making-key',
  'requesting',
  'confirming-installation',
  'installing',
  'proving',
  'retiring',
] as const
export type Stage = (typeof stages)[number]

/** An enrolment has no old certificate to put away. */
export function stagesOf(purpose: WorkingView['purpose']): readonly Stage[] {
  return purpose === 'renewal' ? stages : stages.filter((stage) => stage !== 'retiring')
}

/** Which line of the list a step is. */
export function stageOf(step: WorkingView['step']): Stage {
  return step === 'waiting-for-bank' ? 'requesting' : step
}
