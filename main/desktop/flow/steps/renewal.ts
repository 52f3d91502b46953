/** 電子証明書更新通知, 電子証明書更新前処理中 and 電子証明書更新開始: from the notice to 更新. */
import { preparationChecks } from '../../../../preload/contract.ts'
import { needsLogin } from '../../../renewal/certificates/certificate.ts'
import { renewalOf } from '../../../renewal/machine/machine.ts'
import { type Facts, find } from '../facts.ts'
import type { At, FlowState } from '../state.ts'
import { subjectOf } from '../state.ts'
import { absent, type Buttons, leave, type Next, type Reactions, toLogin, withEffect } from './next.ts'
import { beginWork, installWaiting } from './work.ts'

/** The checks stay at least this long (ms), so that a person sees what was looked at. */
export const dwell = 800

/** 証明書更新: the checks, or the second question again where a certificate was already issued. */
export function renew(state: FlowState, thumbprint: string, facts: Facts): Next | undefined {
  const certificate = find(facts, thumbprint)
  if (certificate === undefined) return toLogin(state, facts, absent)
  const waits = facts.renewal?.step === 'postponed' ? facts.renewal.purpose : undefined
  if (waits?.kind === 'renewal' && waits.current === thumbprint) return installWaiting(state, facts)
  const isLoggedIn = state.signedIn?.thumbprint === thumbprint
  if (!isLoggedIn && needsLogin(certificate, facts.policy, facts.now)) {
    return toLogin({ ...state, chosen: thumbprint }, facts, { code: 'renewal.login-needed', retry: 'never' })
  }
  const task = state.asked + 1
  return {
    state: {
      ...state,
      asked: task,
      chosen: thumbprint,
      shown: {
        window: 'preparing',
        subject: subjectOf(certificate),
        task,
        startedAt: facts.now,
        checks: preparationChecks.map((check) => ({ check, state: 'waiting' })),
        failure: undefined,
      },
    },
    effects: [{ type: 'prepare', task, thumbprint }],
  }
}

function silence(state: At<'notice'>, how: 'snooze' | 'mute', { silence }: Facts): Next | undefined {
  const { thumbprint } = state.shown.subject
  return silence?.possible === true ? { state, effects: [{ type: 'silence', thumbprint, how }] } : undefined
}

export const noticeButtons: Buttons<'notice'> = {
  'notice:to-main': (state, _none, facts) => leave(state, facts),
  'notice:renew': (state, _none, facts) => renew(state, state.shown.subject.thumbprint, facts),
  'notice:snooze': (state, _none, facts) => silence(state, 'snooze', facts),
  'notice:mute': (state, _none, facts) => silence(state, 'mute', facts),
}

export const preparingButtons: Buttons<'preparing'> = {
  'preparing:cancel': (state, _none, facts) => leave(state, facts),
  'preparing:retry': (state, _none, facts) =>
    state.shown.failure === undefined ? undefined : renew(state, state.shown.subject.thumbprint, facts),
}

export const startButtons: Buttons<'start'> = {
  'start:begin'(state, _none, facts) {
    const { shown } = state
    if (shown.begun) return undefined
    // The key is still being made: until it is there, its user may think better of it.
    return shown.task === undefined
      ? begin(state, facts)
      : { state: { ...state, shown: { ...shown, begun: true } }, effects: [] }
  },
  'start:cancel': (state, _none, facts) => withEffect(leave(state, facts), { type: 'leave-ahead' }),
}

function begin(state: At<'start'>, facts: Facts): Next | undefined {
  const certificate = find(facts, state.shown.subject.thumbprint)
  if (certificate === undefined) return withEffect(toLogin(state, facts, absent), { type: 'leave-ahead' })
  const purpose = renewalOf(certificate)
  return beginWork(state, purpose, (task) => ({ type: 'begin', task, purpose }))
}

export const renewalReactions: Reactions<'checked' | 'prepared' | 'shown-long-enough' | 'made-ahead'> = {
  checked(state, { task, checks }) {
    const { shown } = state
    if (shown.window !== 'preparing' || shown.task !== task) return undefined
    return { state: { ...state, shown: { ...shown, checks } }, effects: [] }
  },
  prepared(state, { task, failure }, { now }) {
    const { shown } = state
    if (shown.window !== 'preparing' || shown.task !== task) return undefined
    if (failure !== undefined) return { state: { ...state, shown: { ...shown, failure } }, effects: [] }
    const ms = Math.max(0, dwell - (now - shown.startedAt))
    return { state, effects: [{ type: 'wait', task, ms, then: 'shown-long-enough' }] }
  },
  'shown-long-enough'(state, { task }, facts) {
    const { shown } = state
    if (shown.window !== 'preparing' || shown.task !== task) return undefined
    const certificate = find(facts, shown.subject.thumbprint)
    if (certificate === undefined) return toLogin(state, facts, absent)
    const ahead = state.asked + 1
    return {
      state: {
        ...state,
        asked: ahead,
        shown: { window: 'start', subject: subjectOf(certificate), task: ahead, begun: false },
      },
      effects: [{ type: 'make-ahead', task: ahead, purpose: renewalOf(certificate) }],
    }
  },
  'made-ahead'(state, { task }, facts) {
    const { shown } = state
    if (shown.window !== 'start' || shown.task !== task) return undefined
    const ready: At<'start'> = { ...state, shown: { ...shown, task: undefined, begun: false } }
    return (shown.begun ? begin(ready, facts) : undefined) ?? { state: ready, effects: [] }
  },
}
