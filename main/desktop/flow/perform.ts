/** Does what a step of the flow asks for, through ports, and tells what came of it as the next event. */
import { goesOn, renewUnasked } from '../../renewal/automatic/unasked.ts'
import { isRenewed } from '../../renewal/certificates/reminders.ts'
import type { Result } from '../../renewal/errors.ts'
import { renewalOf } from '../../renewal/machine/machine.ts'
import type { BankPolicy } from '../../renewal/policy.ts'
import { retryDelay } from '../../renewal/retry.ts'
import { drawQuestion } from './draw.ts'
import type { FlowEffect } from './effect.ts'
import type { Happening } from './event.ts'
import type { FlowPorts } from './ports.ts'
import { signIn } from './sign-in.ts'
import type { Browsers, SignedIn } from './state.ts'

export interface Performer {
  perform(effect: FlowEffect): void
  /** Resolves once the key store has told what it holds, or that it cannot. */
  looked(): Promise<unknown>
}

/** What comes to nothing that anybody waits for. */
type AtOnce = Extract<
  FlowEffect,
  {
    type:
      | 'take-up'
      | 'clear'
      | 'mark-revoked'
      | 'record'
      | 'renewed-by-itself'
      | 'failed-by-itself'
      | 'silence'
      | 'open-banking'
      | 'return-to-bank'
      | 'close-window'
  }
>

/** That it ended, however: a fault is told by whoever began it. */
const settled = async (work: Promise<unknown> | undefined): Promise<void> => void (await work?.catch(() => undefined))

const failureOf = (result: Result<unknown>) => (result.ok ? undefined : result.failure)

const noBrowsers: Browsers = { sharing: [], apart: [] }

