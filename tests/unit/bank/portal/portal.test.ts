import { describe, expect, it } from 'vitest'
import { createPortal } from '../../../../main/bank/portal/portal.ts'
import type { HttpAnswer } from '../../../../main/bank/transport/http.ts'
import { failure, type Result } from '../../../../main/renewal/errors.ts'
import { answers, fakeTransport } from '../transport/fake-transport.ts'

const own = 'a'.repeat(64)
const other = 'b'.repeat(64)
const hanako = { customerId: 'K1000001', name: '山田 花子' }
const ichiro = { customerId: 'K1000002', name: '佐藤 一郎' }

const json = (value: unknown, status = 200) =>
  answers(status, { 'content-type': 'application/json' }, JSON.stringify(value))
const seen = (thumbprint: string, customer = hanako, status = 'valid') => json({ ...customer, thumbprint, status })
const portalOf = (...given: Result<HttpAnswer>[]) =>
  createPortal('https://bank.example/portal/', fakeTransport(...given).transport, () => 0)
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.failure.code)

describe('whom the bank sees', () => {
  it('is who we are', async () => {
    expect(await portalOf(seen(own)).whoAmI(own)).toMatchObject({
      ok: true,
      value: { ...hanako, thumbprint: own },
    })
  })

  it('is not told what the password was, nor anybody else, where the portal repeats it', async () => {
    const refused = answers(400, { 'content-type': 'text/plain' }, 'POST {"password":"one-time-secret"}')
    const message = { ja: 'one-time-secret は違います', en: 'wrong' }
    for (const answer of [refused, json({ code: 'one-time-secret', message }, 400)]) {
      const result = await portalOf(seen(own), answer).logIn(own, hanako.customerId, 'one-time-secret')
      expect(result).toEqual(failure('bank.refused', { cause: 'HTTP 400' }))
    }
  })

  it('is named in one line and in the direction that it is read, whatever the portal writes', async () => {
    const turned = { ...hanako, name: '山田\u202e\u2066 花子\n\u0007' }
    expect(await portalOf(seen(own, turned)).whoAmI(own)).toMatchObject({ value: { name: '山田 花子' } })
    const email = json({ email: 'a\u202e@bank.example' })
    expect(await portalOf(email).registeredEmail(own)).toMatchObject({ value: 'a @bank.example' })
    const policy = json({ noticeDays: 30, graceDays: 30, afterRenewal: ['届け出\u202eを\r\n出す'] })
    expect(await portalOf(policy).policy(own)).toMatchObject({ value: { afterRenewal: ['届け出 を 出す'] } })
    const unseen = json({ noticeDays: 30, graceDays: 30, afterRenewal: ['届け出を出す', '\u200b'] })
    expect(codeOf(await portalOf(unseen).policy(own))).toBe('bank.policy-unusable')
  })

  it('is somebody else where it names another certificate', async () => {
    expect(await portalOf(seen(other)).whoAmI(own)).toMatchObject({
      failure: { code: 'bank.other-identity', retry: 'later' },
    })
  })

  it('is somebody else where it names another customer than the acquisition was for', async () => {
    const expected = { customerId: hanako.customerId }
    expect(await portalOf(seen(own, ichiro)).whoAmI(own, expected)).toEqual(
      failure('bank.other-identity', { retry: 'later', cause: 'another customer ID' }),
    )
    expect(
      codeOf(
        await portalOf(seen(own)).whoAmI(own, {
          customerId: ' ｋ１０００００１',
        }),
      ),
    ).toBe('ok')
  })

  it('is the customer who logged in with this certificate, and who has the one that renews it', async () => {
    const portal = portalOf(seen(own), json(hanako), seen(own, ichiro), seen(own), seen(other, ichiro), seen(other))
    expect(codeOf(await portal.logIn(own, 'K1000001', 'secret'))).toBe('ok')
    expect(codeOf(await portal.whoAmI(own))).toBe('bank.other-identity')
    expect(codeOf(await portal.whoAmI(own))).toBe('ok')
    expect(codeOf(await portal.whoAmI(other, { renews: own }))).toBe('bank.other-identity')
    expect(codeOf(await portal.whoAmI(other, { renews: own }))).toBe('ok')
  })

  it('is nobody whose ID is longer than any: to compare 64 kilobytes of marks takes seconds', async () => {
    const customerId = `K${'\u0301'.repeat(10_000)}${'\u0316'.repeat(10_000)}`
    expect(codeOf(await portalOf(seen(own, { ...hanako, customerId })).whoAmI(own))).toBe('bank.bad-answer')
  })

  it('may be the customer of another certificate on this computer', async () => {
    const portal = portalOf(seen(own), seen(other, ichiro))
    expect(codeOf(await portal.whoAmI(own))).toBe('ok')
    expect(codeOf(await portal.whoAmI(other, { renews: 'c'.repeat(64) }))).toBe('ok')
  })

  it.each([
    ['in a good answer', seen(own, hanako, 'revoked')],
    ['in a refusal', json({ code: 'revoked' }, 403)],
  ])('is nobody with a revoked certificate (%s)', async (_title, given) => {
    expect(await portalOf(given).whoAmI(own)).toMatchObject({
      failure: { code: 'certificate.revoked', retry: 'never' },
    })
  })
})

