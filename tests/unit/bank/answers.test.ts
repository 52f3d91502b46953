import { describe, expect, it } from 'vitest'
import { bodyOf, maximumBody, printable, retryAfter, statusFailure } from '../../../main/bank/est/answers.ts'
import type { HttpAnswer } from '../../../main/bank/http.ts'
import { answer } from './fake-transport.ts'

const now = Date.UTC(2026, 10, 20)
const judged = (given: HttpAnswer) => statusFailure(given, { unauthorized: 'bank.unauthorized', now }).failure

describe('an HTTP status', () => {
  it.each([
    [300, 'bank.bad-answer', 'never'],
    [301, 'bank.bad-answer', 'never'],
    [304, 'bank.bad-answer', 'never'],
    [308, 'bank.refused', 'never'],
    [399, 'bank.bad-answer', 'never'],
    [303, 'bank.bad-answer', 'never'],
    [307, 'bank.refused', 'never'],
    [400, 'bank.refused', 'never'],
    [401, 'bank.unauthorized', 'never'],
    [403, 'bank.forbidden', 'never'],
    [404, 'bank.refused', 'never'],
    [408, 'bank.timeout', 'later'],
    [409, 'bank.bad-answer', 'never'],
    [418, 'bank.bad-answer', 'never'],
    [429, 'bank.busy', 'later'],
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
    expect(judged(answer(400, { 'content-type': 'text/html' }, '<p>no</p>')).cause).toBe('HTTP 400')
  })
})

describe('a text of the server', () => {
  const told = (text: string) => printable(text)

  it('is one line: what could forge a line of a log or colour a terminal is a space, several are one', () => {
    expect(told('  a\r\n\tb \u0085 c\u2028d\u2029e\u202ef\ud800g  ')).toBe('a b c d e f g')
    expect(told('')).toBe('')
  })

  it('is cut where it is longer than 200 characters, and told as cut', () => {
    expect(told('x'.repeat(200))).toBe('x'.repeat(200))
    expect(told('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`)
  })

  it('counts as a reason only where it says that it is text', () => {
    expect(judged(answer(400, {}, 'no')).cause).toBe('HTTP 400')
    expect(judged(answer(400, { 'content-type': ' TEXT/plain ; charset=utf-8' }, 'no')).cause).toBe('HTTP 400: no')
  })

  it('is of a redirect its origin alone, where it has one', () => {
    const where = (headers: Record<string, string>) => judged(answer(302, headers)).cause
    expect(where({ location: 'https://a.example/x?y' })).toBe('HTTP 302: a redirect to https://a.example, not followed')
    for (const headers of [{}, { location: '/x' }] as Record<string, string>[]) {
      expect(where(headers)).toBe('HTTP 302: a redirect, not followed')
    }
  })

  it('brings how long to wait also with a failure of the server', () => {
    expect(judged(answer(500, { 'retry-after': '7' })).retryAfter).toBe(7)
    expect(judged(answer(500)).retryAfter).toBeUndefined()
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
    expect(
      ['', 'soon', '-5', '1.5', '2026', 'yesterday GMT', 'Fri, 20 Nov 2026 00:02:00 GMT+1'].map((value) =>
        seconds(value),
      ),
    ).toEqual([undefined, undefined, undefined, undefined, 2026, undefined, undefined])
  })
})

describe('a body', () => {
  const code = (given: HttpAnswer) => {
    const body = bodyOf(given, 'application/pkcs7-mime')
    return body.ok ? Buffer.from(body.value).toString() : body.failure.code
  }

  it('is taken with any parameters and spelling of its type', () => {
    for (const type of ['application/pkcs7-mime', 'Application/PKCS7-Mime; smime-type="certs-only"; name=a.p7']) {
      expect(code(answer(200, { 'content-type': type }, 'aGVsbG8='))).toBe('hello')
    }
  })

  it('is refused as another type, as none, as no base64, and when too large', () => {
    const type = { 'content-type': 'application/pkcs7-mime' }
    expect(code(answer(200, { 'content-type': 'text/html' }, 'aGVsbG8='))).toBe('bank.bad-answer')
    expect(code(answer(200, {}, 'aGVsbG8='))).toBe('bank.bad-answer')
    expect(code(answer(200, type, 'hello!'))).toBe('bank.bad-answer')
    expect(code(answer(200, type, 'A'.repeat(maximumBody + 4)))).toBe('bank.answer-too-large')
    expect(code(answer(200, type, 'A'.repeat(maximumBody)))).not.toBe('bank.answer-too-large')
    const why = (given: HttpAnswer) => {
      const body = bodyOf(given, 'application/csrattrs')
      return body.ok ? '' : body.failure.cause
    }
    expect(why(answer(200, { 'content-type': 'Text/HTML ; a=b' }))).toBe(
      'Content-Type is text/html, not application/csrattrs',
    )
    expect(why(answer(200))).toBe('Content-Type is missing, not application/csrattrs')
    expect(why(answer(200, {}, 'A'.repeat(maximumBody + 1)))).toBe('more than 262144 bytes')
  })
})
