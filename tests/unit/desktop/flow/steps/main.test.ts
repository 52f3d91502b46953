import { describe, expect, it } from 'vitest'
import type { At } from '../../../../../main/desktop/flow/state.ts'
import type { Facts } from '../../../../../main/desktop/flow/facts.ts'
import type { RenewalState } from '../../../../../main/renewal/machine/machine.ts'
import { draw } from '../../../../../main/desktop/flow/draw.ts'
import { enrolmentPurpose, now, renewalPurpose, states } from '../../../renewal/samples.ts'
import { at, due, factsWith, outcome, press, refused, renewed, signedIn, unreachable } from '../samples.ts'

const retired = { thumbprint: 'd'.repeat(64), serial: '0d', notAfter: 1, undoUntil: 2 }
const gone = factsWith({ certificates: [renewed] })
const ofAcquisition = (step: RenewalState['step']): Partial<Facts> => ({
  renewal: { ...states[step], purpose: enrolmentPurpose },
})

describe('メイン', () => {
  it('shows what can be brought back, once that was looked up', () => {
    const next = outcome(at('main'), { type: 'reviewed', task: 3, restorable: [retired] })
    expect(next.state).toMatchObject({ restorable: [retired], shown: { window: 'main' } })
  })

  it('gives way to ログイン when its certificate is gone', () => {
    expect(outcome(at('main'), { type: 'reviewed', task: 3, restorable: [] }, gone).window).toBe('login')
  })

  it('tells that a connection test passed, and when', () => {
    const asked = outcome(at('main'), press('main:self-test'))
    expect(asked.effects).toEqual([{ type: 'test', task: 4, thumbprint: due.thumbprint }])
    expect(asked.state.shown).toMatchObject({ selfTest: { state: 'running' } })
    const told = outcome(asked.state, { type: 'tested', task: 4 })
    expect(told.state.shown).toMatchObject({ selfTest: { state: 'passed', time: now }, testing: undefined })
  })

  it('tells why a connection test failed', () => {
    const told = outcome(at('main', { testing: 3 }), { type: 'tested', task: 3, failure: unreachable })
    expect(told.state.shown).toMatchObject({ selfTest: { state: 'failed', failure: unreachable } })
  })

  it('leads to ログイン where the bank asks for a login: the session is over', () => {
    const over = { code: 'bank.login-needed', retry: 'never' } as const
    const told = outcome(at('main', { testing: 3 }, { signedIn }), { type: 'tested', task: 3, failure: over })
    expect(told.state).toMatchObject({ shown: { window: 'login', failure: over }, signedIn: undefined })
  })

  it('tests one connection at a time', () => {
    expect(outcome(at('main', { testing: 3 }), press('main:self-test')).untouched).toBe(true)
  })

  it('does not call back whoever went on during a connection test', () => {
    expect(outcome(at('new-pc'), { type: 'tested', task: 3 }).untouched).toBe(true)
  })

  it('looks again after one was brought back, and tells a failure', () => {
    const next = outcome(at('main', { restoring: 3 }), { type: 'restored', task: 3, failure: refused })
    expect(next).toMatchObject({ window: 'main', effects: [{ type: 'review', task: 4 }] })
    expect(next.state.shown).toMatchObject({ failure: refused, restoring: undefined })
  })

  it('brings back only what it offers, one at a time', () => {
    expect(outcome(at('main'), press('main:restore', retired.thumbprint)).untouched).toBe(true)
    const busy = at('main', { restoring: 3 }, { restorable: [retired] })
    expect(outcome(busy, press('main:restore', retired.thumbprint)).untouched).toBe(true)
  })

  it('leads from a completion to the bank where there is a way, and only at a press', () => {
    const { bank, policy } = factsWith()
    const none = { bank: { ...bank, canOpenBanking: false } }
    const offered = (more: Partial<Facts>) => {
      const facts = factsWith(more)
      expect(outcome(at('completion'), press('completion:return'), facts).asks).toEqual(
        'canReturn' in draw(at('completion'), facts) ? ['return-to-bank'] : [],
      )
      return 'canReturn' in draw(at('completion'), facts)
    }
    const told = { policy: { ...policy, returnUrl: 'https://bank.example/renewed' } }
    expect([offered({}), offered(none), offered({ ...none, ...told })]).toEqual([true, false, true])
  })

  it('opens no internet banking where the bank has no address for it', () => {
    const { bank } = factsWith()
    const without = factsWith({ bank: { ...bank, canOpenBanking: false } })
    expect(outcome(at('main'), press('main:open-banking'), without).untouched).toBe(true)
  })

  it('installs nothing where nothing waits', () => {
    expect(outcome(at('main'), press('main:install-waiting')).untouched).toBe(true)
  })

  it('is left by ログアウト at once, while the session ends behind it', () => {
    const next = outcome(at('main', {}, { signedIn, chosen: due.thumbprint }), press('main:log-out'))
    expect(next).toMatchObject({ window: 'login' })
    expect(next.effects[0]).toEqual({ type: 'log-out', thumbprint: due.thumbprint })
    expect(next.state).toMatchObject({ signedIn: undefined, chosen: undefined, shown: { busy: false } })
  })
})