describe('a question to the portal', () => {
  it('has a body and its type where something is told, and neither where something is asked', async () => {
    const { transport, sent } = fakeTransport(seen(own), failure('bank.busy'))
    const portal = createPortal('https://bank.example/portal', transport, () => 0)
    await portal.whoAmI(own)
    await portal.checkNotice('code', { thumbprints: [own] }, undefined)
    const [asked, told] = sent.map(({ request }) => request)
    expect([asked!.method, asked!.body, asked!.headers]).toEqual(['GET', undefined, { accept: 'application/json' }])
    expect([told!.method, told!.headers['content-type']]).toEqual(['POST', 'application/json'])
    expect(JSON.parse(Buffer.from(told!.body!).toString())).toEqual({ code: 'code', thumbprints: [own] })
    // The cookie stands for a password: whom no certificate names has neither.
    expect(sent.map(({ request }) => [request.cookies, request.secret])).toEqual([
      [true, true],
      [false, false],
    ])
  })

  it.each(['https://bank.example/portal', 'https://bank.example/portal/', 'https://bank.example/portal//'])(
    'goes to its own address below that of the portal: %s',
    async (url) => {
      const lost = failure('bank.busy')
      const { transport, sent } = fakeTransport(seen(own), lost, lost, lost, lost)
      const portal = createPortal(url, transport, () => 0)
      expect(await portal.logIn(own, 'K1', 'secret')).toEqual(lost)
      // Who could not log in is not remembered as a customer.
      expect([await portal.whoAmI(own), await portal.registeredEmail(own)]).toEqual([lost, lost])
      expect(await portal.policy(own)).toEqual(lost)
      const paths = ['who-am-i', 'login', 'who-am-i', 'registered-email', 'policy']
      expect(sent.map(({ request }) => request.url)).toEqual(paths.map((path) => `https://bank.example/portal/${path}`))
    },
  )
})

