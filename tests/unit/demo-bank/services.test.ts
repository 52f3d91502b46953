import { describe, expect, it } from 'vitest'
import { createAttempts } from '../../../main/demo-bank/attempts.ts'
import { readBasic, readRequestBody, wantsSingleLine, writeBase64 } from '../../../main/demo-bank/est/messages.ts'
import { createFaults } from '../../../main/demo-bank/faults.ts'

const bytes = Uint8Array.from({ length: 100 }, (_, index) => index)

describe('base64 at the demo bank', () => {
  it('is written in lines of 64 columns, or in one', () => {
    expect(
      writeBase64(bytes, 'wrapped')
        .split('\n')
        .map((line) => line.length),
    ).toEqual([64, 64, 8, 0])
    expect(writeBase64(bytes, 'single-line')).toBe(Buffer.from(bytes).toString('base64'))
  })

  it.each(['\n', '\r\n', '', ' \t\n'])('is read with lines that end in %j', (end) => {
    const text = Buffer.from(bytes)
      .toString('base64')
      .replace(/.{1,76}/g, `$&${end}`)
    expect(readRequestBody(Buffer.from(text))).toEqual(bytes)
  })

  it('is read beside PEM and DER', () => {
    const der = new Uint8Array([0x30, 0x81, 0x80, ...bytes, ...bytes.subarray(0, 28)])
    const pem = (label: string) =>
      `-----BEGIN ${label}-----\r\n${writeBase64(der, 'wrapped')}-----END ${label}-----\r\n`
    for (const body of [
      der,
      pem('CERTIFICATE REQUEST'),
      pem('NEW CERTIFICATE REQUEST'),
      writeBase64(der, 'single-line'),
    ]) {
      expect(new Uint8Array(readRequestBody(Buffer.from(body))!)).toEqual(der)
    }
  })

  it('is written in one line for whoever sends one, or tells nothing of itself', () => {
    const body = (text: string | Uint8Array) => new Uint8Array(Buffer.from(text))
    const agent = { 'user-agent': 'client' }
    expect(wantsSingleLine({ body: body('AAAA'), headers: agent })).toBe(true)
    expect(wantsSingleLine({ body: body('AAAA\n'), headers: {} })).toBe(false)
    expect(wantsSingleLine({ body: body(new Uint8Array([0x30, 0x81, 0x80])), headers: agent })).toBe(false)
    expect(wantsSingleLine({ body: body(''), headers: {} })).toBe(true)
    expect(wantsSingleLine({ body: body(''), headers: agent })).toBe(false)
    expect(wantsSingleLine({ body: body(''), headers: { accept: '*/*' } })).toBe(false)
  })

  const others = ['', 'A', 'AAA', '====', 'AA=A', 'AAA*', '-----BEGIN CERTIFICATE REQUEST-----', 'AA\u00e4=']
  it.each(others)('refuses %j', (text) => {
    expect(readRequestBody(Buffer.from(text))).toBeUndefined()
  })
})

describe('HTTP Basic at the demo bank', () => {
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
  it('takes passwords with colons, in any letters', () => {
    expect(readBasic(basic('K1:a:b'))).toEqual({ user: 'K1', password: 'a:b' })
    expect(readBasic(basic('K1:合言葉'))).toEqual({ user: 'K1', password: '合言葉' })
    expect(readBasic(`basic   ${Buffer.from(':').toString('base64')} `)).toEqual({ user: '', password: '' })
  })

  const others = [undefined, '', 'Basic', 'Basic !!!', 'Bearer abc', basic('no colon')]
  it.each(others)('takes %j for no credentials', (header) => {
    expect(readBasic(header)).toBeUndefined()
  })
})

describe('attempts', () => {
  it('are five in five minutes for each customer, and forgotten after a success', () => {
    let now = 0
    const attempts = createAttempts(() => now)
    for (let count = 0; count < 5; count++) {
      expect(attempts.wait('a')).toBe(0)
      attempts.failed('a')
      now += 1000
    }
    expect(attempts.wait('a')).toBe(295)
    expect(attempts.wait('b')).toBe(0)
    now = 5 * 60 * 1000
    expect(attempts.wait('a')).toBe(0)
    attempts.failed('a')
    expect(attempts.wait('a')).toBeGreaterThan(0)
    attempts.succeeded('a')
    expect(attempts.wait('a')).toBe(0)
  })
})

describe('faults', () => {
  it('come in the order in which they were ordered, each as often as said, place by place', () => {
    const faults = createFaults()
    faults.add({ where: 'cacerts', fault: 'busy', times: 2 })
    faults.add({ where: 'portal', fault: 'reset', times: 1 })
    faults.add({ where: 'cacerts', fault: 'garbage', times: 1 })
    const taken = Array.from({ length: 4 }, () => faults.take('cacerts')?.fault)
    expect(taken).toEqual(['busy', 'busy', 'garbage', undefined])
    expect(faults.list()).toEqual([{ where: 'portal', fault: 'reset', times: 1 }])
    faults.clear()
    expect(faults.take('portal')).toBeUndefined()
  })
})
