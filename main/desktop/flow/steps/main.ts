/** メイン, 電子証明書取得, パソコンを替えるとき, 発行完了 and the page of what ended: from where one goes on. */
import { isUnfinished } from '../../../renewal/renew.ts'
import type { Purpose } from '../../../renewal/machine/machine.ts'
import type { FlowEffect } from '../effect.ts'
import { againAfter, canReturn, type Facts, find, renewedBy } from '../facts.ts'
import { type FlowState, subjectOf } from '../state.ts'
import { type Buttons, leave, type Next, type Reactions, toLogin, withEffect, withoutEndedSession } from './next.ts'
import { askGiveUp } from './give-up.ts'
import { renew } from './renewal.ts'
import { beginWork, installWaiting, retryNow } from './work.ts'

/** The session at the bank ends behind the windows: nobody waits for it. */
function logOut(state: FlowState, facts: Facts): Next {
  const out: FlowEffect[] =
    state.signedIn === undefined ? [] : [{ type: 'log-out', thumbprint: state.signedIn.thumbprint }]
  return withEffect(toLogin({ ...state, signedIn: undefined, chosen: undefined }, facts), ...out)
}

export const mainButtons: Buttons<'main'> = {
  'main:renew': (state, _none, facts) => renew(state, state.shown.subject.thumbprint, facts),
  'main:install-waiting': (state, _none, facts) => installWaiting(state, facts),
  'main:give-up': (state, _none, facts) => askGiveUp(state, facts),
  'main:open-banking': (state, _none, { bank }) =>
    bank.canOpenBanking ? { state, effects: [{ type: 'open-banking' }] } : undefined,
  'main:self-test'(state) {
    const { shown } = state
    if (shown.testing !== undefined) return undefined
    const task = state.asked + 1
    return {
      state: { ...state, asked: task, shown: { ...shown, testing: task, selfTest: { state: 'running' } } },
      effects: [{ type: 'test', task, thumbprint: shown.subject.thumbprint }],
    }
  },
  'main:restore'(state, thumbprint) {
    const { shown } = state
    const known = state.restorable.some((one) => one.thumbprint === thumbprint)
    if (shown.restoring !== undefined || !known) return undefined
    const task = state.asked + 1
    return {
      state: { ...state, asked: task, shown: { ...shown, restoring: task, failure: undefined } },
      effects: [{ type: 'restore', task, thumbprint }],
    }
  },
  'main:new-pc': (state) => ({ state: { ...state, shown: { window: 'new-pc' } }, effects: [] }),
  'main:log-out': (state, _none, facts) => logOut(state, facts),
}

export const mainReactions: Reactions<'reviewed' | 'tested' | 'restored'> = {
  reviewed(state, { task, restorable }, facts) {
    const { shown } = state
    if (shown.window !== 'main' || shown.task !== task) return undefined
    const certificate = find(facts, shown.subject.thumbprint)
    if (certificate === undefined) return toLogin(state, facts, shown.failure)
    return { state: { ...state, restorable, shown: { ...shown, subject: subjectOf(certificate) } }, effects: [] }
  },
  tested(state, { task, failure }, facts) {
    const { shown } = state
    if (shown.window !== 'main' || shown.testing !== task) return undefined
    const still = withoutEndedSession(state, failure)
    if (still !== state) return toLogin(still, facts, failure)
    const { now } = facts
    const selfTest =
      failure === undefined ? ({ state: 'passed', time: now } as const) : ({ state: 'failed', failure } as const)
    return { state: { ...state, shown: { ...shown, testing: undefined, selfTest } }, effects: [] }
  },
  restored(state, { task, failure }) {
    const { shown } = state
    if (shown.window !== 'main' || shown.restoring !== task) return undefined
    const review = state.asked + 1
    return {
      state: { ...state, asked: review, shown: { ...shown, task: review, restoring: undefined, failure } },
      effects: [{ type: 'review', task: review }],
    }
  },
}

export const acquireButtons: Buttons<'acquire'> = {
  'acquire:request'(state, { customerId, password }) {
    const purpose: Purpose = { kind: 'enrolment', customerId }
    return beginWork(state, purpose, (task) => ({
      type: 'begin',
      task,
      purpose,
      credentials: { customerId, password },
    }))
  },
  'acquire:install-waiting': (state, _none, facts) => installWaiting(state, facts),
  'acquire:give-up': (state, _none, facts) => askGiveUp(state, facts),
  'acquire:back'(state, _none, facts) {
    const { renewal } = facts
    // Who leaves may give up an acquisition, never the renewal of the certificate that is still at work.
    const acquisition = renewal !== undefined && isUnfinished(renewal) && renewal.purpose.kind === 'enrolment'
    const next = toLogin(state, facts)
    return acquisition && renewal.step !== 'postponed' ? withEffect(next, { type: 'abandon' }) : next
  },
}

export const newPcButtons: Buttons<'new-pc'> = {
  'new-pc:back': (state, _none, facts) => leave(state, facts),
}

export const completionButtons: Buttons<'completion'> = {
  'completion:return': (state, _none, facts) =>
    canReturn(facts) ? { state, effects: [{ type: 'return-to-bank' }] } : undefined,
  'completion:close': (state, _none, facts) =>
    withEffect(
      logOut({ ...state, seen: state.shown.made.thumbprint }, facts),
      { type: 'clear' },
      { type: 'close-window' },
    ),
}

export const workingButtons: Buttons<'working'> = {
  // Nobody can be kept from ログイン for days because the bank takes them.
  'working:leave': (state, _none, facts) =>
    state.work === undefined && facts.renewal?.step === 'waiting' ? leave(state, facts) : undefined,
}

export const endedButtons: Buttons<'ended'> = {
  'ended:continue': (state, _none, facts) => withEffect(leave(state, facts), { type: 'take-up' }),
  'ended:again'(state, _none, facts) {
    switch (againAfter(state.shown, facts)) {
      case 'install':
        return installWaiting(state, facts)
      case 'acquire':
        return { state: { ...state, shown: { window: 'acquire', failure: undefined } }, effects: [] }
      case 'renew': {
        const current = renewedBy(facts)
        return current && renew(state, current.thumbprint, facts)
      }
      case undefined:
        return undefined
    }
  },
  'ended:give-up': (state, _none, facts) => askGiveUp(state, facts),
  'ended:retry'(state, _none, facts) {
    if (state.shown.retry === 'none') return undefined
    const anew: FlowState = { ...state, retries: 0, awaits: undefined }
    return facts.renewal === undefined ? leave(anew, facts) : retryNow(anew, facts)
  },
}