describe('an answer of the portal', () => {
  it.each([
    ['a page', answers(200, { 'content-type': 'text/html' }, '<html>'), 'bank.maintenance'],
    ['a page for people who wait', answers(503, { 'content-type': 'text/html' }, '<html>'), 'bank.maintenance'],
    ['the way to such a page', answers(302, { location: 'https://bank.example/sorry' }), 'bank.maintenance'],
    ['the way to another place for good', answers(301, { location: 'https://other.example' }), 'bank.bad-answer'],
    ['please later', json({ code: 'busy' }, 503), 'bank.busy'],
    ['too many attempts', json({ code: 'too-many-attempts' }, 429), 'bank.busy'],
    ['a wrong password', json({ code: 'login-refused' }, 401), 'bank.login-refused'],
    ['an account that is locked', json({ code: 'account-locked' }, 401), 'bank.account-locked'],
    ['a password that has to be changed', json({ code: 'password-expired' }, 403), 'bank.password-expired'],
    ['a second factor', json({ code: 'second-factor-needed' }, 401), 'bank.second-factor-needed'],
    ['a session that is over', json({ code: 'login-needed' }, 401), 'bank.login-needed'],
    ['a newer version first', json({ code: 'app-too-old' }, 403), 'bank.app-too-old'],
    ['one of several places', answers(300), 'bank.bad-answer'],
    ['bad, and no word more', answers(400), 'bank.refused'],
    ['bad, in a word that is no object', json('app-too-old', 400), 'bank.refused'],
    ['bad, and null', json(null, 400), 'bank.refused'],
    ['bad, in a list', json(['app-too-old'], 400), 'bank.refused'],
    ['no access', json({ code: 'expired' }, 403), 'bank.certificate-refused'],
    ['something else', json({ unknown: true }), 'bank.bad-answer'],
    ['a failed connection', failure('bank.connection-closed', { retry: 'later' }), 'bank.connection-closed'],
  ])('that is %s is told by its code', async (_title, given, code) => {
    expect(codeOf(await portalOf(given).whoAmI(own))).toBe(code)
  })

  it('that makes no sense is told by what is wrong with it, and by nothing of what it says', async () => {
    const causeOf = async (given: Result<HttpAnswer>) => {
      const told = await portalOf(given).whoAmI(own)
      return told.ok ? 'ok' : told.failure.cause
    }
    const parts = { ...hanako, customerId: 1, thumbprint: own, status: 'no' }
    expect(await causeOf(json(parts))).toBe('customerId, status')
    const text = 'the portal did not answer with JSON'
    expect(await causeOf(answers(200, {}, 'hello'))).toBe(text)
    expect(await causeOf(answers(200, {}, Buffer.from([0x22, 0xff, 0x22])))).toBe(text)
    expect(await causeOf(seen(other))).toBe('the bank sees bbbbbbbbbbbb')
    expect(await causeOf(seen(own, hanako, 'revoked'))).toBe('the portal says so')
    expect(await causeOf(answers(301, { location: 'https://other.example/x' }))).toBe(
      'HTTP 301: a redirect to https://other.example, not followed',
    )
    expect(await causeOf(answers(400))).toBe('HTTP 400')
    expect(await causeOf(json({ code: 'too-old' }, 400))).toBe('HTTP 400 too-old')
    expect(await causeOf(json({ code: 'login-needed' }, 401))).toBe('HTTP 401 login-needed')
  })

  it('says when the portal wants to be asked again, in seconds or as a date', async () => {
    const until = {
      'content-type': 'text/html',
      'retry-after': 'Thu, 01 Jan 1970 00:10:00 GMT',
    }
    const told = { failure: { code: 'bank.maintenance', retry: 'later', retryAfter: 600, until: 600_000 } }
    expect(await portalOf(answers(503, until, '<html>')).whoAmI(own)).toMatchObject(told)
    const seconds = await portalOf(answers(503, { 'retry-after': '600' })).whoAmI(own)
    expect(seconds).toMatchObject({ failure: { code: 'bank.busy', retryAfter: 600 } })
    expect(seconds).not.toHaveProperty('failure.until')
  })
})

