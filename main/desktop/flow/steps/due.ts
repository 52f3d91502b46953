/** The time has come for a renewal that nobody begins. */
import { renewalOf } from '../../../renewal/machine/machine.ts'
import { type Facts, find } from '../facts.ts'
import type { FlowState } from '../state.ts'
import { unasked } from './by-itself.ts'
import type { Reactions } from './next.ts'
import { beginWork, isElsewhere } from './work.ts'

export const dueReactions: Reactions<'renewal-due'> = {
  /** Once it is quiet: it waits for whoever types, reads or decides. */
  'renewal-due'(state, { thumbprint }, facts) {
    const certificate = find(facts, thumbprint)
    if (certificate === undefined || facts.isLocked || state.work !== undefined || isBusy(state, facts))
      return undefined
    const next = beginWork(state, renewalOf(certificate), (task) => ({ type: 'renew-unasked', task, thumbprint }))
    return next && unasked(next, facts)
  },
}

function isBusy(state: FlowState, facts: Facts): boolean {
  return isElsewhere(state, facts) || state.signingIn !== undefined
}
