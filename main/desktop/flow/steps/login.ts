/** ログイン, and what comes of a login. */
import type { FlowEffect } from '../effect.ts'
import { type Facts, find, renewableExpired, statusOf } from '../facts.ts'
import type { At, FlowState } from '../state.ts'
import { absent, type Buttons, leave, type Next, type Reactions, toLogin, toNotice, withEffect } from './next.ts'
import { unseenCompletion } from './by-itself.ts'
import { askGiveUp } from './give-up.ts'
import { installWaiting, retryNow } from './work.ts'

/** What was pressed first is under way, and will say what it came to. */
const unlessBusy =
  <I>(button: (state: At<'login'>, input: I, facts: Facts) => Next | undefined) =>
  (state: At<'login'>, input: I, facts: Facts): Next | undefined =>
    state.shown.busy ? undefined : button(state, input, facts)

export const loginButtons: Buttons<'login'> = {
  'login:choose': unlessBusy((state, thumbprint, facts) => {
    if (find(facts, thumbprint) === undefined) return undefined
    return { state: { ...state, chosen: thumbprint, shown: { ...state.shown, failure: undefined } }, effects: [] }
  }),
  'login:sign-in': unlessBusy((state, credentials, facts) => {
    const { thumbprint } = credentials
    if (find(facts, thumbprint) === undefined) return toLogin(state, facts, absent)
    const task = state.asked + 1
    const shown = { ...state.shown, task, busy: true, failure: undefined }
    return {
      state: { ...state, asked: task, signingIn: task, chosen: thumbprint, shown },
      effects: [{ type: 'sign-in', task, credentials }],
    }
  }),
  'login:retry': unlessBusy((state, _none, facts) => {
    const { state: next, effects } = toLogin(state, facts)
    return { state: { ...next, shown: { ...state.shown, task: next.asked, busy: true, failure: undefined } }, effects }
  }),
  'login:renew': unlessBusy((state, _none, facts) => {
    const expired = renewableExpired(facts)
    return expired === undefined ? undefined : toNotice(state, expired)
  }),
  'login:resume': unlessBusy((state, _none, facts) => {
    const step = facts.renewal?.step
    if (step === 'password-needed') return toAcquisition(state)
    return step === 'stalled' || step === 'waiting' ? retryNow({ ...state, retries: 0 }, facts) : undefined
  }),
  'login:install-waiting': unlessBusy((state, _none, facts) => installWaiting(state, facts)),
  'login:give-up': unlessBusy((state, _none, facts) => askGiveUp(state, facts)),
  'login:acquire': unlessBusy((state) => toAcquisition(state)),
  'login:new-pc': unlessBusy((state) => ({ state: { ...state, shown: { window: 'new-pc' } }, effects: [] })),
}

function toAcquisition(state: FlowState): Next {
  return { state: { ...state, shown: { window: 'acquire', failure: undefined } }, effects: [] }
}

export const loginReactions: Reactions<'looked' | 'signed-in' | 'notice-asked'> = {
  looked(state, { task, failure }, facts) {
    const { shown } = state
    if (shown.window !== 'login' || shown.task !== task) return undefined
    const looked = { ...shown, busy: false, looking: false, failure: shown.failure ?? failure }
    return unseenCompletion(state, facts) ?? { state: { ...state, shown: looked }, effects: [] }
  },
  'signed-in'(state, { task, thumbprint, result }, facts) {
    if (state.signingIn !== task) return undefined
    const { shown } = state
    const here = shown.window === 'login' && shown.task === task
    const idle: FlowState = { ...state, signingIn: undefined }
    if (!result.ok) {
      const isRevoked = result.failure.code === 'certificate.revoked'
      const revoked: FlowEffect[] = isRevoked ? [{ type: 'mark-revoked', thumbprint }] : []
      return here ? withEffect(toLogin(idle, facts, result.failure), ...revoked) : { state: idle, effects: revoked }
    }
    const entered: FlowState = { ...idle, signedIn: result.value }
    const { policyFailure } = result.value
    const recorded: FlowEffect[] = [{ type: 'record', event: 'login' }]
    if (policyFailure !== undefined) recorded.push({ type: 'record', event: 'failed', code: policyFailure.code })
    // Whoever was called to a notice meanwhile stays there, and comes to メイン from it.
    if (!here) return { state: entered, effects: recorded }
    const certificate = find(facts, thumbprint)
    const due = certificate !== undefined && statusOf(certificate, facts) === 'due'
    return due ? toNotice(entered, certificate, recorded) : withEffect(leave(entered, facts), ...recorded)
  },
  'notice-asked'(state, { thumbprint }, facts) {
    const certificate = find(facts, thumbprint)
    const interrupts = !['login', 'main', 'notice'].includes(state.shown.window)
    if (certificate === undefined || interrupts) return undefined
    return toNotice({ ...state, chosen: thumbprint }, certificate)
  },
}