describe('a maintenance', () => {
  const refused = (until: string, headers = {}) =>
    portalOf(
      answers(503, { 'content-type': 'application/json', ...headers }, `{"code":"maintenance","until":${until}}`),
    )
  const closed = { code: 'bank.maintenance', retry: 'later' }

  it('is told with its end, and lasts a week at most without being asked about', async () => {
    const until = Date.UTC(1970, 0, 1, 6)
    const day = await refused('"1970-01-01T15:00:00+09:00"').whoAmI(own)
    expect(day).toMatchObject({ failure: { ...closed, until, retryAfter: 6 * 60 * 60 } })
    const month = await refused('"1970-02-01T00:00:00Z"').whoAmI(own)
    expect(month).toMatchObject({ failure: { until: Date.UTC(1970, 1, 1), retryAfter: 7 * 24 * 60 * 60 } })
  })

  it('is as long ahead as it is by the clock of the bank', async () => {
    const answer = answers(
      503,
      { date: 'Thu, 01 Jan 1970 05:00:00 GMT' },
      '{"code":"maintenance","until":"1970-01-01T06:00:00Z"}',
    )
    expect(await portalOf(answer).whoAmI(own)).toMatchObject({ failure: { retryAfter: 60 * 60 } })
  })

  it.each([
    ['no time', '"tomorrow"'],
    ['a number', '600'],
    ['one that is over', '"1969-12-31T23:00:00Z"'],
    ['one that nobody knows', '"2999-01-01T00:00:00Z"'],
  ])('has no end where the portal tells %s, and is one all the same', async (_what, until) => {
    const told = await refused(until, { 'retry-after': '60' }).whoAmI(own)
    expect(told).toMatchObject({ failure: { ...closed, retryAfter: 60 } })
    expect(told).not.toHaveProperty('failure.until')
  })
})

describe('the policy of a bank', () => {
  it.each([
    ['its days of grace', { noticeDays: 30, reminderDays: [30, 7] }],
    ['its days of notice', { graceDays: 30 }],
    ['all but reminders', { reminderDays: [30, 7] }],
  ])('of which a half is there is refused as a whole: it has not %s', async (_missing, half) => {
    const policy = await portalOf(json(half)).policy(own)
    expect(policy).toMatchObject({ failure: { code: 'bank.policy-unusable', retry: 'never' } })
  })

  const way = { noticeDays: 30, graceDays: 30 }
  const withWay = (returnUrl: string, bankingUrl?: string) => {
    const { transport } = fakeTransport(json({ ...way, returnUrl }))
    return createPortal('https://bank.example/portal', transport, () => 0, bankingUrl).policy(own)
  }

  it('leads back to the bank by an address on its own host: of the portal, or of internet banking', async () => {
    const back = 'https://bank.example/renewed?from=app'
    expect(await withWay(back)).toMatchObject({ value: { returnUrl: back } })
    const web = 'https://www.bank.example/renewed'
    expect(codeOf(await withWay(web, 'https://www.bank.example/login'))).toBe('ok')
    const cause = 'returnUrl: on a host that is not the bank’s'
    expect(await withWay(web)).toEqual(failure('bank.policy-unusable', { cause }))
  })

  it.each([
    'http://bank.example/',
    'https://bank.example:8443/',
    'https://bank.example.evil.example/',
    'https://bank.example@evil.example/',
    'https:\\\\evil.example/',
    'https://evil.example\\@bank.example/',
    'koshin:open',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '/renewed',
    `https://bank.example/${'x'.repeat(500)}`,
  ])('leads nowhere else: %s', async (address) => {
    expect(codeOf(await withWay(address))).toBe('bank.policy-unusable')
  })

  it('that a bank does not have, or cannot tell now, is no such half', async () => {
    expect(codeOf(await portalOf(json({ code: 'not-found' }, 404)).policy(own))).toBe('bank.refused')
    expect(codeOf(await portalOf(json({ code: 'busy' }, 503)).policy(own))).toBe('bank.busy')
  })
})

