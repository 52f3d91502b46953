import { describe, expect, it } from 'vitest'
import { draw, drawQuestion } from '../../../../main/desktop/flow/draw.ts'
import { subjectOf } from '../../../../main/desktop/flow/state.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import { enrolmentPurpose, issuedFacts, now, states } from '../../renewal/samples.ts'
import {
  at,
  day,
  due,
  expired,
  factsWith,
  ofAnother,
  renewed,
  revoked,
  signedIn,
  unreachable,
  windows,
} from './samples.ts'

const login = (facts: Parameters<typeof factsWith>[0] = {}, state = at('login')) => draw(state, factsWith(facts))

describe('every window', () => {
  it.each(windows)('is drawn from its state: %s', (window) => {
    expect(draw(at(window), factsWith())).toMatchObject({ window })
  })

  it('leaves out what is not there, and is plain data', () => {
    for (const window of windows) {
      const view = draw(at(window), factsWith())
      expect(JSON.parse(JSON.stringify(view))).toStrictEqual(view)
    }
  })

  it('shows no bytes of a certificate', () => {
    const text = JSON.stringify(windows.map((window) => draw(at(window), factsWith())))
    for (const hidden of ['"der"', '"publicKeyHash"', '"keyName"']) expect(text).not.toContain(hidden)
  })
})

describe('ログイン', () => {
  it('chooses by itself where all certificates that log in are of one holder', () => {
    expect(login({ certificates: [renewed, due] })).toMatchObject({ selected: renewed.thumbprint, status: 'valid' })
  })

  it('leaves the choice among several holders to its user', () => {
    const certificates = [due, ofAnother]
    expect(login({ certificates })).not.toHaveProperty('selected')
    const picked = at('login', {}, { chosen: ofAnother.thumbprint })
    expect(login({ certificates }, picked)).toMatchObject({ selected: ofAnother.thumbprint })
  })

  it('shows what cannot log in only where nothing can', () => {
    expect(login({ certificates: [due, expired] })).toMatchObject({ certificates: [{ status: 'due' }] })
    expect(login({ certificates: [expired] })).toMatchObject({
      certificates: [{ status: 'grace', daysLeft: -12 }],
      status: 'grace',
      canRenew: true,
    })
    expect(login({ certificates: [], faulty: [revoked] })).toMatchObject({
      certificates: [{ status: 'revoked' }],
      status: 'revoked',
      canRenew: false,
    })
  })

  it('shows what the run before found, while this one looks, and chooses nothing of it', () => {
    const known = { certificates: [], lastKnown: [subjectOf(due)] }
    const looking = login(known, at('login', { looking: true, busy: true }))
    expect(looking).toMatchObject({ looking: true, certificates: [{ thumbprint: due.thumbprint, status: 'due' }] })
    expect(looking).not.toHaveProperty('selected')
    expect(login(known)).toMatchObject({ looking: false, certificates: [], status: 'absent' })
  })

  it('shows nothing from before that has expired since, nor beside what is here', () => {
    const looking = at('login', { looking: true, busy: true })
    expect(login({ certificates: [], lastKnown: [subjectOf(expired)] }, looking)).toMatchObject({ certificates: [] })
    expect(login({ certificates: [renewed], lastKnown: [subjectOf(due)] }, looking)).toMatchObject({
      certificates: [{ thumbprint: renewed.thumbprint }],
    })
  })

  it('tells of a certificate that was issued and waits, whatever it was issued for', () => {
    for (const purpose of [states.postponed.purpose, enrolmentPurpose]) {
      const view = login({ certificates: [], renewal: { ...states.postponed, purpose }, issued: issuedFacts })
      expect(view).toMatchObject({ waiting: { holder: issuedFacts.holder, notAfter: issuedFacts.notAfter } })
      expect(view).not.toHaveProperty('unfinished')
    }
  })

  it('tells of a renewal that stopped, and why', () => {
    expect(login({ renewal: states.stalled })).toMatchObject({
      unfinished: { purpose: 'renewal', failure: unreachable, automatic: true },
    })
    expect(login({ renewal: states['password-needed'] })).toMatchObject({
      unfinished: { purpose: 'enrolment', automatic: false },
    })
  })

  it('tells of a renewal that waits for the bank, and when the bank is asked again', () => {
    expect(login({ renewal: states.waiting })).toMatchObject({
      unfinished: { purpose: 'renewal', retryAt: states.waiting.retryAt },
    })
    const working = draw(at('working', { retryAt: states.waiting.retryAt }), factsWith({ renewal: states.waiting }))
    expect(working).toMatchObject({ canLeave: true })
    expect(draw(at('working'), factsWith({ renewal: states.requesting }))).not.toHaveProperty('canLeave')
  })

  it.each(['complete', 'ended', 'requesting', 'confirming-request'] as const)(
    'tells nothing of what is over or moves by itself: %s',
    (step) => {
      const view = login({ renewal: states[step], issued: issuedFacts })
      expect(view).not.toHaveProperty('unfinished')
      expect(view).not.toHaveProperty('waiting')
    },
  )
})

