/**
 * Runs the flow: each event goes through `step`, its effects are performed, and what the window shows is drawn anew.
 * Holds the state and nothing else.
 */
import type { View } from '../../../preload/contract.ts'
import type { Failure } from '../../renewal/errors.ts'
import type { RenewalState } from '../../renewal/machine/machine.ts'
import type { Question } from '../../renewal/ports.ts'
import { draw, drawQuestion } from './draw.ts'
import type { ButtonInput, ButtonName, FlowEvent, Press } from './event.ts'
import type { Facts } from './facts.ts'
import { createPerformer } from './perform.ts'
import type { FlowPorts } from './ports.ts'
import { firstState, type FlowState } from './state.ts'
import { step } from './step.ts'

export interface Flow {
  /** What the flow's window shows. */
  view(): View
  /** Carries on with what the journal holds, or shows ログイン. Resolves once the key store was looked into. */
  start(): Promise<void>
  /** A button of a window; does nothing unless that window is shown. */
  press<B extends ButtonName>(button: B, input: ButtonInput<B>): void
  /** Puts one of the two questions of a renewal to its user. */
  ask(question: Question, state: RenewalState): Promise<boolean>
  /** The domain moved a renewal to its next state. */
  follow(): void
  /**
   * Renews a certificate without being asked.
   *
   * @param isIdle has nobody touched the computer for minutes?
   * @returns whether that was begun: not while anything else is under way, nor in an open window of who is there
   */
  renewByItself(thumbprint: string, isIdle: boolean): boolean
  /** Is no renewal or acquisition being worked at? */
  isAtRest(): boolean
  /**
   * Work on a renewal that an unattended run beside the app brought: the windows begin none meanwhile, follow it, and
   * show what it came to.
   *
   * @param work resolves with why it was not done, if so
   * @param isIdle has nobody touched the computer for minutes?
   * @returns whether it could be taken on: not while its user, or time, has begun something, nor in an open window of who
   *   is there
   */
  takeOn(work: () => Promise<Failure | undefined>, isIdle: boolean): Promise<boolean>
  /** From the tray or a notification: the notice of one certificate, unless something else is under way. */
  openNotice(thumbprint: string): void
  /** Days and statuses are told anew: a window may stay open over a night, a weekend's sleep, or the certificate's last day. */
  timePassed(): void
  /** Tries again what could not reach the bank, while its failure is shown, or nothing is. */
  retryStalled(): void
}

export function createFlow(ports: FlowPorts): Flow {
  const { inventory, renewals } = ports
  let state: FlowState = firstState
  let drawn: View | undefined
  const performer = createPerformer(ports, happen)

  function happen(event: FlowEvent): void {
    const next = step(state, event, gather(ports, state))
    // Before its effects: a port may tell of the next event while it is called.
    state = next.state
    for (const effect of next.effects) performer.perform(effect)
    redraw()
  }

  function redraw(): void {
    const view = draw(state, gather(ports, state))
    if (JSON.stringify(view) === JSON.stringify(drawn)) return
    drawn = view
    ports.onView(view)
  }

  return {
    view: () => (drawn ??= draw(state, gather(ports, state))),
    async start() {
      happen({ type: 'started', left: renewals.unfinished() })
      await performer.looked().catch(() => undefined)
    },
    press: (button, input) => happen({ type: button, input } as Press),
    async ask(question, asking) {
      const server = await ports.asked(question, asking.purpose)
      return ports.ask(drawQuestion(question, asking, server, renewals.issuedFacts(asking)))
    },
    follow: () => happen({ type: 'moved' }),
    renewByItself(thumbprint, isIdle) {
      if (state.work !== undefined) return false
      happen({ type: 'renewal-due', thumbprint, isIdle })
      return state.work !== undefined
    },
    async takeOn(work, isIdle) {
      const before = state
      happen({ type: 'taken-on', isIdle })
      const task = state.work?.task
      if (state === before || task === undefined) return false
      let failure: Failure | undefined
      try {
        failure = await work()
      } finally {
        happen({ type: 'given-back', task, failure })
      }
      return true
    },
    openNotice(thumbprint) {
      if (inventory.find(thumbprint) !== undefined) happen({ type: 'notice-asked', thumbprint })
    },
    isAtRest: () => state.work === undefined,
    timePassed: redraw,
    retryStalled: () => happen({ type: 'retry-stalled' }),
  }
}

/** What a step and a drawing in this state may look at. */
function gather(ports: FlowPorts, { shown }: FlowState): Facts {
  const { inventory, renewals, history, reminders } = ports
  const { bankName, user, renewsInGrace, enrolUser } = ports
  const renewal = renewals.current()
  const told = shown.window === 'main' || shown.window === 'completion'
  const entries = told ? history.list() : undefined
  const noticed = shown.window === 'notice' ? inventory.find(shown.subject.thumbprint) : undefined
  return {
    bank: {
      bankName,
      user,
      renewsInGrace,
      enrolUser,
      managedConsent: ports.managedConsent,
      automatic: ports.automatic !== undefined,
      hasPortal: ports.portal !== undefined,
      canOpenBanking: ports.bankingUrl !== undefined,
    },
    now: ports.clock(),
    policy: ports.policy.current(),
    certificates: inventory.list(),
    faulty: inventory.faulty(),
    lastKnown: ports.lastKnown(),
    renewal,
    issued: renewal && renewals.issuedFacts(renewal),
    bankHost: shown.window === 'start' ? ports.bankHost(shown.subject) : '',
    isShown: ports.isShown(),
    isLocked: !ports.lock.check().ok,
    history: entries?.ok === true ? entries.value : [],
    silence: noticed && reminders.silence(noticed),
    notes: shown.window === 'main' ? ports.notes?.(shown.subject.thumbprint) : undefined,
  }
}
