import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decode,
  encode,
  hex,
  type Node,
  objectIdentifier,
  sequence,
  set,
  utf8String,
} from '../../../../main/x509/der.ts'
import { nameComparison } from '../../../../main/x509/names/name-difference.ts'
import { displayName } from '../../../../main/x509/names/names.ts'

/** A text in whose place octets stand: `\xc8u` is T.61's `ü`. */
const octets = (text: string): Buffer => Buffer.from(text, 'latin1')
const teletex = (bytes: Buffer): Node => decode(new Uint8Array([0x14, bytes.length, ...bytes]))
const named = (value: Node): Node => sequence(set(sequence(objectIdentifier('2.5.4.3'), value)))
const shown = (bytes: Buffer): string => displayName(named(teletex(bytes)))
const same = (a: Node, b: Node): boolean =>
  nameComparison.subjectDifference(hex(encode(named(a))), hex(encode(named(b)))) === undefined

describe('a TeletexString', () => {
  it.each([
    ['as ISO 8859-1', 'Z\xfcrich', 'Zürich'],
    ['as ISO 8859-1', 'KØBENHAVN', 'KØBENHAVN'],
    // No letter behind it that T.61 puts that accent on, or none at all.
    ['as ISO 8859-1', 'CAF\xc9', 'CAFÉ'],
    ['as ISO 8859-1', '\xc4rzte', 'Ärzte'],
    ['as ISO 8859-1', 'COMUNICA\xc7\xc3O', 'COMUNICAÇÃO'],
    ['as T.61, where its accents stand before their letters', 'Z\xc8urich', 'Zürich'],
    ['as T.61', 'Soci\xc2et\xc2e G\xc2en\xc2erale', 'Société Générale'],
    ['as T.61', '\xc8Osterreich', 'Österreich'],
    ['as T.61', '\xcfCesk\xc2a republika', 'Česká republika'],
    ['as T.61, with letters that have no accent there', 'Gro\xfb-J\xc8agerstra\xfbe \xa6 1', 'Groß-Jägerstraße # 1'],
    ['as UTF-8, where it can be that', 'Z\xc3\xbcrich', 'Zürich'],
    ['as UTF-8', Buffer.from('株式会社更新').toString('latin1'), '株式会社更新'],
  ])('is shown %s: %o', (_how, text, wanted) => {
    expect(shown(octets(text))).toBe(wanted)
  })

  it('is shown as nearly everybody means it where the letters around an accent tell nothing', () => {
    expect(['S\xc3O PAULO', '\xc4ndern', 'Z\xc8URICH'].map((text) => shown(octets(text)))).toEqual([
      'SÃO PAULO',
      'Ändern',
      'ZÈURICH',
    ])
  })

  it('is shown octet by octet where it is in an alphabet that nobody names', () => {
    expect(shown(octets('\x8dX\x90V'))).toBe('\ufffdX\ufffdV')
  })

  it('is the same name as in another type of string where it can mean nothing else', () => {
    for (const [text, meant] of [
      ['Koshin', 'KOSHIN'],
      ['Z\xfcrich', 'Zürich'],
      ['CAF\xc9', 'Café'],
    ] as const) {
      expect(same(teletex(octets(text)), utf8String(meant)), meant).toBe(true)
    }
  })

  it.each([
    ['T.61', 'Z\xc8urich', ['Zürich', 'ZÈurich']],
    ['T.61, or not', 'S\xc3O PAULO', ['SÃO PAULO', 'SÔ PAULO']],
    ['UTF-8', 'Z\xc3\xbcrich', ['Zürich', 'ZÃ¼rich']],
    ['Shift_JIS', '\x8dX\x90V', ['更新', '\x8dX\x90V']],
    ['JIS, by an escape sequence', '\x1b$B99?7\x1b(B', ['更新', '$B99?7(B']],
  ])('is the same name in the same octets alone where it may mean two: %s', (_what, text, meant) => {
    const value = teletex(octets(text))
    expect(same(value, teletex(octets(text)))).toBe(true)
    expect(meant.map((one) => same(value, utf8String(one)))).toEqual([false, false])
  })

  it('is never the same name as either of those that its octets could mean, whatever stands around an accent', () => {
    const word = fc.string({ unit: fc.constantFrom(...'AaZz -&\xfc'), maxLength: 6 })
    fc.assert(
      fc.property(word, fc.constantFrom('A', 'a', 'O', 'o', 'U', 'u'), word, (before, letter, after) => {
        const value = teletex(octets(`${before}\xc8${letter}${after}`))
        for (const meant of [`\xc8${letter}`, `${letter}\u0308`]) {
          expect(same(value, utf8String(`${before}${meant}${after}`))).toBe(false)
        }
      }),
    )
  })
})