describe('what a bank says to its customer', () => {
  const message = { ja: '年末年始はお休みします。', en: 'Closed over the New Year.' }
  const refused = (body: object, status = 503) => portalOf(json(body, status)).whoAmI(own)

  it.each([
    ['maintenance', 503, 'bank.maintenance'],
    ['account-locked', 403, 'bank.account-locked'],
    ['busy', 503, 'bank.busy'],
    ['not-found', 404, 'bank.refused'],
  ])('comes with a refusal, whose code it changes in nothing: %s', async (code, status, meant) => {
    expect(await refused({ code, message }, status)).toMatchObject({ failure: { code: meant, message } })
    const silent = await refused({ code }, status)
    expect(codeOf(silent)).toBe(meant)
    expect(silent).not.toHaveProperty('failure.message')
  })

  it('is one line, in the direction that it is read', async () => {
    const turned = { ja: '年末\u202e\n年始', en: 'a\u0007b' }
    const told = await refused({ code: 'maintenance', message: turned })
    expect(told).toMatchObject({ failure: { message: { ja: '年末 年始', en: 'a b' } } })
  })

  it('is shown whole, in letters that computers count twice, too, and with numbered steps', async () => {
    const said = { ja: '𠮷'.repeat(200), en: '１．Koshin を開く。Ａ．Web' }
    expect(await refused({ code: 'maintenance', message: said })).toMatchObject({ failure: { message: said } })
  })

  const wrong: readonly (readonly [string, unknown])[] = [
    ['one language', { ja: 'お休みします。' }],
    ['markup', { ...message, en: '<b>Closed</b>' }],
    ['an address', { ...message, en: 'See https://bank.example/' }],
    ['an address without a scheme', { ...message, ja: '詳しくは bank.example へ' }],
    ['an address in other letters', { ...message, ja: '詳しくは更新銀行.jp へ' }],
    ['an address in full-width letters', { ...message, ja: '詳しくは ｂａｎｋ．ｅｘａｍｐｌｅ へ' }],
    ['an address with a full-width dot', { ...message, en: 'See bank．example' }],
    ['an address with full-width slashes', { ...message, ja: 'ｈｔｔｐｓ：／／bank' }],
    ['an address with a full-width end', { ...message, en: 'See bank.ｅｘａｍｐｌｅ' }],
    ['a mail address', { ...message, en: 'Write to help@bank.example' }],
    ['more than a window has room for', { ...message, ja: 'あ'.repeat(201) }],
    ['nothing', { ...message, en: '' }],
    ['nothing that can be seen', { ...message, en: ' \u200b\u202e' }],
    ['a text', 'Closed'],
  ]

  it.each(wrong)('is left out where it has %s; what else is told counts', async (_what, said) => {
    const told = await refused({ code: 'maintenance', until: '1970-01-01T06:00:00Z', message: said })
    expect(told).toMatchObject({ failure: { code: 'bank.maintenance', until: Date.UTC(1970, 0, 1, 6) } })
    expect(told).not.toHaveProperty('failure.message')
  })

  it.each(wrong)('makes a policy unusable where it has %s', async (_what, said) => {
    const policy = { noticeDays: 30, graceDays: 30 }
    expect(codeOf(await portalOf(json({ ...policy, message: said })).policy(own))).toBe('bank.policy-unusable')
    expect(await portalOf(json({ ...policy, message })).policy(own)).toMatchObject({ value: { message } })
  })

  it('is read or left out at once, however long it is', async () => {
    const long = 'a.'.repeat(30_000)
    expect(codeOf(await refused({ code: 'maintenance', message: { ja: long, en: long } }))).toBe('bank.maintenance')
  })
})

describe('the end of a session', () => {
  it('is told to the bank, waited for briefly, and forgotten here whatever the bank answers', async () => {
    const { transport, sent, log } = fakeTransport(failure('bank.timeout', { retry: 'later' }))
    await createPortal('https://bank.example/portal', transport).logOut(own)
    expect(log).toEqual([`${own} POST logout`, `forget ${own}`])
    expect(sent[0]!.request.timeout).toBe(5000)
  })
})

