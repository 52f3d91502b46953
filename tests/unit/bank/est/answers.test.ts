import { beforeEach, describe, expect, it, vi } from 'vitest'
import type * as anyAnswer from '../../../../main/bank/answer.ts'
import type * as estAnswer from '../../../../main/bank/est/answers.ts'
import type { HttpAnswer } from '../../../../main/bank/transport/http.ts'
import { failure } from '../../../../main/renewal/errors.ts'
import { answer } from '../transport/fake-transport.ts'

let { closedUntil, passingFailure, retryAfter } = {} as typeof anyAnswer
let { bodyOf, maximumBody, statusFailure } = {} as typeof estAnswer
beforeEach(async () => {
  vi.resetModules()
  const read = [
    await import('../../../../main/bank/answer.ts'),
    await import('../../../../main/bank/est/answers.ts'),
  ] as const
  ;({ closedUntil, passingFailure, retryAfter } = read[0])
  ;({ bodyOf, maximumBody, statusFailure } = read[1])
})

const now = Date.UTC(2026, 10, 20)
const judged = (given: HttpAnswer) => statusFailure(given, { unauthorized: 'bank.unauthorized', now }).failure

describe('an HTTP status', () => {
  it.each([
    [301, 'bank.bad-answer', 'never'],
    [302, 'bank.maintenance', 'later'],
    [303, 'bank.maintenance', 'later'],
    [307, 'bank.maintenance', 'later'],
    [308, 'bank.bad-answer', 'never'],
    [400, 'bank.refused', 'never'],
    [401, 'bank.unauthorized', 'never'],
    [403, 'bank.forbidden', 'never'],
    [404, 'bank.refused', 'never'],
    [408, 'bank.timeout', 'later'],
    [409, 'bank.bad-answer', 'never'],
    [418, 'bank.bad-answer', 'never'],
    [429, 'bank.busy', 'later'],
    [495, 'bank.certificate-refused', 'never'],
    [496, 'bank.certificate-refused', 'never'],
    [500, 'bank.unreachable', 'later'],
    [503, 'bank.busy', 'later'],
  ])('%i is %s, to be tried again: %s', (status, code, retry) => {
    expect(judged(answer(status))).toMatchObject({ code, retry })
    expect(judged(answer(status)).cause).toContain(`HTTP ${status}`)
  })

  it('brings how long to wait, and a reason in plain text', () => {
    const headers = { 'retry-after': '120', 'content-type': 'text/plain; charset=utf-8' }
    const { retryAfter: seconds, cause } = judged(answer(503, headers, '混雑\u001b[31m\n しています'))
    expect([seconds, cause]).toEqual([120, 'HTTP 503: 混雑 [31m しています'])
  })

  it('keeps long texts short and passes over pages', () => {
    const text = { 'content-type': 'text/plain' }
    expect(judged(answer(400, text, 'x'.repeat(5000))).cause).toHaveLength('HTTP 400: '.length + 200)
    expect(judged(answer(400, { 'content-type': 'text/html' }, '<p>no</p>')).cause).toBe('HTTP 400: a web page')
  })
})

describe('a 401', () => {
  const asking = (...challenge: string[]) => judged(answer(401, { 'www-authenticate': challenge.join(', ') }))

  it.each([
    ['Basic realm="estrealm"', 'basic'],
    ['Digest qop="auth", realm="a, Bearer b", nonce="1", Basic realm="a \\" Negotiate"', 'digest, basic'],
    ['Negotiate, Basic', 'negotiate, basic'],
    ['Negotiate , Basic   realm="a",charset="UTF-8"', 'negotiate, basic'],
  ])('that would take a password (%s) is about the one that was given', (challenge, names) => {
    const cause = `HTTP 401 (asks for ${names})`
    expect(asking(challenge)).toMatchObject({ code: 'bank.unauthorized', cause })
  })

  it.each(['Digest qop="auth", realm="estrealm", nonce="1732900000"', 'Bearer realm="estrealm"', 'Negotiate'])(
    'that would take none (%s) blames no password',
    (challenge) => expect(asking(challenge).code).toBe('bank.refused'),
  )

  it('whose realm is never closed is read as soon as any other, however many quotes are in it', () => {
    const begun = process.cpuUsage()
    const cause = 'HTTP 401 (asks for basic)'
    expect(asking(`Basic realm="${'\\"'.repeat(120_000)}`, 'Negotiate')).toMatchObject({ cause })
    const { user } = process.cpuUsage(begun)
    // Milliseconds, which once were half a minute: no machine is so slow.
    expect(user / 1000).toBeLessThan(2000)
  })

  it('of libest tells its reason in text without a type', () => {
    const told = answer(401, {}, 'Error 401: Unauthorized\nProof of Possession Mismatch.\n')
    expect(judged(told).cause).toBe('HTTP 401: Error 401: Unauthorized Proof of Possession Mismatch.')
    expect(judged(answer(401, {}, Buffer.from([0x30, 0x82, 0xff]))).cause).toBe('HTTP 401')
  })
})

