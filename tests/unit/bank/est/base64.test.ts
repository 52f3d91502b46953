import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBase64, writeBase64 } from '../../../../main/bank/est/base64.ts'

const read = (text: string) => readBase64(Buffer.from(text, 'latin1'))

describe('EST base64', () => {
  it('is written in lines of 64 columns', () => {
    const lines = Buffer.from(writeBase64(new Uint8Array(100)))
      .toString()
      .split('\r\n')
    expect(lines.map((line) => line.length)).toEqual([64, 64, 8, 0])
  })

  it('is read whatever the lines are, with white space anywhere', () => {
    const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n'), maxLength: 3 })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(space, { minLength: 1 }), (bytes, spaces) => {
        const single = Buffer.from(bytes).toString('base64')
        const strewn = [...single].map((letter, index) => letter + spaces[index % spaces.length]!).join('')
        for (const text of [single, strewn, Buffer.from(writeBase64(bytes)).toString()]) {
          expect(read(text)).toEqual({ ok: true, value: bytes })
        }
      }),
    )
  })

  it.each([
    ['plain DER', '\x30\x82\x01\x00'],
    ['PEM', '-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----'],
    ['the URL alphabet', 'AA-_'],
    ['a cut-off end', 'AAAAA'],
    ['padding in the middle', 'AA==AAAA'],
    ['bits that mean nothing', 'AB=='],
    ['a comma', 'AAAA,AAAA'],
    ['a zero byte in the middle', 'AAAA\0AAAA'],
  ])('%s is refused', (_title, text) => {
    expect(read(text)).toMatchObject({
      failure: { code: 'bank.bad-answer', cause: 'the body is not base64' },
    })
  })

  it.each([
    ['without its padding', 'aGVsbG8'],
    ['with the zero octet of a C string', 'aGVsbG8=\0'],
    ['with line ends and zero octets', 'aGVs\r\nbG8=\r\n\0\0'],
    ['with a byte order mark', '\xef\xbb\xbfaGVsbG8='],
  ])('is read %s', (_title, text) => {
    expect(read(text)).toEqual({ ok: true, value: new Uint8Array(Buffer.from('hello')) })
  })

  it('of zeros is refused as soon as any other, wherever they stand', () => {
    const begun = process.cpuUsage()
    expect(read(`A${'\0'.repeat(256 * 1024)}A`).ok).toBe(false)
    const { user } = process.cpuUsage(begun)
    // Milliseconds, which once were minutes: no machine is so slow.
    expect(user / 1000).toBeLessThan(2000)
  })

  it('with a byte order mark within it is refused', () => {
    expect(read('\u00ef\u00bb\u00bfaGVsbG8=').ok).toBe(true)
    expect(read('aGVs\u00ef\u00bb\u00bfbG8=').ok).toBe(false)
  })

  it('either gives bytes that are written the same, or is refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const result = read(text)
        if (!result.ok) return true
        const plain = text.replace(/^\u00ef\u00bb\u00bf/, '').replace(/[ \t\r\n]/g, '')
        const kept = plain.replace(/(?<!\0)\0+$/, '').replace(/(?<!=)=+$/, '')
        return (
          Buffer.from(result.value)
            .toString('base64')
            .replace(/(?<!=)=+$/, '') === kept
        )
      }),
    )
  })
})