describe('the code of a letter', () => {
  const code = 'ABCD-EFGH-JKLM-NPQR'
  const told = (value: unknown, status?: number) => fakeTransport(json(value, status))
  const checkWith = (fake: ReturnType<typeof fakeTransport>, usable?: string) =>
    createPortal('https://bank.example/portal', fake.transport, () => 0).checkNotice(
      code,
      { thumbprints: [own] },
      usable,
    )

  it('is asked of the bank by the certificates here, without a certificate, a cookie or a password', async () => {
    const fake = told({ result: 'sent', sentAt: '2026-11-29T00:00:00.000Z' })
    expect(await checkWith(fake, own)).toMatchObject({ value: { result: 'sent' } })
    expect(fake.sent).toHaveLength(1)
    const [{ identity, request }] = fake.sent as [(typeof fake.sent)[number]]
    expect(identity).toEqual({ kind: 'anonymous' })
    expect([request.method, request.url, request.cookies]).toEqual([
      'POST',
      'https://bank.example/portal/notices/check',
      false,
    ])
    expect(JSON.parse(Buffer.from(request.body!).toString())).toEqual({ code, thumbprints: [own] })
  })

  it('is asked once more with the certificate where a bank answers nobody else', async () => {
    const turnedAway = json({ code: 'certificate-needed' }, 403)
    const fake = fakeTransport(turnedAway, json({ result: 'unknown' }))
    expect(await checkWith(fake, own)).toMatchObject({ value: { result: 'unknown' } })
    expect(fake.log).toEqual(['anonymous POST check', `${own} POST check`])
    expect(codeOf(await checkWith(fakeTransport(turnedAway)))).toBe('bank.certificate-refused')
  })

  it.each([
    ['nothing', {}],
    ['another word', { result: 'genuine', sentAt: '2026-11-29T00:00:00Z' }],
    ['no time', { result: 'sent' }],
    ['a time that is none', { result: 'sent', sentAt: 'yesterday' }],
  ])('is not taken for genuine where the bank says %s', async (_what, answer) => {
    expect(codeOf(await checkWith(told(answer)))).toBe('bank.bad-answer')
  })

  it('is neither genuine nor forged where the bank cannot be reached', async () => {
    const offline = fakeTransport(failure('network.offline', { retry: 'later' }))
    expect(codeOf(await checkWith(offline, own))).toBe('network.offline')
    expect(offline.sent).toHaveLength(1)
  })
})

describe('hostile JSON of the portal', () => {
  const days = '"noticeDays":30,"graceDays":3'
  const understood = { noticeDays: 30, graceDays: 3, afterRenewal: [] }

  it.each([
    ['arrays in arrays beside it', `{${days},"x":${'['.repeat(32_000)}${']'.repeat(32_000)}}`, understood],
    ['one key thousands of times', `{${'"noticeDays":1,'.repeat(4000)}${days}}`, understood],
    ['what objects inherit', `{"__proto__":{"admin":1},"constructor":{"prototype":{"admin":1}},${days}}`, understood],
    ['nothing but arrays in arrays', '['.repeat(32_000) + ']'.repeat(32_000), undefined],
    ['10,000 texts where ten may be', `{${days},"afterRenewal":[${'"a b",'.repeat(10_000)}""]}`, undefined],
    ['a number of 60,000 digits', `{"noticeDays":${'9'.repeat(60_000)},"graceDays":3}`, undefined],
  ])('is read or refused, whatever its form, and changes no object: %s', async (_what, text, value) => {
    const read = await portalOf(answers(200, { 'content-type': 'application/json' }, text)).policy(own)
    expect(read.ok ? read.value : read.failure.code).toEqual(value ?? 'bank.policy-unusable')
    expect(read.ok ? '' : read.failure.cause).not.toMatch(/.{100}/)
    expect('admin' in {}).toBe(false)
  })

  it('has no time that is longer than one can be', async () => {
    const long = { result: 'sent', sentAt: `2026-11-29T00:00:00.${'1'.repeat(60_000)}Z` }
    const portal = portalOf(answers(200, { 'content-type': 'application/json' }, JSON.stringify(long)))
    expect(codeOf(await portal.checkNotice('ABCD', { customerId: 'K1' }, undefined))).toBe('bank.bad-answer')
  })
})