describe('電子証明書更新通知', () => {
  it('says until when the reminders are silent, and whether they can be', () => {
    const silence = { possible: true, until: now + day }
    expect(draw(at('notice'), factsWith({ silence }))).toMatchObject({
      certificate: { daysLeft: 20, status: 'due', noticeFrom: due.notAfter - 30 * day },
      reminders: { canBeSilenced: true, silentUntil: now + day, from: 30 },
    })
    expect(draw(at('notice'), factsWith({ silence: undefined }))).toMatchObject({ reminders: { canBeSilenced: false } })
  })
})

describe('電子証明書発行 発行完了', () => {
  it('says for the record when it was completed, and who said はい', () => {
    const state = at('completion')
    const before = { time: now - 2 * day, event: 'renewed', serial: 'another' } as const
    const history = [{ time: now - 60_000, event: 'renewed', serial: renewed.serial } as const, before]
    expect(draw(state, factsWith({ history }))).toMatchObject({
      completedAt: now - 60_000,
      confirmedBy: { who: 'user' },
    })
    expect(draw(state, factsWith({ history: [before] }))).toMatchObject({ completedAt: now })
    const facts = factsWith()
    const managed = { ...facts, bank: { ...facts.bank, managedConsent: true } }
    expect(draw(state, managed)).toMatchObject({ confirmedBy: { who: 'organisation' } })
  })
})

describe('a machine that renews by itself', () => {
  it('says so in the notice and in メイン, until its bank wants a login first, and at the completion of a renewal that nobody began', () => {
    const facts = factsWith()
    const automatic = { ...facts, bank: { ...facts.bank, automatic: true } }
    for (const window of ['notice', 'main'] as const) {
      expect(draw(at(window), automatic)).toMatchObject({ automatic: true })
      expect(draw(at(window), facts)).not.toHaveProperty('automatic')
      const loggedIn = { ...automatic, policy: { ...facts.policy, renewalNeedsLogin: true } }
      expect(draw(at(window), loggedIn)).not.toHaveProperty('automatic')
    }
    const entry = { time: now, event: 'renewed', serial: renewed.serial } as const
    expect(draw(at('completion'), { ...automatic, history: [{ ...entry, automatic: true }] })).toHaveProperty(
      'automatic',
    )
    expect(draw(at('completion'), { ...automatic, history: [entry] })).not.toHaveProperty('automatic')
  })
})

describe('電子証明書更新開始', () => {
  it('takes 更新 once', () => {
    expect(draw(at('start'), factsWith())).not.toHaveProperty('busy')
    expect(draw(at('start', { begun: true }), factsWith())).toMatchObject({ busy: true })
  })
})

describe('メイン', () => {
  const main = (more: Parameters<typeof factsWith>[0] = {}) => draw(at('main', {}, { signedIn }), factsWith(more))

  it('greets its user, and names the address that the bank writes to', () => {
    expect(main()).toMatchObject({ customerName: signedIn.customerName, email: signedIn.email })
  })

  it('says when the next notice comes, as long as none has', () => {
    expect(main()).not.toHaveProperty('nextNotice')
    const state = at('main', { subject: subjectOf(renewed) })
    expect(draw(state, factsWith())).toMatchObject({ nextNotice: renewed.notAfter - 30 * day })
  })

  it('shows the last 20 entries of the history', () => {
    const history = Array.from({ length: 30 }, (_, index) => ({ time: now - index, event: 'login' }) as const)
    expect((main({ history }) as { history: unknown }).history).toEqual(history.slice(0, 20))
  })

  it('offers a certificate that waits', () => {
    expect(main({ renewal: states.postponed, issued: issuedFacts })).toMatchObject({
      waiting: { notAfter: issuedFacts.notAfter },
    })
  })
})

