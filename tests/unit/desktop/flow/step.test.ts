import { describe, expect, it } from 'vitest'
import type { ButtonName, FlowEvent } from '../../../../main/desktop/flow/event.ts'
import { firstState, type FlowWindow } from '../../../../main/desktop/flow/state.ts'
import { buttonNames, step } from '../../../../main/desktop/flow/step.ts'
import { renewalOf } from '../../../../main/renewal/machine/machine.ts'
import { success } from '../../../../main/renewal/errors.ts'
import { appChannels } from '../../../../preload/contract.ts'
import { states } from '../../renewal/samples.ts'
import { at, due, expired, factsWith, outcome, press, signedIn, windows } from './samples.ts'

const retired = { thumbprint: 'd'.repeat(64), serial: '0d', notAfter: 1, undoUntil: 2 }
const { thumbprint } = due

interface Meaning {
  readonly input?: unknown
  /** Where it leads to, and what it asks to be done. */
  readonly leads: FlowWindow
  readonly asks: readonly string[]
  readonly from?: ReturnType<typeof at>
  readonly facts?: Parameters<typeof factsWith>[0]
}

const signed = { signedIn }
const postponed = { renewal: states.postponed }
const credentials = { customerId: 'K1', password: 'secret' }

/** What each button of each window does, where it can do something. */
const meanings: { readonly [B in ButtonName]: Meaning } = {
  'login:choose': { input: thumbprint, leads: 'login', asks: [] },
  'login:sign-in': { input: { thumbprint, ...credentials }, leads: 'login', asks: ['sign-in'] },
  'login:retry': { leads: 'login', asks: ['look'] },
  'login:renew': { leads: 'notice', asks: [], facts: { certificates: [expired] } },
  'login:resume': { leads: 'login', asks: ['retry'], facts: { renewal: states.stalled } },
  'login:install-waiting': { leads: 'login', asks: ['install-postponed'], facts: postponed },
  'login:give-up': { leads: 'login', asks: ['give-up'], facts: postponed },
  'login:acquire': { leads: 'acquire', asks: [] },
  'login:new-pc': { leads: 'new-pc', asks: [] },
  'notice:to-main': { leads: 'main', asks: ['review'], from: at('notice', {}, signed) },
  'notice:renew': { leads: 'preparing', asks: ['prepare'] },
  'notice:snooze': { leads: 'notice', asks: ['silence'] },
  'notice:mute': { leads: 'notice', asks: ['silence'] },
  'preparing:cancel': { leads: 'main', asks: ['review'], from: at('preparing', {}, signed) },
  'preparing:retry': {
    leads: 'preparing',
    asks: ['prepare'],
    from: at('preparing', { failure: { code: 'bank.busy', retry: 'later' } }),
  },
  'start:begin': { leads: 'start', asks: ['begin'] },
  'start:cancel': { leads: 'main', asks: ['leave-ahead', 'review'], from: at('start', {}, signed) },
  'working:leave': {
    leads: 'main',
    asks: ['review'],
    from: at('working', {}, signed),
    facts: { renewal: states.waiting },
  },
  'completion:close': {
    leads: 'login',
    asks: ['clear', 'close-window', 'log-out', 'look'],
    from: at('completion', {}, signed),
  },
  'completion:return': { leads: 'completion', asks: ['return-to-bank'] },
  'main:renew': { leads: 'preparing', asks: ['prepare'], from: at('main', {}, signed) },
  'main:install-waiting': { leads: 'main', asks: ['install-postponed'], facts: postponed },
  'main:give-up': { leads: 'main', asks: ['give-up'], facts: postponed },
  'main:open-banking': { leads: 'main', asks: ['open-banking'] },
  'main:self-test': { leads: 'main', asks: ['test'] },
  'main:restore': {
    input: retired.thumbprint,
    leads: 'main',
    asks: ['restore'],
    from: at('main', {}, { restorable: [retired] }),
  },
  'main:new-pc': { leads: 'new-pc', asks: [] },
  'main:log-out': { leads: 'login', asks: ['log-out', 'look'], from: at('main', {}, signed) },
  'acquire:request': { input: credentials, leads: 'acquire', asks: ['begin'] },
  'acquire:install-waiting': { leads: 'acquire', asks: ['install-postponed'], facts: postponed },
  'acquire:give-up': { leads: 'acquire', asks: ['give-up'], facts: postponed },
  'acquire:back': { leads: 'login', asks: ['look'] },
  'new-pc:back': { leads: 'main', asks: ['review'], from: at('new-pc', {}, signed) },
  'ended:continue': { leads: 'main', asks: ['take-up', 'review'], from: at('ended', {}, signed) },
  'ended:again': {
    leads: 'ended',
    asks: ['install-postponed'],
    from: at('ended', { outcome: 'declined-installation', retry: 'none' }),
    facts: postponed,
  },
  'ended:retry': { leads: 'ended', asks: ['retry'], facts: { renewal: states.stalled } },
  'ended:give-up': { leads: 'ended', asks: ['give-up'], facts: { renewal: states.stalled } },
}

