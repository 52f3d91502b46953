/** The ways from one window to another that several windows share. */
import type { Failure } from '../../../renewal/errors.ts'
import type { FlowEffect } from '../effect.ts'
import type { ButtonInput, ButtonName, Happening } from '../event.ts'
import { type Facts, find } from '../facts.ts'
import {
  type At,
  type FlowState,
  type FlowWindow,
  type Outcome,
  type Retry,
  type Subject,
  subjectOf,
} from '../state.ts'

export interface Next {
  readonly state: FlowState
  readonly effects: readonly FlowEffect[]
}

/** The buttons of one window; undefined where a press does not fit. */
export type Buttons<W extends FlowWindow> = {
  readonly [B in Extract<ButtonName, `${W}:${string}`>]: (
    state: At<W>,
    input: ButtonInput<B>,
    facts: Facts,
  ) => Next | undefined
}

/** What becomes of results and of what happens outside the windows; undefined where it does not fit. */
export type Reactions<T extends Happening['type']> = {
  readonly [N in T]: (state: FlowState, event: Extract<Happening, { type: N }>, facts: Facts) => Next | undefined
}

export const absent: Failure = { code: 'certificate.absent', retry: 'never' }

/** ログイン at once, with what is known, while the key store is looked into again. */
export function toLogin(state: FlowState, { certificates, faulty }: Facts, failure?: Failure): Next {
  const task = state.asked + 1
  // Where nothing is known, "no certificate" would be a guess.
  const looking = certificates.length + faulty.length === 0
  const shown = { window: 'login', task, busy: looking, looking, failure } as const
  return { state: { ...state, asked: task, shown }, effects: [{ type: 'look', task }] }
}

/** メイン for whoever is logged in, ログイン for everybody else. */
export function leave(state: FlowState, facts: Facts, failure?: Failure): Next {
  const certificate = find(facts, state.signedIn?.thumbprint)
  if (certificate === undefined) return toLogin(state, facts, failure)
  const task = state.asked + 1
  const subject = subjectOf(certificate)
  const nothing = { selfTest: undefined, testing: undefined, restoring: undefined }
  const shown = { window: 'main', subject, task, failure, ...nothing } as const
  return { state: { ...state, asked: task, shown }, effects: [{ type: 'review', task }] }
}

export function toNotice(state: FlowState, certificate: Subject, effects: readonly FlowEffect[] = []): Next {
  return { state: { ...state, shown: { window: 'notice', subject: subjectOf(certificate) } }, effects }
}

/** Where the bank says so, nobody is signed in any more. */
export function withoutEndedSession(state: FlowState, failure: Failure | undefined): FlowState {
  return failure?.code === 'bank.login-needed' ? { ...state, signedIn: undefined } : state
}

/** A procedure that stopped before its completion. */
export function end(
  state: FlowState,
  purpose: 'renewal' | 'enrolment',
  how: { readonly outcome: Outcome; readonly failure?: Failure; readonly retry?: Retry },
  effects: readonly FlowEffect[] = [],
): Next {
  const { outcome, failure, retry = 'none' } = how
  const still = withoutEndedSession(state, failure)
  return { state: { ...still, shown: { window: 'ended', purpose, outcome, failure, retry } }, effects }
}

export function withEffect(next: Next, ...effects: readonly FlowEffect[]): Next {
  return { ...next, effects: [...effects, ...next.effects] }
}