describe('a bank that could not be told that its certificate was taken', () => {
  const unconfirmed = { code: 'bank.unreachable', retry: 'later' } as const

  it('is said of wherever the certificate is offered, asked about or in use', () => {
    const facts = factsWith({ renewal: { ...states.postponed, unconfirmed }, issued: issuedFacts })
    for (const window of ['login', 'main', 'acquire'] as const) {
      expect(draw(at(window), facts)).toMatchObject({ waiting: { unconfirmed } })
    }
    expect(draw(at('completion', { unconfirmed }), factsWith())).toMatchObject({ unconfirmed })
    const asking = { ...states['confirming-installation'], unconfirmed }
    expect(drawQuestion('installation', asking, undefined, issuedFacts)).toMatchObject({ unconfirmed: true })
  })

  it('is not said of others', () => {
    expect(draw(at('completion'), factsWith())).not.toHaveProperty('unconfirmed')
    const question = drawQuestion('installation', states['confirming-installation'], undefined, issuedFacts)
    expect(question).not.toHaveProperty('unconfirmed')
  })
})

describe('電子証明書取得', () => {
  const acquire = (renewal?: Parameters<typeof factsWith>[0]) => draw(at('acquire'), factsWith(renewal))

  it('takes up the acquisition that was cut off', () => {
    expect(acquire({ renewal: states['password-needed'] })).toMatchObject({ customerId: 'K1000001', resuming: true })
  })

  it('asks for no password again where the certificate only waits for its installation', () => {
    const renewal = { ...states.postponed, purpose: enrolmentPurpose }
    expect(acquire({ renewal, issued: issuedFacts })).toMatchObject({
      customerId: 'K1000001',
      resuming: false,
      waiting: { holder: issuedFacts.holder },
    })
  })

  it('offers a renewed certificate that waits, too, and takes no holder of it for a customer', () => {
    expect(acquire({ renewal: states.postponed, issued: issuedFacts })).toMatchObject({
      customerId: '',
      resuming: false,
      waiting: { holder: issuedFacts.holder },
    })
  })

  it('proposes the customer whom policy names, and forgets an acquisition that is over', () => {
    const { bank } = factsWith()
    const renewal = { ...states.complete, purpose: enrolmentPurpose }
    expect(acquire({ renewal, bank: { ...bank, enrolUser: 'K9' } })).toMatchObject({
      customerId: 'K9',
      resuming: false,
    })
  })
})

describe('パソコンを替えるとき', () => {
  it('names what logs in here, and what has to end first', () => {
    expect(draw(at('new-pc'), factsWith({ certificates: [due, expired], renewal: states.postponed }))).toMatchObject({
      certificates: [{ thumbprint: due.thumbprint }],
      unfinished: true,
    })
    expect(draw(at('new-pc'), factsWith({ renewal: states.complete }))).toMatchObject({ unfinished: false })
  })
})

describe('発行完了', () => {
  it('says what the bank still has to do', () => {
    const policy = { ...defaultPolicy, afterRenewal: ['翌営業日から'] }
    expect(draw(at('completion'), factsWith({ policy }))).toMatchObject({
      certificate: { thumbprint: renewed.thumbprint },
      proven: 'tls',
      retired: { thumbprint: due.thumbprint },
      afterRenewal: ['翌営業日から'],
    })
  })
})

describe('Web アクセスの確認', () => {
  const server = { bankHost: 'cmp.bank.example:8443', bankVerified: false }

  it('the first names the holder, and says of the server what is known of it', () => {
    expect(drawQuestion('request', states['confirming-request'], server, undefined)).toEqual({
      question: 'request',
      purpose: 'renewal',
      ...server,
      holder: due.holder,
    })
  })

  it('the first of an acquisition names the customer', () => {
    const state = { ...states['confirming-request'], purpose: enrolmentPurpose }
    expect(drawQuestion('request', state, server, undefined)).toMatchObject({ holder: 'K1000001', bankVerified: false })
  })

  it('the second tells what was issued', () => {
    const state = { ...states['confirming-installation'], purpose: enrolmentPurpose }
    expect(drawQuestion('installation', state, { ...server, bankVerified: true }, issuedFacts)).toMatchObject({
      holder: issuedFacts.holder,
      notAfter: issuedFacts.notAfter,
      bankVerified: true,
    })
  })
})
