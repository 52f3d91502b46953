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
    ['missing padding', 'AA'],
    ['padding in the middle', 'AA==AAAA'],
    ['bits that mean nothing', 'AB=='],
    ['a comma', 'AAAA,AAAA'],
    ['a zero byte', 'AAAA\0'],
  ])('%s is refused', (_title, text) => {
    expect(read(text)).toMatchObject({
      failure: { code: 'bank.bad-answer', cause: 'the body is not base64' },
    })
  })

  it('either gives bytes that are written the same, or is refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const result = read(text)
        if (!result.ok) return true
        return Buffer.from(result.value).toString('base64') === text.replace(/[ \t\r\n]/g, '')
      }),
    )
  })
})
