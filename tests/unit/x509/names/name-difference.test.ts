import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decode,
  encode,
  hex,
  type Node,
  nullValue,
  objectIdentifier,
  sequence,
  set,
  utf8String,
} from '../../../../main/x509/der.ts'
import { nameComparison } from '../../../../main/x509/names/name-difference.ts'
import { general } from '../authority.ts'

const [cn, o, ou] = ['2.5.4.3', '2.5.4.10', '2.5.4.11']
const attribute = (oid: string, value: Node): Node => sequence(objectIdentifier(oid), value)
const utf8 = (text: string): Node => utf8String(text)
const tagged = (tag: number, bytes: Buffer): Node => decode(new Uint8Array([tag, bytes.length, ...bytes]))
const printable = (text: string): Node => tagged(0x13, Buffer.from(text))
const teletex = (text: string): Node => tagged(0x14, Buffer.from(text, 'latin1'))
const ia5 = (text: string): Node => tagged(0x16, Buffer.from(text))
const bmp = (text: string): Node => tagged(0x1e, Buffer.from(text, 'utf16le').swap16())
const one = (oid: string, value: Node): Node => set(attribute(oid, value))
const name = (...parts: Node[]): string => hex(encode(sequence(...parts)))
const names = (...all: Node[]): string => hex(encode(sequence(...all)))

const { subjectDifference, alternativeNameDifference } = nameComparison
/** Of two common names. */
const between = (a: Node, b: Node): string | undefined => subjectDifference(name(one(cn, a)), name(one(cn, b)))

describe('two subjects are the same', () => {
  it.each<[string, Node, Node]>([
    ['string type', printable('Koshin'), utf8('Koshin')],
    ['string type of Japanese', bmp('株式会社'), utf8('株式会社')],
    ['string type beyond ASCII', teletex('Zürich'), utf8('Zürich')],
    ['string type of an address', ia5('a@bank.example'), utf8('A@BANK.example')],
    ['letter case', printable('Koshin Ltd'), printable('KOSHIN LTD')],
    ['letter case beyond ASCII', utf8('Straße Ωσς'), utf8('STRASSE ΩΣΣ')],
    ['spaces', utf8('  Koshin \t  Ltd '), utf8('Koshin Ltd')],
    ['ideographic spaces', utf8('株式会社　更新'), utf8('株式会社 更新')],
    ['width', utf8('ＫＯＳＨＩＮ　ｶﾌﾞ'), utf8('koshin カブ')],
    ['composition', utf8('e\u0301'), utf8('\u00e9')],
    ['composition, in UTF-16', bmp('か\u3099んこう'), utf8('がんこう')],
    ['composition of halfwidth letters, in UTF-16', bmp('ﾊﾟｿｺﾝ'), utf8('パソコン')],
    ['characters without width', utf8('Ko\u00adshin\u200b'), utf8('Koshin')],
  ])('whatever their %s', (_what, a, b) => {
    expect(between(a, b)).toBeUndefined()
    expect(between(b, a)).toBeUndefined()
  })

  it('whatever the order inside a part of several attributes', () => {
    const [a, b] = [attribute(cn, utf8('A')), attribute(ou, utf8('B'))]
    expect(subjectDifference(name(set(a, b)), name(set(b, a)))).toBeUndefined()
  })

  it('as anything is as itself, even what cannot be read', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => between(utf8(text), utf8(text)) === undefined))
    expect(subjectDifference('ff', 'ff')).toBeUndefined()
  })
})

