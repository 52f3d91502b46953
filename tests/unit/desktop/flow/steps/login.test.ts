import { describe, expect, it } from 'vitest'
import { failure, success } from '../../../../../main/renewal/errors.ts'
import { states } from '../../../renewal/samples.ts'
import {
  at,
  due,
  expired,
  factsWith,
  ofAnother,
  outcome,
  press,
  refused,
  renewed,
  signedIn,
  unreachable,
} from '../samples.ts'

const { thumbprint } = due
const credentials = { thumbprint, customerId: 'K1', password: 'secret' }

describe('ログイン', () => {
  it('while it is busy takes no press, whichever', () => {
    for (const button of ['choose', 'sign-in', 'retry', 'renew', 'resume', 'install-waiting', 'acquire', 'new-pc']) {
      const input = button === 'choose' ? thumbprint : button === 'sign-in' ? credentials : undefined
      const next = outcome(at('login', { busy: true }), press(`login:${button}` as 'login:retry', input))
      expect({ button, untouched: next.untouched }).toEqual({ button, untouched: true })
    }
  })

  it('remembers the certificate that was picked, and forgets the failure of the one before', () => {
    const next = outcome(
      at('login', { failure: refused }),
      press('login:choose', ofAnother.thumbprint),
      factsWith({ certificates: [due, ofAnother] }),
    )
    expect(next.state).toMatchObject({ chosen: ofAnother.thumbprint, shown: { failure: undefined } })
  })

  it('does not pick a certificate that is not there', () => {
    expect(outcome(at('login'), press('login:choose', 'f'.repeat(64))).untouched).toBe(true)
  })

  it('with a certificate that has gone meanwhile says so and looks again', () => {
    const next = outcome(at('login'), press('login:sign-in', credentials), factsWith({ certificates: [renewed] }))
    expect(next).toMatchObject({ window: 'login', asks: ['look'] })
    expect(next.state.shown).toMatchObject({ failure: { code: 'certificate.absent' }, busy: false })
  })

  it('is busy until the key store has answered to もう一度試す', () => {
    const asked = outcome(at('login', { failure: unreachable }), press('login:retry'))
    expect(asked.state.shown).toMatchObject({ busy: true, failure: undefined })
    const answered = outcome(asked.state, { type: 'looked', task: asked.state.asked })
    expect(answered.state.shown).toMatchObject({ busy: false, failure: undefined })
  })

  it('tells why the key store could not be looked into, but not in place of what it has to say already', () => {
    const looked = { type: 'looked', task: 3, failure: unreachable } as const
    expect(outcome(at('login'), looked).state.shown).toMatchObject({ failure: unreachable })
    expect(outcome(at('login', { failure: refused }), looked).state.shown).toMatchObject({ failure: refused })
  })

  it('offers the notice of an expired certificate only where it can be renewed', () => {
    const inGrace = { certificates: [expired] }
    expect(outcome(at('login'), press('login:renew'), factsWith(inGrace)).window).toBe('notice')
    const { bank } = factsWith()
    const without = factsWith({ ...inGrace, bank: { ...bank, renewsInGrace: false } })
    expect(outcome(at('login'), press('login:renew'), without).untouched).toBe(true)
    expect(outcome(at('login'), press('login:renew'), factsWith()).untouched).toBe(true)
  })

  it('goes on with what stopped, and asks for the password where the bank wants it', () => {
    const stalled = outcome(at('login'), press('login:resume'), factsWith({ renewal: states.stalled }))
    expect(stalled.effects).toMatchObject([{ type: 'retry' }])
    const asks = outcome(at('login'), press('login:resume'), factsWith({ renewal: states['password-needed'] }))
    expect(asks).toMatchObject({ window: 'acquire', asks: [] })
    expect(outcome(at('login'), press('login:resume'), factsWith({ renewal: states.complete })).untouched).toBe(true)
  })

  it('installs nothing where nothing waits', () => {
    expect(outcome(at('login'), press('login:install-waiting')).untouched).toBe(true)
  })
})

describe('a login', () => {
  const pending = at('login', { busy: true }, { signingIn: 3, chosen: thumbprint })
  const entered = { type: 'signed-in', task: 3, thumbprint, result: success(signedIn) } as const

  it('leads to the notice from 30 days before expiry on', () => {
    const next = outcome(pending, entered)
    expect(next).toMatchObject({ window: 'notice', effects: [{ type: 'record', event: 'login' }] })
    expect(next.state).toMatchObject({ signedIn, signingIn: undefined })
  })

  it('leads to メイン before', () => {
    const long = { ...due, notAfter: renewed.notAfter }
    expect(outcome(pending, entered, factsWith({ certificates: [long] }))).toMatchObject({
      window: 'main',
      asks: ['record', 'review'],
    })
  })

  it('that the bank refuses is told at once, while the key store is looked into again', () => {
    const next = outcome(pending, { ...entered, result: failure('bank.login-refused') })
    expect(next).toMatchObject({ window: 'login', asks: ['look'] })
    expect(next.state.shown).toMatchObject({ busy: false, failure: { code: 'bank.login-refused' } })
    expect(next.state.signedIn).toBeUndefined()
  })

  it('with a certificate that the bank has revoked marks it', () => {
    const next = outcome(pending, { ...entered, result: failure('certificate.revoked') })
    expect(next.effects[0]).toEqual({ type: 'mark-revoked', thumbprint })
  })

  it('leaves whoever was called to a notice meanwhile there, logged in', () => {
    const next = outcome(at('notice', {}, { signingIn: 3 }), entered)
    expect(next).toMatchObject({ window: 'notice', asks: ['record'] })
    expect(next.state.signedIn).toEqual(signedIn)
  })
})

describe('the notice that a notification asks for', () => {
  const asked = { type: 'notice-asked', thumbprint } as const

  it('is shown over ログイン, メイン and another notice', () => {
    for (const window of ['login', 'main', 'notice'] as const) expect(outcome(at(window), asked).window).toBe('notice')
  })

  it('interrupts nothing else', () => {
    for (const window of ['preparing', 'start', 'working', 'completion', 'acquire', 'new-pc', 'ended'] as const) {
      expect(outcome(at(window), asked).untouched).toBe(true)
    }
  })

  it('is not shown for a certificate that is gone', () => {
    expect(outcome(at('login'), asked, factsWith({ certificates: [renewed] })).untouched).toBe(true)
  })
})