export function createPerformer(ports: FlowPorts, tell: (event: Happening) => void): Performer {
  const { inventory, renewals, portal, clock, defer } = ports
  let looking: Promise<unknown> = Promise.resolve()
  /** What was given up is taken away behind the windows; what begins next waits for that, not its user. */
  let givingUp: Promise<unknown> = Promise.resolve()
  /** A session that begins must not be ended by the end of the one before it. */
  let loggingOut: Promise<unknown> = Promise.resolve()

  async function giveUp(work: Promise<unknown>): Promise<void> {
    givingUp = settled(work)
    await work
  }

  async function settle(task: number, work: () => Promise<Result<unknown>>): Promise<void> {
    await givingUp
    tell({ type: 'settled', task, failure: failureOf(await work()) })
  }

  /** @returns undefined where there is nothing to be renewed any more */
  async function renewUnwatched(thumbprint: string): Promise<Result<unknown> | undefined> {
    const listed = await inventory.refresh()
    if (!listed.ok) return listed
    const all = inventory.list()
    const certificate = all.find((one) => one.thumbprint === thumbprint)
    if (certificate === undefined) return undefined
    if (goesOn(renewals.current(), certificate)) return renewals.start(renewalOf(certificate))
    // Another program may have renewed it since the last look: then a request is one too many.
    if (isRenewed(certificate, all)) return undefined
    return renewUnasked(certificate, { renewals, prepare: (current) => ports.prepare(current, () => undefined) })
  }

  function heed({ policy, policyFailure }: SignedIn & { readonly policy?: BankPolicy }): void {
    if (policy !== undefined) ports.policy.adopt(policy)
    if (policyFailure !== undefined) ports.policy.refuse(policyFailure)
  }

  async function run(effect: FlowEffect): Promise<void> {
    switch (effect.type) {
      case 'look': {
        const { type: _, ...numbered } = effect
        const refreshed = inventory.refresh()
        looking = refreshed
        return tell({ type: 'looked', ...numbered, failure: failureOf(await refreshed) })
      }
      case 'restart':
        if (effect.afterLook) await looking
        return tell({ type: 'restarted', task: effect.task, failure: failureOf(await renewals.restart()) })
      case 'sign-in': {
        await loggingOut
        const entered = await signIn(effect.credentials, portal, ports.prove)
        if (entered.ok) heed(entered.value)
        const { thumbprint } = effect.credentials
        return tell({ type: 'signed-in', task: effect.task, thumbprint, result: entered })
      }
      case 'log-out': {
        const out = portal?.logOut(effect.thumbprint)
        loggingOut = settled(out)
        return out
      }
      case 'prepare': {
        const { task } = effect
        const certificate = inventory.find(effect.thumbprint)
        if (certificate === undefined) {
          return tell({ type: 'prepared', task, failure: { code: 'certificate.absent', retry: 'never' } })
        }
        const prepared = await ports.prepare(certificate, (checks) => tell({ type: 'checked', task, checks }))
        return tell({ type: 'prepared', task, failure: failureOf(prepared) })
      }
      case 'make-ahead':
        await givingUp
        await renewals.makeAhead(effect.purpose)
        return tell({ type: 'made-ahead', task: effect.task })
      case 'leave-ahead':
        return giveUp(renewals.leaveAhead())
      case 'begin':
        return settle(effect.task, () => renewals.start(effect.purpose, effect.credentials))
      case 'renew-unasked': {
        await givingUp
        const result = await renewUnwatched(effect.thumbprint)
        const { task } = effect
        return tell(
          result === undefined ? { type: 'needless', task } : { type: 'settled', task, failure: failureOf(result) },
        )
      }
      case 'retry':
        return settle(effect.task, () => renewals.retry())
      case 'install-postponed':
        return settle(effect.task, () => renewals.installPostponed())
      case 'abandon':
        await giveUp(renewals.abandon())
        return tell({ type: 'given-up' })
      case 'give-up': {
        const { task } = effect
        const renewal = renewals.current()
        const yes =
          renewal !== undefined &&
          (await ports.ask(drawQuestion('give-up', renewal, undefined, renewals.issuedFacts(renewal))))
        const failure = yes ? failureOf(await renewals.giveUp()) : undefined
        return tell({ type: 'gave-up', task, yes, failure })
      }
      case 'read-back': {
        const failure = failureOf(await inventory.refresh())
        const browsers = effect.replaces ? await ports.runningBrowsers() : noBrowsers
        return tell({ type: 'read-back', task: effect.task, browsers, failure })
      }
      case 'test':
        return tell({ type: 'tested', task: effect.task, failure: failureOf(await ports.prove(effect.thumbprint)) })
      case 'restore': {
        const restored = await ports.retiredCertificates.restore(effect.thumbprint)
        return tell({ type: 'restored', task: effect.task, failure: failureOf(restored) })
      }
      case 'review': {
        await inventory.refresh()
        const found = await ports.retiredCertificates.review()
        const restorable = found.map(({ certificate: { thumbprint, serial, notAfter }, undoUntil }) => ({
          thumbprint,
          serial,
          notAfter,
          undoUntil,
        }))
        return tell({ type: 'reviewed', task: effect.task, restorable })
      }
      case 'wait':
        return defer(effect.ms, () => tell({ type: effect.then, task: effect.task }))
      case 'wait-longer': {
        const { task, tries, retryAfter } = effect
        return defer(retryDelay(tries, ports.chance(), retryAfter), () => tell({ type: 'wait-over', task }))
      }
      default:
        return performAtOnce(effect)
    }
  }

  function openInBrowser(url: string | undefined): void {
    if (url !== undefined) ports.openExternal(url)
  }

  function performAtOnce(effect: AtOnce): void {
    switch (effect.type) {
      case 'take-up':
        return void renewals.takeUp()
      case 'clear':
        // What cannot be forgotten now is forgotten at the next start.
        return void renewals.clear()
      case 'mark-revoked':
        return inventory.markRevoked(effect.thumbprint)
      case 'record': {
        const { type: _, ...entry } = effect
        // A history that cannot be written must not stop a renewal; the journal is what counts.
        return void ports.history.add({ time: clock(), ...entry })
      }
      case 'renewed-by-itself':
        return ports.automatic?.renewed(effect.thumbprint, effect.made)
      case 'failed-by-itself':
        return ports.automatic?.failed(effect.thumbprint, effect.failure)
      case 'silence': {
        const certificate = inventory.find(effect.thumbprint)
        if (certificate !== undefined) ports.reminders[effect.how](certificate)
        return
      }
      case 'open-banking':
        return openInBrowser(ports.bankingUrl)
      case 'return-to-bank':
        return openInBrowser(ports.policy.current().returnUrl ?? ports.bankingUrl)
      case 'close-window':
        return ports.closeWindow()
    }
  }

  return {
    perform(effect) {
      run(effect).catch((error: unknown) => {
        tell({ type: 'faulted', cause: String(error), task: 'task' in effect ? effect.task : undefined })
      })
    },
    looked: () => looking,
  }
}
