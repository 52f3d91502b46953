import { describe, expect, it } from 'vitest'
import type { HttpAnswer } from '../../../main/bank/http.ts'
import { createPortal } from '../../../main/bank/portal.ts'
import { failure, type Result, success } from '../../../main/renewal/errors.ts'
import { answers, fakeTransport } from './fake-transport.ts'

const thumbprint = 'a'.repeat(64)
const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Result<HttpAnswer> =>
  answers(status, headers, JSON.stringify(value))

function portalOf(...given: Result<HttpAnswer>[]) {
  const fake = fakeTransport(...given)
  return { ...fake, portal: createPortal('https://portal.example/api//', fake.transport) }
}

describe("the bank's portal", () => {
  it('is asked with the certificate, by GET, and says whom it sees behind it', async () => {
    const seen = { customerId: 'K1', name: '株式会社こうしん', thumbprint, status: 'due' }
    const { portal, sent } = portalOf(json({ ...seen, more: 'of a newer portal' }))
    expect(await portal.whoAmI(thumbprint)).toEqual(success(seen))
    expect(sent).toEqual([
      {
        identity: { kind: 'certificate', thumbprint },
        request: {
          method: 'GET',
          url: 'https://portal.example/api/who-am-i',
          headers: { accept: 'application/json' },
          timeout: 30_000,
          maximumBody: 65_536,
        },
      },
    ])
  })

  it('gets ID and password in the body of a POST alone', async () => {
    const { portal, sent } = portalOf(json({ customerId: 'K1', name: 'A' }))
    expect(await portal.logIn(thumbprint, 'K1', 'ひみつ')).toEqual(success({ customerId: 'K1', name: 'A' }))
    const { method, url, headers, body } = sent[0]!.request
    expect([method, url]).toEqual(['POST', 'https://portal.example/api/login'])
    expect(headers).toEqual({ accept: 'application/json', 'content-type': 'application/json' })
    expect(JSON.parse(Buffer.from(body!).toString())).toEqual({ customerId: 'K1', password: 'ひみつ' })
  })

  it('tells the registered address and what it wants of renewals', async () => {
    const { portal, sent } = portalOf(json({ email: 'a@example.jp' }), json({ noticeDays: 60, graceDays: 0 }))
    expect(await portal.registeredEmail(thumbprint)).toEqual(success('a@example.jp'))
    expect(await portal.policy(thumbprint)).toEqual(success({ noticeDays: 60, graceDays: 0, afterRenewal: [] }))
    expect(sent.map(({ request }) => request.url.split('/').at(-1))).toEqual(['registered-email', 'policy'])
  })

  it('hands on why an address is not told', async () => {
    expect(await portalOf(failure('bank.timeout')).portal.registeredEmail(thumbprint)).toEqual(failure('bank.timeout'))
  })

  it('loses the session at the end, whatever it answers', async () => {
    for (const answer of [answers(204), answers(500), failure('network.offline')]) {
      const { portal, log, sent } = portalOf(answer)
      await portal.logOut(thumbprint)
      expect(log).toEqual([`${thumbprint} POST logout`, `forget ${thumbprint}`])
      expect(Buffer.from(sent[0]!.request.body!).toString()).toBe('{}')
    }
  })

  it.each([
    [400, 'bank.refused', 'never'],
    [401, 'bank.login-refused', 'never'],
    [403, 'bank.certificate-refused', 'never'],
    [404, 'bank.refused', 'never'],
    [429, 'bank.busy', 'later'],
    [499, 'bank.refused', 'never'],
    [500, 'bank.unreachable', 'later'],
    [503, 'bank.busy', 'later'],
  ])('that answers %i means %s, to be tried again: %s', async (status, code, retry) => {
    const { portal } = portalOf(answers(status))
    expect(await portal.whoAmI(thumbprint)).toEqual(
      failure(code as 'bank.busy', { retry: retry as 'never', cause: `HTTP ${status}` }),
    )
  })

  it('says in its own code why it refuses, and a revoked certificate is told as such', async () => {
    const refused = async (value: unknown) => {
      const answer = await portalOf(json(value, 403)).portal.whoAmI(thumbprint)
      return answer.ok ? [] : [answer.failure.code, answer.failure.cause]
    }
    expect(await refused({ code: 'revoked' })).toEqual(['certificate.revoked', 'HTTP 403 revoked'])
    expect(await refused({ code: 'other-customer' })).toEqual(['bank.certificate-refused', 'HTTP 403 other-customer'])
  })

  it.each([['x'.repeat(41)], ['With Capitals'], ['two\nlines'], ['end!'], ['!start'], [''], [1]])(
    'gets no text of its own into the log: %j is no code',
    async (code) => {
      const answer = await portalOf(json({ code }, 403)).portal.whoAmI(thumbprint)
      expect(answer).toMatchObject({ failure: { code: 'bank.certificate-refused', cause: 'HTTP 403' } })
    },
  )

  it.each([
    ['30', 30],
    ['0', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['Infinity', undefined],
  ])('may say how long to leave it alone: Retry-After %s', async (header, seconds) => {
    const answer = await portalOf(answers(503, { 'retry-after': header })).portal.policy(thumbprint)
    expect(!answer.ok && answer.failure.retryAfter).toBe(seconds)
  })

  const valid = { noticeDays: 1, graceDays: 364, afterRenewal: ['a'] }
  it.each([
    [{ ...valid, noticeDays: 0 }, 'noticeDays'],
    [{ ...valid, noticeDays: 365 }, 'noticeDays'],
    [{ ...valid, graceDays: -1 }, 'graceDays'],
    [{ ...valid, graceDays: 365 }, 'graceDays'],
    [{ ...valid, graceDays: 1.5 }, 'graceDays'],
    [{ ...valid, afterRenewal: [''] }, 'afterRenewal.0'],
    [{ ...valid, afterRenewal: ['x'.repeat(201)] }, 'afterRenewal.0'],
    [{ ...valid, afterRenewal: Array.from({ length: 11 }, () => 'a') }, 'afterRenewal'],
    [{ noticeDays: '1', graceDays: null }, 'noticeDays, graceDays'],
  ])('is not believed where it tells %j, and the place is named', async (told, cause) => {
    expect(await portalOf(json(told)).portal.policy(thumbprint)).toEqual(failure('bank.bad-answer', { cause }))
    expect(await portalOf(json(valid)).portal.policy(thumbprint)).toEqual(success(valid))
  })

  it('is not believed either where it recognises something that is no thumbprint', async () => {
    const seen = { customerId: 'K1', name: 'A', status: 'valid' }
    for (const wrong of [`${thumbprint}0`, `0${thumbprint}`, thumbprint.toUpperCase(), '']) {
      const answer = await portalOf(json({ ...seen, thumbprint: wrong })).portal.whoAmI(thumbprint)
      expect(answer).toEqual(failure('bank.bad-answer', { cause: 'thumbprint' }))
    }
  })

  it('has to answer with JSON in UTF-8, and with something where something was asked', async () => {
    const cause = 'the portal did not answer with JSON'
    const latin1 = new Uint8Array(Buffer.from('{"email":"\u00e9@example.jp"}', 'latin1'))
    for (const body of ['<html>', '', latin1]) {
      const answer = await portalOf(answers(200, {}, body)).portal.registeredEmail(thumbprint)
      expect(answer).toEqual(failure('bank.bad-answer', { cause }))
    }
    const nothing = await portalOf(answers(204)).portal.registeredEmail(thumbprint)
    expect(nothing).toEqual(failure('bank.bad-answer', { cause: '' }))
  })
})
