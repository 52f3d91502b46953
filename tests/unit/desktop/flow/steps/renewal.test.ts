import { describe, expect, it } from 'vitest'
import { dwell } from '../../../../../main/desktop/flow/steps/renewal.ts'
import { type At, type FlowWindow, subjectOf } from '../../../../../main/desktop/flow/state.ts'
import { renewalOf } from '../../../../../main/renewal/machine/machine.ts'
import { now, states } from '../../../renewal/samples.ts'
import { at, due, expired, factsWith, ofAnother, outcome, press, renewed, signedIn, unreachable } from '../samples.ts'

const gone = factsWith({ certificates: [renewed] })

describe('電子証明書更新通知', () => {
  it('goes on to ログイン where nobody is logged in', () => {
    expect(outcome(at('notice'), press('notice:to-main'))).toMatchObject({ window: 'login', asks: ['look'] })
  })

  it('begins with the checks, of its own certificate', () => {
    const next = outcome(at('notice'), press('notice:renew'))
    expect(next.effects).toEqual([{ type: 'prepare', task: 4, thumbprint: due.thumbprint }])
    expect(next.state.shown).toMatchObject({ window: 'preparing', startedAt: now, failure: undefined })
  })

  it('asks the second question again where its certificate was renewed already and waits', () => {
    const next = outcome(at('notice'), press('notice:renew'), factsWith({ renewal: states.postponed }))
    expect(next.effects).toMatchObject([{ type: 'install-postponed' }])
  })

  it('renews another certificate all the same', () => {
    const purpose = renewalOf(ofAnother)
    const facts = factsWith({ renewal: { ...states.postponed, purpose } })
    expect(outcome(at('notice'), press('notice:renew'), facts).asks).toEqual(['prepare'])
  })

  it('says that a certificate is not there any more', () => {
    const next = outcome(at('notice'), press('notice:renew'), gone)
    expect(next.state.shown).toMatchObject({ window: 'login', failure: { code: 'certificate.absent' } })
  })

  it.each(['snooze', 'mute'] as const)('puts its reminders off (%s), and stays', (how) => {
    const next = outcome(at('notice'), press(`notice:${how}`))
    expect(next).toMatchObject({ window: 'notice', effects: [{ type: 'silence', thumbprint: due.thumbprint, how }] })
  })

  it('does not put them off in the last days', () => {
    const facts = factsWith({ silence: { possible: false, until: undefined } })
    expect(outcome(at('notice'), press('notice:snooze'), facts).untouched).toBe(true)
  })
})

describe('電子証明書更新前処理中', () => {
  const checks = [{ check: 'bank', state: 'running' }] as const

  it('shows the checks as they go on', () => {
    expect(outcome(at('preparing'), { type: 'checked', task: 3, checks }).state.shown).toMatchObject({ checks })
  })

  it('shows nothing of checks that were left', () => {
    expect(outcome(at('preparing'), { type: 'checked', task: 2, checks }).untouched).toBe(true)
  })

  it('goes on by itself, when the checks were on the screen for long enough', () => {
    const passed = outcome(at('preparing'), { type: 'prepared', task: 3 })
    expect(passed.effects).toEqual([{ type: 'wait', task: 3, ms: dwell - 100, then: 'shown-long-enough' }])
    expect(passed.window).toBe('preparing')
    const next = outcome(at('preparing'), { type: 'shown-long-enough', task: 3 })
    expect(next).toMatchObject({ window: 'start', effects: [{ type: 'make-ahead', purpose: renewalOf(due) }] })
  })

  it('never waits a negative time', () => {
    const slow = at('preparing', { startedAt: now - 60_000 })
    expect(outcome(slow, { type: 'prepared', task: 3 }).effects).toMatchObject([{ ms: 0 }])
  })

  it('stays with the failure of a check, from which one can try again or leave', () => {
    const failed = outcome(at('preparing'), { type: 'prepared', task: 3, failure: unreachable })
    expect(failed).toMatchObject({ window: 'preparing', asks: [] })
    expect(failed.state.shown).toMatchObject({ failure: unreachable })
    const again = outcome(failed.state, press('preparing:retry'))
    expect(again.effects).toMatchObject([{ type: 'prepare', task: 4 }])
    expect(again.state.shown).toMatchObject({ failure: undefined })
  })

  it('is not begun twice while its checks go on', () => {
    expect(outcome(at('preparing'), press('preparing:retry')).untouched).toBe(true)
  })

  it('that was cancelled does not come back, whatever the checks come to', () => {
    const left = outcome(at('preparing', {}, { signedIn }), press('preparing:cancel')).state as At<'main'>
    for (const type of ['prepared', 'shown-long-enough'] as const) {
      expect(outcome(left, { type, task: 3 }).untouched).toBe(true)
    }
  })
})