describe('two subjects differ, and it is told in which part and never in what', () => {
  const two = (a: string, b: string): string => name(one(o, utf8(a)), one(cn, utf8(b)))

  it.each<[string, string, string, string]>([
    ['CN differs', 'another value', two('O', 'A'), two('O', 'B')],
    ['O differs, CN differs', 'several', two('O', 'A'), two('P', 'B')],
    ['O is missing', 'a part that is not there', two('O', 'A'), name(one(cn, utf8('A')))],
    ['O is new', 'a part more', name(one(cn, utf8('A'))), two('O', 'A')],
    [
      '1.2.3 is new',
      'one that has no name',
      name(one(cn, utf8('A'))),
      name(one(cn, utf8('A')), one('1.2.3', utf8(''))),
    ],
    ['CN differs', 'a repetition', name(one(cn, utf8('A'))), name(one(cn, utf8('A')), one(cn, utf8('A')))],
    ['the parts are in another order', 'order', two('O', 'A'), name(one(cn, utf8('A')), one(o, utf8('O')))],
    [
      'the parts are in another order',
      'grouping',
      two('O', 'A'),
      name(set(attribute(o, utf8('O')), attribute(cn, utf8('A')))),
    ],
    ['one of the names cannot be read', 'garbage', two('O', 'A'), '3001'],
  ])('%s: by %s', (told, _what, wanted, given) => {
    expect(subjectDifference(wanted, given)).toBe(told)
  })

  it.each<[string, Node, Node]>([
    ['no space and one', utf8('AB'), utf8('A B')],
    ['what is no string', nullValue(), utf8('')],
    ['bytes that are no UTF-8', tagged(0x0c, Buffer.from([0xff])), tagged(0x0c, Buffer.from([0xfe]))],
    ['other letters', utf8('更新'), utf8('更親')],
  ])('CN differs: by %s', (_what, a, b) => {
    expect(between(a, b)).toBe('CN differs')
  })
})

describe('two alternative names are the same', () => {
  it.each<[string, readonly Node[], readonly Node[]]>([
    ['order', [general.host('a'), general.uri('x:y')], [general.uri('x:y'), general.host('a')]],
    ['repetition', [general.host('a')], [general.host('a'), general.host('a')]],
    ['letter case of hosts', [general.host('Bank.Example')], [general.host('bank.example')]],
    [
      'letter case of an address’s host',
      [general.mailbox('Taro@BANK.example')],
      [general.mailbox('Taro@bank.example')],
    ],
    ['letter case of a URI’s host', [general.uri('HTTPS://Bank.example/A')], [general.uri('https://bank.example/A')]],
    [
      'string type of a directory name',
      [general.directory(sequence(one(cn, printable('A'))))],
      [general.directory(sequence(one(cn, utf8('a'))))],
    ],
  ])('whatever the %s', (_what, a, b) => {
    expect(alternativeNameDifference(names(...a), names(...b))).toBeUndefined()
  })

  it('when neither is there', () => {
    expect(alternativeNameDifference(undefined, undefined)).toBeUndefined()
  })
})

describe('two alternative names differ', () => {
  it.each<[string, readonly Node[] | undefined, readonly Node[] | undefined]>([
    ['dNSName differs', [general.host('a')], [general.host('b')]],
    ['dNSName differs', [general.host('a')], [general.host('a'), general.host('b')]],
    ['rfc822Name differs', [general.mailbox('Taro@bank.example')], [general.mailbox('taro@bank.example')]],
    ['uniformResourceIdentifier differs', [general.uri('https://a/X')], [general.uri('https://a/x')]],
    ['iPAddress differs', [general.address(10, 0, 0, 1)], [general.address(10, 0, 0, 2)]],
    ['registeredID is missing, dNSName is new', [general.identifier('1.2.3')], [general.host('a')]],
    ['dNSName is missing', [general.host('a')], undefined],
    ['dNSName is new', undefined, [general.host('a')]],
    ['directoryName differs', [general.directory(sequence())], [general.directory(sequence(one(cn, utf8('A'))))]],
    ['one of the names cannot be read', [general.host('a')], [utf8('a')]],
  ])('%s', (told, a, b) => {
    const value = (all: readonly Node[] | undefined) => (all === undefined ? undefined : names(...all))
    expect(alternativeNameDifference(value(a), value(b))).toBe(told)
  })
})
