import { describe, expect, it, vi } from 'vitest'
import type { View } from '../../../../preload/contract.ts'
import { failure, success } from '../../../../main/renewal/errors.ts'
import { enrolmentPurpose, issuedFacts, states } from '../../renewal/samples.ts'
import { credentials, Desk } from './desk.ts'
import { due, renewed } from './samples.ts'

const never = new Promise<never>(() => undefined)
const offline = () => failure('bank.unreachable', { retry: 'later' })

/** A promise whose end the test decides. */
function held<T>() {
  let release = (_value: T): void => undefined
  const promise = new Promise<T>((resolve) => (release = resolve))
  return { promise, release: (value: T) => release(value) }
}

describe('a renewal through the windows', () => {
  it('goes from ログイン to 発行完了 and back, and shows each window on the way', async () => {
    const desk = new Desk()
    await desk.prepares()
    desk.flow.press('start:begin', undefined)
    expect(await desk.comes('completion')).toMatchObject({
      certificate: { thumbprint: renewed.thumbprint },
      retired: { thumbprint: due.thumbprint },
      browsers: { sharing: ['Chromium'], apart: [] },
      afterRenewal: ['翌営業日から'],
    })
    expect(desk.questions.map(({ question }) => question)).toEqual(['request', 'installation'])
    expect(desk.history.map(({ event }) => event)).toEqual(['login', 'renewed', 'retired'])

    desk.flow.press('completion:close', undefined)
    expect(await desk.comes('login')).toMatchObject({ selected: renewed.thumbprint })
    expect(desk.world.journal).toBeUndefined()
    const met = desk.views.map(({ window }) => window)
    expect(met.filter((window, index) => window !== met[index - 1])).toEqual([
      'login',
      'notice',
      'preparing',
      'start',
      'working',
      'completion',
      'login',
    ])
  })

  it('is shown only where something has changed', async () => {
    const desk = new Desk()
    await desk.logsIn()
    const before = desk.views.length
    desk.flow.follow()
    desk.flow.retryStalled()
    desk.flow.press('main:log-out', undefined)
    expect(desk.views).toHaveLength(before)
  })
})

describe('a window that stays open over a night, or a sleep of weeks', () => {
  const day = 24 * 60 * 60 * 1000

  it('tells the days and the status of now, and is not sent anew within the same day', async () => {
    const desk = new Desk()
    await desk.flow.start()
    const shown = () => desk.flow.view() as Extract<View, { window: 'login' }>
    // Not at the very moment when a day ends.
    desk.world.time += 1000
    desk.flow.timePassed()
    const before = { left: shown().certificates[0]!.daysLeft, views: desk.views.length }
    desk.world.time += 1000
    desk.flow.timePassed()
    expect(desk.views).toHaveLength(before.views)
    desk.world.time += 2 * day
    desk.flow.timePassed()
    expect(shown().certificates[0]!.daysLeft).toBe(before.left - 2)
    expect(desk.views.at(-1)).toEqual(shown())
    desk.world.time = due.notAfter + day
    desk.flow.timePassed()
    expect(shown()).toMatchObject({ status: 'grace', canRenew: true, certificates: [{ status: 'grace' }] })
    desk.world.time = due.notAfter + 60 * day
    desk.flow.timePassed()
    expect(shown()).toMatchObject({ status: 'lapsed', canRenew: false, certificates: [{ status: 'lapsed' }] })
  })
})

