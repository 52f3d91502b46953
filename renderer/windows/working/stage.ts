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

/**
 * Which line of the list a step is. The view says `confirming` for both questions; the second is the one that comes
 * after the request.
 *
 * @param before the line shown until now, if this window was already open
 */
export function stageOf(step: WorkingView['step'], before: Stage | undefined): Stage {
  if (step === 'waiting-for-bank') return 'requesting'
  if (step !== 'confirming') return step
  const asked = before !== undefined && stages.indexOf(before) >= stages.indexOf('requesting')
  return asked ? 'confirming-installation' : 'confirming-request'
}
