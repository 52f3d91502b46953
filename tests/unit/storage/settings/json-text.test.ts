import { describe, expect, it } from 'vitest'
import { parseJson, textOf } from '../../../../main/storage/settings/json-text.ts'

const mark = Buffer.from([0xef, 0xbb, 0xbf])

describe('the text of a file', () => {
  it('is the same however PowerShell or an editor wrote it', () => {
    expect(textOf(Buffer.from('更新銀行'))).toBe('更新銀行')
    expect(textOf(Buffer.concat([mark, Buffer.from('更新銀行')]))).toBe('更新銀行')
    expect(textOf(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('更新銀行', 'utf16le')]))).toBe('更新銀行')
    expect(textOf(mark)).toBe('')
  })
})

describe('JSON', () => {
  it.each([
    '{"a":{"b":1},"b":{"b":2},"c":[{"b":3},{"b":4},"b"]}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":"{\\"a\\":1,\\"a\\":2}","c":"a\\\\"}',
    '"a"',
    '{}',
  ])('whose names are each given once is taken: %s', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  it.each([
    ['{"a":1,"a":1}', 'a'],
    ['{"a":1,"b":[{"c":1},{"c":1,"d":{},"c":2}]}', 'c'],
    ['{"a":{"x":1},"b":2,"a":{}}', 'a'],
    ['{"a":1, "\\u0061" : 2}', 'a'],
    ['{"":1,"":2}', ''],
  ])('that gives a name twice has two meanings, and is refused: %s', (text, name) => {
    expect(() => parseJson(text)).toThrow(`"${name}" is given twice`)
  })

  it('that is none is refused as always', () => {
    for (const text of ['', '{', '{"a":1,}']) expect(() => parseJson(text)).toThrow(SyntaxError)
  })
})