describe('a renewal whose answer was lost', () => {
  it('survives every window that one can look at, and goes on from ログイン', async () => {
    const desk = new Desk()
    desk.world.bankAnswer = offline
    await desk.prepares()
    desk.flow.press('start:begin', undefined)
    await desk.comes('ended')
    desk.flow.press('ended:continue', undefined)
    await desk.comes('main')
    desk.flow.press('main:log-out', undefined)
    expect(await desk.comes('login')).toMatchObject({
      unfinished: { purpose: 'renewal', failure: { code: 'bank.unreachable' } },
    })
    desk.flow.press('login:acquire', undefined)
    await desk.comes('acquire')
    desk.flow.press('acquire:back', undefined)
    await desk.comes('login')
    desk.flow.press('login:new-pc', undefined)
    desk.flow.press('new-pc:back', undefined)
    await desk.comes('login')
    expect(desk.world.journal?.step).toBe('stalled')
    expect(desk.heldKeys).toEqual(['koshin-1'])

    desk.world.bankAnswer = () => success({ kind: 'issued', certificate: issuedFacts.der, intermediates: [] })
    desk.flow.press('login:resume', undefined)
    await desk.comes('completion')
    expect(desk.world.issuedFor.size).toBe(1)
  })

  it('is tried again by itself while its failure is shown', async () => {
    const desk = new Desk()
    desk.world.bankAnswer = offline
    await desk.prepares()
    desk.flow.press('start:begin', undefined)
    expect(await desk.comes('ended')).toMatchObject({ retry: 'automatic' })
    expect(desk.timers).toMatchObject([{ ms: 15_000 }])
    desk.world.bankAnswer = () => success({ kind: 'issued', certificate: issuedFacts.der, intermediates: [] })
    await desk.timePasses()
    await desk.comes('completion')
    expect(desk.history.filter(({ event }) => event === 'failed')).toHaveLength(1)
  })
})

describe('a certificate that waits after いいえ', () => {
  it('of a renewal is offered at ログイン, in メイン and in 電子証明書取得', async () => {
    const desk = new Desk()
    desk.answer = async ({ question }) => question === 'request'
    await desk.prepares()
    desk.flow.press('start:begin', undefined)
    expect(await desk.comes('ended')).toMatchObject({ outcome: 'declined-installation' })
    const waiting = { holder: issuedFacts.holder, notAfter: issuedFacts.notAfter }
    desk.flow.press('ended:continue', undefined)
    expect(await desk.comes('main')).toMatchObject({ waiting })
    desk.flow.press('main:log-out', undefined)
    expect(await desk.comes('login')).toMatchObject({ waiting })
    desk.flow.press('login:acquire', undefined)
    expect(await desk.comes('acquire')).toMatchObject({ waiting })

    desk.answer = async () => true
    desk.flow.press('acquire:install-waiting', undefined)
    expect(await desk.comes('completion')).toMatchObject({ certificate: { thumbprint: renewed.thumbprint } })
  })

  it('of an acquisition is offered by ログイン, which knows of no other', async () => {
    const desk = new Desk()
    desk.world.installed.clear()
    desk.answer = async ({ question }) => question === 'request'
    await desk.flow.start()
    desk.flow.press('login:acquire', undefined)
    desk.flow.press('acquire:request', { customerId: 'K1', password: 'right' })
    await desk.comes('ended')
    desk.flow.press('ended:continue', undefined)
    expect(await desk.comes('login')).toMatchObject({ status: 'absent', waiting: { holder: issuedFacts.holder } })

    desk.answer = async () => true
    await vi.waitFor(() => expect(desk.flow.view()).toMatchObject({ busy: false }))
    desk.flow.press('login:install-waiting', undefined)
    expect(await desk.comes('completion')).toMatchObject({ purpose: 'enrolment' })
  })
})