describe('電子証明書更新開始', () => {
  const making = at('start', { task: 3 })

  it('begins at once where the key is ready', () => {
    const purpose = renewalOf(due)
    const next = outcome(at('start'), press('start:begin'))
    expect(next.effects).toEqual([{ type: 'begin', task: 4, purpose }])
    expect(next.state.work).toMatchObject({ task: 4, purpose })
  })

  it('begins once, however often 更新 is pressed', () => {
    const begun = outcome(at('start'), press('start:begin')).state as At<'start'>
    expect(outcome(begun, press('start:begin')).untouched).toBe(true)
  })

  it('waits for the key that is being made, and then begins by itself', () => {
    const pressed = outcome(making, press('start:begin'))
    expect(pressed).toMatchObject({ window: 'start', asks: [] })
    const begun = pressed.state as At<'start'>
    expect(outcome(begun, press('start:begin')).untouched).toBe(true)
    expect(outcome(begun, { type: 'made-ahead', task: 3 }).asks).toEqual(['begin'])
  })

  it('begins nothing by itself where 更新 was not pressed', () => {
    expect(outcome(making, { type: 'made-ahead', task: 3 })).toMatchObject({ window: 'start', asks: [] })
  })

  it('left after 更新, while the key was still being made, renews nothing', () => {
    const begun = outcome(making, press('start:begin')).state as At<'start'>
    const left = outcome(begun, press('start:cancel'))
    expect(left).toMatchObject({ window: 'login', asks: ['leave-ahead', 'look'] })
    expect(outcome(left.state as At<'login'>, { type: 'made-ahead', task: 3 }).untouched).toBe(true)
  })

  it('says that the certificate is not there any more, and leaves no key behind', () => {
    const next = outcome(at('start'), press('start:begin'), gone)
    expect(next).toMatchObject({ window: 'login', asks: ['leave-ahead', 'look'] })
    expect(next.state.shown).toMatchObject({ failure: { code: 'certificate.absent' } })
  })
})

describe('where the bank wants its customer logged in', () => {
  const policy = { ...factsWith().policy, renewalNeedsLogin: true }
  const facts = factsWith({ policy })
  const renewing = (state: At<FlowWindow>, more: Parameters<typeof factsWith>[0] = {}) =>
    outcome(state, press('notice:renew'), factsWith({ policy, ...more }))

  it('a notice that nobody logged in to leads to ログイン, with its certificate chosen, and says why', () => {
    const next = renewing(at('notice'))
    expect(next.state).toMatchObject({
      shown: { window: 'login', failure: { code: 'renewal.login-needed' } },
      chosen: due.thumbprint,
      work: undefined,
    })
    expect(next.asks).toEqual(['look'])
  })

  it('so does one whose user is logged in with another certificate', () => {
    const other = { ...signedIn, thumbprint: 'c'.repeat(64) }
    expect(renewing(at('notice', {}, { signedIn: other })).window).toBe('login')
  })

  it('whoever is logged in goes on', () => {
    expect(renewing(at('notice', {}, { signedIn })).asks).toEqual(['prepare'])
  })

  it('an expired certificate, which logs nobody in, goes on as well', () => {
    const notice = at('notice', { subject: subjectOf(expired) })
    expect(renewing(notice, { certificates: [expired] }).asks).toEqual(['prepare'])
  })

  it('one that was issued and waits is installed without a login', () => {
    expect(renewing(at('notice'), { renewal: states.postponed }).asks).toEqual(['install-postponed'])
  })

  it('nothing begins by itself, in its tray either', () => {
    const event = { type: 'renewal-due', thumbprint: due.thumbprint, isIdle: true } as const
    expect(outcome(at('login'), event, facts).untouched).toBe(true)
    expect(outcome(at('login'), event, factsWith()).asks).toEqual(['renew-unasked'])
  })
})