const windowOf = (button: ButtonName) => button.split(':')[0] as FlowWindow

describe('every button', () => {
  it('of the contract that belongs to a window of the flow has its meaning', () => {
    const prefixes = new Set<string>(windows)
    const ofTheFlow = Object.keys(appChannels).filter((channel) => prefixes.has(channel.split(':')[0]!))
    expect([...buttonNames, 'completion:save'].sort()).toEqual(ofTheFlow.sort())
    expect(Object.keys(meanings).sort()).toEqual([...buttonNames].sort())
  })

  it.each(buttonNames)('%s does what it says in its own window', (button) => {
    const { input, leads, asks, facts, from = at(windowOf(button)) } = meanings[button]
    const next = outcome(from, press(button, input), factsWith(facts))
    expect(next).toMatchObject({ window: leads, asks, untouched: false })
  })

  it.each(buttonNames)('%s leaves every other window untouched', (button) => {
    const { input, facts } = meanings[button]
    for (const window of windows.filter((one) => one !== windowOf(button))) {
      const next = outcome(at(window, {}, signed), press(button, input), factsWith(facts))
      expect({ window, untouched: next.untouched }).toEqual({ window, untouched: true })
    }
  })

  it('keeps passwords out of the state', () => {
    for (const button of ['login:sign-in', 'acquire:request'] as const) {
      const next = outcome(at(windowOf(button)), press(button, meanings[button].input))
      expect(JSON.stringify(next.state)).not.toContain(credentials.password)
    }
  })
})

describe('a result that nobody waits for any more', () => {
  const stale = 99
  const results: readonly FlowEvent[] = [
    { type: 'looked', task: stale },
    { type: 'restarted', task: stale },
    { type: 'signed-in', task: stale, thumbprint, result: success(signedIn) },
    { type: 'checked', task: stale, checks: [] },
    { type: 'prepared', task: stale },
    { type: 'shown-long-enough', task: stale },
    { type: 'made-ahead', task: stale },
    { type: 'settled', task: stale },
    { type: 'read-back', task: stale, browsers: { sharing: [], apart: [] } },
    { type: 'wait-over', task: stale },
    { type: 'reviewed', task: stale, restorable: [] },
    { type: 'tested', task: stale },
    { type: 'restored', task: stale },
    { type: 'gave-up', task: stale, yes: true },
  ]
  it.each(results)('leaves every window untouched: $type', (event) => {
    const work = { task: 3, purpose: renewalOf(due), replaced: undefined }
    for (const window of windows) {
      const next = outcome(
        at(window, {}, { work, signingIn: 3, awaits: 3 }),
        event,
        factsWith({ renewal: states.complete }),
      )
      expect({ window, untouched: next.untouched }).toEqual({ window, untouched: true })
    }
  })
})

describe('the state', () => {
  it('is plain data: a string of it is the whole of it', () => {
    for (const button of buttonNames) {
      const { input, facts, from = at(windowOf(button)) } = meanings[button]
      const { state } = outcome(from, press(button, input), factsWith(facts))
      expect(JSON.parse(JSON.stringify(state))).toEqual(state)
    }
  })

  it('is not changed by a step, which answers the same to the same', () => {
    for (const button of buttonNames) {
      const { input, facts, from = at(windowOf(button)) } = meanings[button]
      const before = JSON.stringify(from)
      const first = step(from, press(button, input), factsWith(facts))
      expect(step(from, press(button, input), factsWith(facts))).toEqual(first)
      expect(JSON.stringify(from)).toBe(before)
    }
  })

  it('begins with ログイン, which looks into the key store and takes no press', () => {
    for (const button of buttonNames) {
      expect(step(firstState, press(button, meanings[button].input), factsWith(meanings[button].facts)).state).toBe(
        firstState,
      )
    }
  })
})
