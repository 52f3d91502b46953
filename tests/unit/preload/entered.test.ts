import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeDigits, halfWidth, isHalfWidth, isWebAddress } from '../../../preload/entered.ts'
import { appChannels, bankFileChannels } from '../../../preload/contract.ts'

describe('an ID or a one-time password', () => {
  it.each([
    ['Ｋ１０００００１', 'K1000001'],
    ['\u3000K1000001\r\n', 'K1000001'],
    ['AB12－3456', 'AB12-3456'],
    ['AB12ー3456', 'AB12-3456'],
    ['AB12ｰ3456', 'AB12-3456'],
    ['AB12−3456', 'AB12-3456'],
    ['AB12–3456', 'AB12-3456'],
    ['K1\u200b000001\ufeff', 'K1000001'],
    ['ａｂ＿ｃ＠ｄ．ｅ', 'ab_c@d.e'],
  ])('%j counts as %j', (entered, expected) => {
    expect(halfWidth(entered)).toBe(expected)
  })

  it('of another kind of letters keeps its own signs', () => {
    expect(halfWidth(' スーパー商店 ')).toBe('スーパー商店')
  })

  it('in half width stays to the letter, and what was folded once is folded for good', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(halfWidth(halfWidth(text))).toBe(halfWidth(text))
        if (isHalfWidth(text)) expect(halfWidth(text)).toBe(text.trim())
      }),
    )
  })
})

describe('a confirmation code', () => {
  it.each([
    '123456789012',
    '1234 5678 9012',
    '1234-5678-9012',
    '　１２３４　５６７８　９０１２\n',
    '１２３４－５６７８ー９０１２',
    '1234\u20115678–9012\ufeff',
    '1 2 3 4 5 6 7 8 9 0 1 2',
  ])('%j counts as its digits', (entered) => {
    expect(codeDigits(entered)).toBe('123456789012')
    expect(bankFileChannels['bank-file:code'].parse(entered)).toBe('123456789012')
  })

  it.each(['', '12345678901', '1234567890123', '12345678901a', '１２３４５６７８９０１二', '123456789.12'])(
    '%j is none',
    (entered) => {
      expect(codeDigits(entered)).toBeUndefined()
      expect(bankFileChannels['bank-file:code'].safeParse(entered).success).toBe(false)
    },
  )
})

describe('what a window sends', () => {
  const thumbprint = 'a'.repeat(64)

  it('is half width for the ID and the one-time password', () => {
    const sent = appChannels['acquire:request'].parse({ customerId: 'Ｋ１', password: ' ＡＢ－１２ ' })
    expect(sent).toEqual({ customerId: 'K1', password: 'AB-12' })
    expect(appChannels['login:sign-in'].parse({ thumbprint, customerId: ' Ｋ１' }).customerId).toBe('K1')
  })

  it('is a chosen password to the letter', () => {
    const password = ' Ｐａｓｓ－ワード '
    expect(appChannels['login:sign-in'].parse({ thumbprint, customerId: 'K1', password }).password).toBe(password)
  })

  it('is refused where nothing is left of it', () => {
    const sent = { customerId: '\u3000', password: 'x' }
    expect(appChannels['acquire:request'].safeParse(sent).success).toBe(false)
    expect(appChannels['acquire:request'].safeParse({ customerId: 'K1', password: ' ' }).success).toBe(false)
  })
})

describe('the address of a page that is opened in the browser', () => {
  it.each([
    'https://bank.example',
    'HTTPS://bank.example:8443/a/b?c=d@e#f',
    'https://銀行.example/更新',
    'https://192.0.2.7/',
    'https://[2001:db8::7]/',
  ])('may be %s', (address) => {
    expect(isWebAddress(address)).toBe(true)
  })

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'file://server/share/program.exe',
    '\\\\server\\share\\program.exe',
    'koshin:open',
    'http://bank.example/',
    'data:text/html,x',
    'ms-settings:',
    'https:bank.example',
    'https:/bank.example',
    // What people read first is a user's name.
    'https://www.bank.example@attacker.example/',
    'https://www.bank.example:pass@attacker.example/',
    // A parser takes the backslash for a slash, a reader for a part of the name.
    'https://attacker.example\\.bank.example/',
    'https:\\\\attacker.example/',
    // And leaves out what breaks the line.
    'https://bank.example\n.attacker.example/',
    'https://bank.example/\tx',
    ' https://bank.example/',
    'https://bank.example:99999/',
    'https://',
  ])('is not %j', (address) => {
    expect(isWebAddress(address)).toBe(false)
  })
})
