/** What stopped or waits is given up, at its user's word and after a question. */
import { retriesByItself } from '../../../renewal/retry.ts'
import { canGiveUp, type Facts } from '../facts.ts'
import type { FlowState } from '../state.ts'
import { leave, type Next, type Reactions } from './next.ts'
import { failed, internal } from './work.ts'

/** Nothing else begins while it is asked; what was arranged stays so, for an いいえ. */
export function askGiveUp(state: FlowState, { renewal }: Facts): Next | undefined {
  if (state.work !== undefined || !canGiveUp(renewal)) return undefined
  const task = state.asked + 1
  return {
    state: { ...state, asked: task, work: { task, purpose: renewal.purpose, replaced: undefined } },
    effects: [{ type: 'give-up', task }],
  }
}

export const giveUpReactions: Reactions<'gave-up'> = {
  'gave-up'(state, { task, yes, failure }, facts) {
    const { work, shown } = state
    if (work?.task !== task || work.purpose === undefined) return undefined
    const idle: FlowState = { ...state, work: undefined }
    const { renewal } = facts
    if (!yes) return arrangedAgain(idle, facts)
    if (failure !== undefined) return failed(idle, work.purpose, failure, 'by-hand')
    if (renewal?.step === 'discarding') {
      return failed(idle, work.purpose, renewal.failure ?? internal(renewal.step), 'by-hand')
    }
    const over: FlowState = { ...idle, awaits: undefined, retries: 0 }
    // Whoever gave up an old acquisition to begin another one stays where that is done.
    const next = shown.window === 'acquire' ? { state: over, effects: [] } : leave(over, facts)
    return { ...next, effects: [{ type: 'record', event: 'given-up' }, { type: 'take-up' }, ...next.effects] }
  },
}

/** The time of the next try may have come and gone while the question stood. */
function arrangedAgain(state: FlowState, { renewal }: Facts): Next {
  if (state.awaits === undefined || renewal?.step !== 'stalled' || !retriesByItself(renewal.failure)) {
    return { state, effects: [] }
  }
  const task = state.asked + 1
  const { retries: tries } = state
  const { retryAfter } = renewal.failure
  return {
    state: { ...state, asked: task, awaits: task },
    effects: [{ type: 'wait-longer', task, tries, retryAfter }],
  }
}