describe('発行完了', () => {
  it('is closed at once, and ends a session only where there is one', () => {
    expect(outcome(at('completion'), press('completion:close'))).toMatchObject({
      window: 'login',
      asks: ['clear', 'close-window', 'look'],
    })
  })
})

describe('電子証明書取得', () => {
  it('passes the password on, and begins once', () => {
    const input = { customerId: 'K1', password: 'secret' }
    const next = outcome(at('acquire'), press('acquire:request', input))
    expect(next.effects).toMatchObject([{ type: 'begin', purpose: { customerId: 'K1' }, credentials: input }])
    expect(outcome(next.state as At<'acquire'>, press('acquire:request', input)).untouched).toBe(true)
  })

  it('is left at once, and gives an acquisition up', () => {
    for (const step of ['stalled', 'password-needed', 'waiting'] as const) {
      const next = outcome(at('acquire'), press('acquire:back'), factsWith(ofAcquisition(step)))
      expect(next).toMatchObject({ window: 'login', asks: ['abandon', 'look'] })
    }
  })

  it.each(Object.values(states).filter(({ purpose }) => purpose.kind === 'renewal'))(
    'never gives up a renewal when it is left ($step)',
    (renewal) => {
      const next = outcome(at('acquire'), press('acquire:back'), factsWith({ renewal }))
      expect(next).toMatchObject({ window: 'login', asks: ['look'] })
    },
  )

  it('keeps a certificate that was issued and waits', () => {
    const next = outcome(at('acquire'), press('acquire:back'), factsWith(ofAcquisition('postponed')))
    expect(next.asks).toEqual(['look'])
  })

  it('installs nothing where nothing waits', () => {
    expect(outcome(at('acquire'), press('acquire:install-waiting')).untouched).toBe(true)
  })
})

describe('what ended', () => {
  it('is tried again only where that can help', () => {
    const renewal = states.stalled
    expect(outcome(at('ended', { retry: 'none' }), press('ended:retry'), factsWith({ renewal })).untouched).toBe(true)
  })

  it('begins with short waits again when its user tries', () => {
    const tried = at('ended', { retry: 'automatic' }, { retries: 5, awaits: 3 })
    const next = outcome(tried, press('ended:retry'), factsWith({ renewal: states.stalled }))
    expect(next).toMatchObject({ asks: ['retry'], state: { retries: 0, awaits: undefined } })
  })

  it('leads on where nothing is left to be tried', () => {
    expect(outcome(at('ended'), press('ended:retry'))).toMatchObject({ window: 'login', asks: ['look'] })
  })
})

describe('leaving', () => {
  it('leads to ログイン where the certificate of the login is gone', () => {
    expect(outcome(at('new-pc', {}, { signedIn }), press('new-pc:back'), gone).window).toBe('login')
  })

  it('guesses nothing where nothing is known of certificates', () => {
    const next = outcome(at('new-pc'), press('new-pc:back'), factsWith({ certificates: [] }))
    expect(next.state.shown).toMatchObject({ looking: true, busy: true })
  })
})

describe('after いいえ', () => {
  const declined = (outcome: 'declined-request' | 'declined-installation', purpose: 'renewal' | 'enrolment') =>
    at('ended', { outcome, purpose, failure: undefined, retry: 'none' }, { signedIn })
  const over = { ...states.ended, purpose: renewalPurpose }

  it('at the first question, the renewal can be begun once more, from its checks on', () => {
    const again = outcome(declined('declined-request', 'renewal'), press('ended:again'), factsWith({ renewal: over }))
    expect(again).toMatchObject({ window: 'preparing', asks: ['prepare'] })
    expect(draw(declined('declined-request', 'renewal'), factsWith({ renewal: over }))).toMatchObject({
      again: 'renew',
      leadsTo: 'main',
    })
  })

  it('an acquisition is asked for once more', () => {
    const again = outcome(declined('declined-request', 'enrolment'), press('ended:again'), factsWith())
    expect(again).toMatchObject({ window: 'acquire', asks: [] })
  })

  it('nothing is offered where nothing is left to do it with', () => {
    for (const [state, facts] of [
      [declined('declined-request', 'renewal'), factsWith({ renewal: over, certificates: [] })],
      [declined('declined-installation', 'renewal'), factsWith({ renewal: over })],
      [at('ended', {}, { signedIn }), factsWith({ renewal: over })],
    ] as const) {
      expect(outcome(state, press('ended:again'), facts).untouched).toBe(true)
      expect(draw(state, facts)).not.toHaveProperty('again')
    }
  })

  it('who never logged in goes back to ログイン', () => {
    expect(draw(at('ended'), factsWith())).toMatchObject({ leadsTo: 'login' })
  })
})
