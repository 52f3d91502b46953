/** The time has come for a renewal that nobody begins. */
import { needsLogin } from '../../../renewal/certificates/certificate.ts'
import { renewalOf } from '../../../renewal/machine/machine.ts'
import { find } from '../facts.ts'
import { unasked } from './by-itself.ts'
import type { Reactions } from './next.ts'
import { beginWork } from './work.ts'

export const dueReactions: Reactions<'renewal-due' | 'needless'> = {
  /** Once it is quiet: whoever has the window open and is there may be typing, reading or deciding. */
  'renewal-due'(state, { thumbprint, isIdle }, facts) {
    const certificate = find(facts, thumbprint)
    const isBusy = state.work !== undefined || state.signingIn !== undefined || (facts.isShown && !isIdle)
    if (certificate === undefined || facts.isLocked || isBusy) return undefined
    // A bank may begin to want that while the app runs.
    if (needsLogin(certificate, facts.policy, facts.now)) return undefined
    const next = beginWork(state, renewalOf(certificate), (task) => ({ type: 'renew-unasked', task, thumbprint }))
    return next && unasked(next, facts)
  },
  needless: (state, { task }) =>
    state.work?.task === task ? { state: { ...state, work: undefined }, effects: [] } : undefined,
}
