import { describe, expect, it } from 'vitest'
import { derToPem } from '../../../../main/x509/pem.ts'
import { checkServer } from '../../../../main/x509/chain/server-identity.ts'
import { digitalSignature, extension, type Extension, makeAuthority, makeKeys, now } from '../authority.ts'

const { root, middle, leaf } = makeAuthority()
const keys = makeKeys()

function refusal(host: string, names: Extension | undefined, subject = 'bank'): string | undefined {
  const serverAuth = extension.extendedKeyUsage('serverAuth')
  const extensions = [digitalSignature, serverAuth, ...(names === undefined ? [] : [names])]
  const chain = [leaf(keys, { subject, extensions }), middle].map(derToPem)
  const checked = checkServer(chain, host, [root], now)
  if (checked.ok) return undefined
  expect(checked.failure.code).toBe('bank.untrusted')
  return checked.failure.cause
}

describe('the server is the bank', () => {
  it.each([
    ['bank.example', extension.dnsNames('bank.example')],
    ['www.bank.example', extension.dnsNames('other.example', '*.bank.example')],
    ['BANK.example.', extension.dnsNames('bank.example')],
    ['127.0.0.1', extension.ipAddress(127, 0, 0, 1)],
    ['[::1]', extension.ipAddress(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)],
  ])('at %s, when its certificate names it', (host, names) => {
    expect(refusal(host, names)).toBeUndefined()
  })
})

describe('the server is not believed', () => {
  it.each([
    ['names another host', 'bank.example', extension.dnsNames('evil.example')],
    ['has a wildcard for one label only', 'a.b.bank.example', extension.dnsNames('*.bank.example')],
    ['has a wildcard inside a label', 'www.bank.example', extension.dnsNames('w*w.bank.example')],
    ['writes an address as a host name', '127.0.0.1', extension.dnsNames('127.0.0.1')],
    ['names the host in the common name alone', 'bank.example', undefined],
  ])('when its certificate %s', (_title, host, names) => {
    expect(refusal(host, names, 'bank.example')).toBe('the certificate is for another host')
  })

  const names = extension.dnsNames('bank.example')
  const check = (...chain: Uint8Array[]): string => {
    const checked = checkServer(chain.map(derToPem), 'bank.example', [root], now)
    return checked.ok ? 'trusted' : checked.failure.code
  }

  it('when it shows a client certificate, an expired one, or none', () => {
    const expired = { notAfter: now - 1, extensions: [names, extension.extendedKeyUsage('serverAuth')] }
    expect(check(leaf(keys), middle)).toBe('bank.untrusted')
    expect(check(leaf(keys, expired), middle)).toBe('bank.untrusted')
    expect(check()).toBe('bank.untrusted')
  })

  it('when it shows what Chromium may read as a certificate, and this process does not', () => {
    expect(check(new Uint8Array([0x30, 0x80, 0, 0]), middle)).toBe('bank.untrusted')
    expect(check(new Uint8Array([0x30, 0x80, 0, 0]))).toBe('network.captive-portal')
  })

  const day = 24 * 60 * 60 * 1000
  const valid = { extensions: [names, extension.extendedKeyUsage('serverAuth')] }
  const at = (time: number, host = 'bank.example', of = { leaf, middle }) => {
    const chain = [of.leaf(keys, { ...valid, notBefore: now - day, notAfter: now + 90 * day }), of.middle].map(derToPem)
    const checked = checkServer(chain, host, [root], time)
    return checked.ok ? 'trusted' : checked.failure.code
  }

  it('by a clock that is wrong by 400 days: then it is the clock, and not another network', () => {
    expect([now, now + 90 * day].map((time) => at(time))).toEqual(['trusted', 'trusted'])
    expect([now + 400 * day, now - 400 * day, now - 3 * day].map((time) => at(time))).toEqual([
      'bank.clock-skew',
      'bank.clock-skew',
      'bank.clock-skew',
    ])
  })

  it('and it is told until when it was valid, and what this computer says', () => {
    const chain = [leaf(keys, { ...valid, notBefore: now - day, notAfter: now + 90 * day }), middle].map(derToPem)
    expect(checkServer(chain, 'bank.example', [root], now + 400 * day)).toMatchObject({
      failure: { cause: expect.stringMatching(/valid from 2026-11-19 to 2027-02-18, .* says 2027-12-25$/) as string },
    })
  })

  it('when its own certificate has lapsed some days ago, which a bank may forget, or begins within a day', () => {
    expect([now + 119 * day, now - 1.5 * day].map((time) => at(time))).toEqual(['bank.untrusted', 'bank.untrusted'])
    // The very last of both.
    expect([now + 120 * day, now - 2 * day].map((time) => at(time))).toEqual(['bank.untrusted', 'bank.untrusted'])
    expect([now + 120 * day + 1000, now - 2 * day - 1000].map((time) => at(time))).toEqual([
      'bank.clock-skew',
      'bank.clock-skew',
    ])
  })

  it('for its clock alone where it is a stranger, or another host', () => {
    expect(at(now + 400 * day, 'other.example')).toBe('bank.untrusted')
    expect(at(now + 400 * day, 'bank.example', makeAuthority('Proxy'))).toBe('network.tls-inspected')
  })

  it("when a stranger shows a certificate for the bank's host: somebody inspects the connection", () => {
    const other = makeAuthority('Proxy')
    expect(check(other.leaf(keys, { extensions: [names] }), other.middle)).toBe('network.tls-inspected')
  })

  it('when a stranger shows a certificate for another host: a login page of the network', () => {
    const other = makeAuthority('Hotel')
    const page = other.leaf(keys, { extensions: [extension.dnsNames('wifi.example')] })
    expect(check(page)).toBe('network.captive-portal')
    // Once somebody has signed in there, it passes by itself.
    expect(checkServer([derToPem(page)], 'bank.example', [root], now)).toMatchObject({ failure: { retry: 'later' } })
  })
})