describe('キャンセル while the key is made ahead', () => {
  it('leaves at once, takes the key away later, and renews nothing although 更新 was pressed', async () => {
    const desk = new Desk()
    const bank = held<void>()
    desk.reach = async () => (await bank.promise, desk.world.bank.reach())
    await desk.prepares()
    desk.flow.press('start:begin', undefined)
    expect(desk.flow.view()).toMatchObject({ window: 'start', busy: true })
    desk.flow.press('start:cancel', undefined)
    expect(desk.flow.view().window).toBe('main')
    bank.release()
    await vi.waitFor(() => expect(desk.world.journal?.step).toBe('ended'))
    expect(desk.heldKeys).toEqual([])
    expect(desk.questions).toEqual([])
    expect(desk.flow.view().window).toBe('main')
  })

  it('does not stand in the way of the next renewal', async () => {
    const desk = new Desk()
    const bank = held<void>()
    desk.reach = async () => (await bank.promise, desk.world.bank.reach())
    await desk.prepares()
    desk.flow.press('start:cancel', undefined)
    desk.flow.press('main:renew', undefined)
    await desk.timePasses()
    await desk.comes('start')
    desk.flow.press('start:begin', undefined)
    bank.release()
    await desk.comes('completion')
    expect(desk.world.issuedFor.size).toBe(1)
  })
})

describe('the session at the bank', () => {
  it('is ended behind the windows: このウィンドウを閉じる waits for nothing', async () => {
    const desk = new Desk()
    desk.ports.portal!.logOut = vi.fn(() => never)
    await desk.prepares()
    desk.flow.press('start:begin', undefined)
    await desk.comes('completion')
    desk.flow.press('completion:close', undefined)
    expect(desk.ports.closeWindow).toHaveBeenCalledOnce()
    expect(desk.flow.view().window).toBe('login')
    expect(desk.ports.portal!.logOut).toHaveBeenCalledWith(due.thumbprint)
  })

  it('that ends does not end the one that begins after it', async () => {
    const desk = new Desk()
    const ended = held<void>()
    desk.ports.portal!.logOut = () => ended.promise
    const logIn = vi.spyOn(desk.ports.portal!, 'logIn')
    await desk.logsIn()
    desk.flow.press('notice:to-main', undefined)
    desk.flow.press('main:log-out', undefined)
    desk.flow.press('login:sign-in', credentials)
    await Promise.resolve()
    expect(logIn).toHaveBeenCalledOnce()
    ended.release()
    await desk.comes('notice')
    expect(logIn).toHaveBeenCalledTimes(2)
  })

  it('with a revoked certificate is refused, and ログイン shows it as revoked', async () => {
    const desk = new Desk()
    desk.ports.portal!.logIn = async () => failure('certificate.revoked')
    await desk.flow.start()
    desk.flow.press('login:sign-in', credentials)
    await vi.waitFor(() => expect(desk.flow.view()).toMatchObject({ failure: { code: 'certificate.revoked' } }))
    expect(desk.flow.view()).toMatchObject({ window: 'login', status: 'revoked' })
  })

  it('that the bank has not kept is none, however good the password was', async () => {
    const desk = new Desk()
    desk.ports.portal!.registeredEmail = async () => failure('bank.login-needed')
    await desk.flow.start()
    desk.flow.press('login:sign-in', credentials)
    await vi.waitFor(() => expect(desk.flow.view()).toMatchObject({ failure: { code: 'bank.login-needed' } }))
    expect(desk.flow.view().window).toBe('login')
  })

  it('brings the policy of the bank, before it is decided whether a notice is due', async () => {
    const desk = new Desk()
    desk.ports.portal!.policy = async () => success({ noticeDays: 10, graceDays: 30, afterRenewal: [] })
    await desk.flow.start()
    desk.flow.press('login:sign-in', credentials)
    await desk.comes('main')
  })

  it('goes on by what was in force where half of the policy is missing, and says so', async () => {
    const desk = new Desk()
    const { failure: half } = failure('bank.policy-unusable')
    desk.ports.portal!.policy = async () => ({ ok: false, failure: half })
    await desk.logsIn()
    desk.flow.press('notice:to-main', undefined)
    expect(await desk.comes('main')).toMatchObject({ failure: half })
    expect(desk.ports.policy.refuse).toHaveBeenCalledWith(half)
    expect(desk.history.map(({ event, code }) => [event, code])).toEqual([
      ['login', undefined],
      ['failed', 'bank.policy-unusable'],
    ])
    expect(desk.policy.noticeDays).toBe(30)
  })

  it('brings what the bank says, which メイン shows until the logout', async () => {
    const desk = new Desk()
    const message = { ja: 'お休みします。', en: 'Closed.' }
    desk.ports.portal!.policy = async () => success({ noticeDays: 30, graceDays: 30, afterRenewal: [], message })
    const adopt = vi.spyOn(desk.ports.policy, 'adopt')
    await desk.logsIn()
    desk.flow.press('notice:to-main', undefined)
    expect(await desk.comes('main')).toMatchObject({ message })
    expect(adopt).toHaveBeenCalledWith({ noticeDays: 30, graceDays: 30, afterRenewal: [] })
    desk.flow.press('main:log-out', undefined)
    expect(JSON.stringify(await desk.comes('login'))).not.toContain(message.ja)
  })

  it('misses no policy where the bank has none', async () => {
    const desk = new Desk()
    desk.ports.portal!.policy = async () => failure('bank.refused')
    await desk.logsIn()
    desk.flow.press('notice:to-main', undefined)
    expect(await desk.comes('main')).not.toHaveProperty('failure')
  })

  it('without a portal is a connection with the certificate', async () => {
    const prove = vi.fn(async () => offline())
    const desk = new Desk(() => ({ portal: undefined, prove }))
    await desk.flow.start()
    expect(desk.flow.view()).toMatchObject({ hasPortal: false })
    desk.flow.press('login:sign-in', { thumbprint: due.thumbprint })
    await vi.waitFor(() => expect(desk.flow.view()).toMatchObject({ failure: { code: 'bank.unreachable' } }))
    expect(prove).toHaveBeenCalledWith(due.thumbprint)
  })
})

