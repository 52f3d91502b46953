import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derToPem, pemToDer } from '../../../main/x509/pem.ts'

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 })
const cause = (text: string): string | undefined => {
  const read = pemToDer(text)
  return read.ok ? undefined : read.failure.cause
}

describe('PEM', () => {
  it('gives back every certificate of a bundle, in order, whatever text stands around them', () => {
    const prose = fc.string().filter((text) => !text.includes('-----'))
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 5 }), prose, fc.boolean(), (ders, text, windows) => {
        const bundle = ders.map((der) => `${text}\n${derToPem(der)}`).join('')
        expect(pemToDer(windows ? bundle.replaceAll('\n', '\r\n') : bundle)).toEqual({ ok: true, value: ders })
      }),
    )
  })

  it('passes over keys and the like', () => {
    const key = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'
    expect(pemToDer(key + derToPem(new Uint8Array([1])))).toEqual({ ok: true, value: [new Uint8Array([1])] })
    expect(cause(key)).toBe('PEM: no certificate, only PUBLIC KEY')
  })

  it('says what is wrong', () => {
    const whole = derToPem(new Uint8Array([1, 2, 3]))
    expect(cause('')).toBe('PEM: no certificate in this text')
    expect(cause(whole.slice(0, -10))).toBe('PEM: a certificate is cut off')
    expect(cause(whole.slice(0, -30) + whole)).toBe('PEM: a certificate is cut off')
    expect(cause(whole.replace('AQID', 'AQ!D'))).toBe('PEM: certificate 1 is not base64')
    expect(cause('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----')).toBe('PEM: certificate 1 is not base64')
  })

  it('never throws, and answers hostile text at once', () => {
    const marks = ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----', '-----BEGIN ', '-----']
    const pieces = fc.constantFrom(...marks, 'AAAA', '\n', '=')
    fc.assert(fc.property(fc.array(pieces), (parts) => void pemToDer(parts.join(''))))
    const begun = process.cpuUsage()
    pemToDer('-----BEGIN CERTIFICATE-----'.repeat(50_000))
    pemToDer(`-----BEGIN CERTIFICATE-----${'A'.repeat(2_000_000)}`)
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000)
  })
})