describe('a page in the place of an answer', () => {
  const html = {
    'content-type': 'text/html; charset=utf-8',
    'retry-after': '600',
  }
  const page = '\ufeff\n<!DOCTYPE html><title>メンテナンス中</title>'

  it.each([
    ['with 503', answer(503, html, page)],
    ['with 200', answer(200, html, page)],
    ['with 200, and nothing on it', answer(200, html)],
    [
      'with 200, in the other language of pages',
      answer(200, { ...html, 'content-type': 'application/xhtml+xml' }, page),
    ],
    ['with 200 and no type', answer(200, { 'retry-after': '600' }, '<html>')],
    [
      'elsewhere',
      answer(302, {
        location: 'https://bank.example/maintenance',
        'retry-after': '600',
      }),
    ],
  ])('(%s) is maintenance, over when the bank says', (_title, given) => {
    expect(passingFailure(given, now)).toMatchObject({
      failure: { code: 'bank.maintenance', retry: 'later', retryAfter: 600 },
    })
  })

  it('is not what merely has the type of a page, nor a refusal that has been made readable', () => {
    expect(passingFailure(answer(200, html, 'MIIB'), now)).toBeUndefined()
    for (const status of [400, 401, 403, 404, 413])
      expect(passingFailure(answer(status, html, page), now)).toBeUndefined()
  })

  it('is told wherever something else was expected', () => {
    const read = bodyOf(answer(200, html, page), 'certificates', now)
    expect(read).toMatchObject({
      failure: { code: 'bank.maintenance', cause: 'HTTP 200: a web page' },
    })
  })
})

describe('Retry-After', () => {
  const seconds = (value: string, date?: string) =>
    retryAfter(answer(202, { 'retry-after': value, ...(date === undefined ? {} : { date }) }), now)

  it('is read as seconds', () => {
    expect([seconds('30'), seconds('0'), seconds(' 5 ')]).toEqual([30, 1, 5])
  })

  it('is read as a date, by the clock of the server', () => {
    expect(seconds('Fri, 20 Nov 2026 00:02:00 GMT')).toBe(120)
    expect(seconds('Fri, 20 Nov 2026 00:02:00 GMT', 'Fri, 20 Nov 2026 00:01:00 GMT')).toBe(60)
    expect(seconds('Thu, 19 Nov 2026 00:00:00 GMT')).toBe(1)
  })

  it('never parks a renewal for longer than a week', () => {
    expect([seconds('9999999999'), seconds('Fri, 20 Nov 2099 00:00:00 GMT')]).toEqual([604800, 604800])
  })

  it('is passed over when it says nothing', () => {
    expect(['', 'soon', '-5', '1.5', '2026', 'yesterday GMT'].map((value) => seconds(value))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      2026,
      undefined,
    ])
  })
})

describe('a body', () => {
  const code = (given: HttpAnswer) => {
    const body = bodyOf(given, 'certificates', now)
    return body.ok ? Buffer.from(body.value).toString() : body.failure.code
  }

  it('is taken with any parameters and spelling of its type', () => {
    for (const type of [
      'application/pkcs7-mime',
      'Application/PKCS7-Mime; smime-type="certs-only"; name=a.p7',
      'application/x-pkcs7-mime',
      'application/octet-stream',
      'application/cms; innerContent=certs-only',
      'application/pem-certificate-chain',
      'application/x-x509-user-cert',
    ]) {
      expect(code(answer(200, { 'content-type': type }, 'aGVsbG8='))).toBe('hello')
    }
  })

  it('that is refused is told by its type, or by how much is taken', () => {
    const wrong = bodyOf(answer(200, { 'content-type': 'application/json' }, '{}'), 'csrattrs', now)
    const cause = 'Content-Type is application/json, not application/csrattrs'
    expect(wrong).toEqual(failure('bank.bad-answer', { cause }))
    expect(code(answer(200, {}, 'A'.repeat(maximumBody)))).not.toBe('bank.answer-too-large')
    const large = bodyOf(answer(200, {}, 'A'.repeat(maximumBody + 1)), 'certificates', now)
    expect(large).toEqual(failure('bank.answer-too-large', { cause: 'more than 262144 bytes' }))
  })

  it('is refused as another type, as no base64, and when too large', () => {
    const type = { 'content-type': 'application/pkcs7-mime' }
    expect(code(answer(200, { 'content-type': 'text/html' }, 'aGVsbG8='))).toBe('bank.bad-answer')
    expect(code(answer(200, { 'content-type': 'text/html' }, '<p>'))).toBe('bank.maintenance')
    expect(code(answer(200, { 'content-type': 'application/json' }, 'aGVsbG8='))).toBe('bank.bad-answer')
    expect(code(answer(200, {}, 'aGVsbG8='))).toBe('hello')
    expect(code(answer(200, type, 'hello!'))).toBe('bank.bad-answer')
    expect(code(answer(200, type, 'A'.repeat(maximumBody + 4)))).toBe('bank.answer-too-large')
  })
})

describe('the end of a maintenance', () => {
  const year = 366 * 24 * 60 * 60 * 1000
  const told = (until: number) => closedUntil(answer(503, { 'retry-after': '60' }), now, until)

  it('is believed as far as a year ahead, and from the next moment on', () => {
    expect([told(now + year), told(now + 1)]).toEqual([
      { until: now + year, retryAfter: 7 * 24 * 60 * 60 },
      { until: now + 1, retryAfter: 1 },
    ])
    expect([told(now + year + 1), told(now)]).toEqual([{ retryAfter: 60 }, { retryAfter: 60 }])
  })
})