describe('the start of the app', () => {
  it('waits for the key store, not for a question or a bank', async () => {
    const before = new Desk()
    before.world.bankAnswer = offline
    await before.prepares()
    before.flow.press('start:begin', undefined)
    await before.comes('ended')
    const desk = new Desk()
    desk.world.journal = before.world.journal
    for (const key of before.heldKeys) desk.world.keys.add(key)
    desk.answer = () => never
    await desk.flow.start()
    await vi.waitFor(() => expect(desk.questions).toHaveLength(1))
    expect(desk.flow.view()).toMatchObject({ window: 'working', step: 'confirming-installation' })
  })

  it('shows an acquisition that was cut off before the key store has answered', async () => {
    const desk = new Desk()
    desk.world.journal = { ...states.requesting, purpose: enrolmentPurpose }
    desk.refresh = () => never
    void desk.flow.start()
    expect(await desk.comes('acquire')).toMatchObject({ customerId: 'K1000001', resuming: true })
  })

  it('survives a key store that cannot be asked, and says so', async () => {
    const desk = new Desk()
    desk.refresh = async () => failure('keystore.locked', { retry: 'later' })
    await desk.flow.start()
    expect(desk.flow.view()).toMatchObject({ window: 'login', busy: false, failure: { code: 'keystore.locked' } })
  })

  it('survives a fault of ours, and says so', async () => {
    const desk = new Desk()
    desk.refresh = async () => {
      throw new Error('broken')
    }
    await desk.flow.start()
    await vi.waitFor(() =>
      expect(desk.flow.view()).toMatchObject({ failure: { code: 'internal', cause: 'Error: broken' } }),
    )
  })
})

describe('a notification', () => {
  it('opens the notice of its certificate, from which 証明書更新 goes on', async () => {
    const desk = new Desk()
    await desk.flow.start()
    desk.flow.openNotice(due.thumbprint)
    expect(desk.flow.view().window).toBe('notice')
    desk.flow.press('notice:renew', undefined)
    expect(desk.flow.view().window).toBe('preparing')
  })

  it('of a certificate that is gone opens nothing', async () => {
    const desk = new Desk()
    await desk.flow.start()
    desk.flow.openNotice('f'.repeat(64))
    expect(desk.flow.view().window).toBe('login')
  })
})
