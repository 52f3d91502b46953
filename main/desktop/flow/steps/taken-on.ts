/** What an unattended run brings to the app, and what its window shows of it. */
import { effectsOf } from '../../../renewal/machine/machine.ts'
import type { FlowState } from '../state.ts'
import type { Reactions } from './next.ts'
import { settle } from './work.ts'

/** The user is in the middle of a renewal or an acquisition, even where the journal has nothing yet. */
const entered: ReadonlySet<string> = new Set(['preparing', 'start', 'acquire'])

export const takenOnReactions: Reactions<'taken-on' | 'given-back'> = {
  'taken-on'(state, { isIdle }, { renewal, isShown }) {
    const isMoving = renewal !== undefined && effectsOf(renewal).length > 0
    const isBusy = state.work !== undefined || state.signingIn !== undefined || isMoving
    // Whoever is there may be typing, reading or deciding. A window that was closed keeps nobody waiting.
    if (isBusy || (isShown && (!isIdle || entered.has(state.shown.window)))) return undefined
    const task = state.asked + 1
    return { state: { ...state, asked: task, work: { task, purpose: undefined, replaced: undefined } }, effects: [] }
  },
  'given-back'(state, { task, failure }, facts) {
    const { work, shown } = state
    if (work?.task !== task) return undefined
    const idle: FlowState = { ...state, work: undefined }
    const { renewal } = facts
    // Nothing moved: the window is where its user left it.
    if (renewal === undefined || shown.window !== 'working') return { state: idle, effects: [] }
    return settle(idle, { ...work, purpose: renewal.purpose }, facts, failure)
  },
}
