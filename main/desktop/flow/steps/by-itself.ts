/** What of a renewal that nobody began is seen in the windows, and what is told elsewhere. */
import { isUrgent } from '../../../renewal/automatic/schedule.ts'
import type { Failure } from '../../../renewal/errors.ts'
import type { FlowEffect } from '../effect.ts'
import { type Facts, find } from '../facts.ts'
import { type FlowState, subjectOf, type Work } from '../state.ts'
import { leave, type Next } from './next.ts'

/** The work that was just begun or taken up was asked for by nobody. */
export function unasked(next: Next, { bank }: Facts): Next {
  const { work } = next.state
  if (work === undefined || bank.automatic !== true || work.purpose?.kind !== 'renewal') return next
  return { ...next, state: { ...next.state, work: { ...work, byItself: true } } }
}

/** To whoever keeps account of what nobody began, and writes it into the history once. */
export function toldFailure(work: Work, failure: Failure): readonly FlowEffect[] {
  if (work.byItself !== true || work.purpose?.kind !== 'renewal') return []
  return [{ type: 'failed-by-itself', thumbprint: work.purpose.current, failure }]
}

/**
 * A failure of a renewal that nobody began is shown to who looks on, and at the next opening from 7 days before expiry on;
 * before that it is tried again, and takes nobody's window away. One that was not said yes to is none: nobody was asked,
 * its user has locked it on its way, and it goes on once that is over.
 *
 * @param before the state in which the work stopped
 */
export function reported(next: Next, before: FlowState, facts: Facts): Next {
  const { work } = before
  const { shown } = next.state
  if (work?.byItself !== true || work.purpose?.kind !== 'renewal') return next
  if (shown.window !== 'ended') return next
  const { failure } = shown
  const told = failure === undefined ? [] : toldFailure(work, failure)
  const effects = [...next.effects.filter(({ type }) => type !== 'record'), ...told]
  const watched = before.shown.window === 'working'
  const isTold = failure !== undefined && (facts.isShown ? watched : isUrgent(work.purpose, facts.now))
  if (isTold) return { ...next, effects }
  if (!watched) return { state: { ...next.state, shown: before.shown }, effects }
  const left = leave(next.state, facts)
  return { ...left, effects: [...effects, ...left.effects] }
}

/** The completion of a renewal that nobody began, at the first start after it; until its window is closed by its button. */
export function unseenCompletion(state: FlowState, facts: Facts): Next | undefined {
  const { renewal, issued, bank } = facts
  if (bank.automatic !== true || state.work !== undefined || state.shown.window !== 'login') return undefined
  if (renewal?.step !== 'complete' || renewal.purpose.kind !== 'renewal') return undefined
  const made = find(facts, issued?.thumbprint)
  if (made === undefined || made.thumbprint === state.seen) return undefined
  const { proven, unconfirmed } = renewal
  const browsers = { sharing: [], apart: [] }
  const replaced = { retired: undefined, inSight: undefined }
  const shown = { window: 'completion', purpose: 'renewal', proven, unconfirmed, ...replaced, browsers } as const
  return { state: { ...state, shown: { ...shown, made: subjectOf(made) } }, effects: [] }
}
