import { describe, expect, it } from 'vitest'
import { domainOf, fetchBankFile, readableDomain } from '../../../main/bank/bank-file.ts'
import { failure } from '../../../main/renewal/errors.ts'
import { answers, fakeTransport } from './transport/fake-transport.ts'

describe('the domain of a bank', () => {
  it.each([
    ['bank.example', 'bank.example'],
    [' WWW.Bank.Example ', 'www.bank.example'],
    ['https://www.bank.example/', 'www.bank.example'],
    ['ｂａｎｋ．ｅｘａｍｐｌｅ', 'bank.example'],
    ['bank.example.', 'bank.example'],
    ['更新銀行.example', 'xn--efv01ay54ersi.example'],
    ['更新銀行。example', 'xn--efv01ay54ersi.example'],
    ['аррӏе.example', 'xn--80ak6aa92e.example'],
    [`${'a.'.repeat(123)}example`, `${'a.'.repeat(123)}example`],
  ])('%j is asked as %s', (entered, host) => {
    expect(domainOf(entered)).toEqual({ ok: true, value: host })
  })

  it.each([
    '',
    'bank',
    'localhost',
    '127.0.0.1',
    '192.168.10.12',
    '0x7f.1',
    '[::1]',
    'bank.example:8443',
    'bank.example/evil',
    'bank.example@evil.example',
    'http://bank.example',
    'bank.example?x',
    'bank.example\\evil',
    'bank .example',
    'bank..example',
    '-bank.example',
    'bank.example%2fevil',
    `${'a'.repeat(64)}.example`,
    // One more than a name may have.
    `${'a.'.repeat(123)}example.`.padStart(255, 'b'),
    'xhttps://bank.example',
  ])('%j is none', (entered) => {
    expect(domainOf(entered)).toMatchObject({ ok: false, failure: { code: 'bank-file.bad-domain' } })
  })

  it('has a readable form only where it is written in another script', () => {
    expect(readableDomain('bank.example')).toBeUndefined()
    // No Punycode.
    expect(readableDomain('xn--0.example')).toBeUndefined()
    expect(readableDomain('xn--efv01ay54ersi.example')).toBe('更新銀行.example')
  })
})

describe('the bank file of a domain', () => {
  const limits = { longest: 1000, clock: () => 0 }

  it('comes from its own well-known address, from nobody in particular, on a new connection', async () => {
    const { transport, sent } = fakeTransport(answers(200, { 'content-type': 'application/json' }, '{}'))
    const fetched = await fetchBankFile('bank.example', transport, limits)
    expect(fetched.ok && Buffer.from(fetched.value).toString()).toBe('{}')
    expect(sent).toMatchObject([
      {
        identity: { kind: 'anonymous' },
        request: {
          method: 'GET',
          url: 'https://bank.example/.well-known/koshin-bank',
          headers: { accept: 'application/json' },
          fresh: true,
          maximumBody: 1000,
        },
      },
    ])
  })

  it.each([
    [204, {}, '', 'bank-file.none-there'],
    [300, {}, '', 'bank-file.redirected'],
    [301, { location: 'https://bank.example/other' }, '', 'bank-file.redirected'],
    [400, {}, '', 'bank-file.none-there'],
    [302, { location: 'https://evil.example/' }, '', 'bank-file.redirected'],
    [404, {}, '', 'bank-file.none-there'],
    [403, {}, '', 'bank-file.none-there'],
    [200, { 'content-type': 'text/html' }, '<!doctype html>', 'bank-file.none-there'],
    [503, {}, '', 'bank.busy'],
    [500, {}, '', 'bank.unreachable'],
  ])('is none where HTTP %d is answered', async (status, headers: Record<string, string>, body, code) => {
    const { transport, sent } = fakeTransport(answers(status, headers, body))
    expect(await fetchBankFile('bank.example', transport, limits)).toMatchObject({
      ok: false,
      failure: { code, cause: expect.stringMatching(`^HTTP ${status}`) as string },
    })
    expect(sent).toHaveLength(1)
  })

  it('is cut off where it is larger than any can be, and the network is told as it is', async () => {
    const large = failure('bank.answer-too-large', { cause: 'more than 1000 bytes' })
    const { transport } = fakeTransport(large, failure('bank.untrusted'))
    expect(await fetchBankFile('bank.example', transport, limits)).toMatchObject({
      failure: { code: 'bank-file.too-large', cause: 'more than 1000 bytes' },
    })
    expect(await fetchBankFile('bank.example', transport, limits)).toMatchObject({
      failure: { code: 'bank.untrusted' },
    })
  })
})
