import { describe, expect, it } from 'vitest'
import {
  boolean,
  context,
  contextPrimitive,
  decode,
  encode,
  fromHex,
  hex,
  integer,
  type Node,
  objectIdentifier,
  sequence,
  set,
  utf8String,
} from '../../../../main/x509/der.ts'
import { canonicalGeneralName, generalNamesOf } from '../../../../main/x509/names/general-names.ts'
import { nameComparison } from '../../../../main/x509/names/name-difference.ts'
import { displayName, requireName } from '../../../../main/x509/names/names.ts'

const attribute = (oid: string, value: Node): Node => set(sequence(objectIdentifier(oid), value))
const called = (value: Node): Node => sequence(attribute('2.5.4.3', value))
const universalString = (octets: string): Node =>
  decode(fromHex(`1c${(octets.length / 2).toString(16).padStart(2, '0')}${octets}`))

describe('a name', () => {
  it('is shown from a UniversalString, with a mark for what is no character', () => {
    expect(displayName(called(universalString('000066f4000065b0')))).toBe('更新')
    expect(displayName(called(universalString('0001f33f00110000000000410042')))).toBe('🌿\ufffdA')
    expect(displayName(called(universalString('0010ffff0000004b')))).toMatch(/K$/)
  })

  it('is shown by the octets of what is no text, where it has no common name', () => {
    expect(displayName(sequence(attribute('2.5.4.6', utf8String('JP')), attribute('1.2.3', integer(5))))).toBe(
      '1.2.3=#020105, C=JP',
    )
  })

  it('is a list of sets of attributes, and nothing else', () => {
    expect(() => requireName(called(utf8String('x')))).not.toThrow()
    const pair = sequence(objectIdentifier('2.5.4.3'), utf8String('x'))
    for (const node of [
      set(set(pair)),
      sequence(pair),
      sequence(set(set(pair))),
      sequence(set(sequence(boolean(true)))),
    ]) {
      expect(() => requireName(node)).toThrow('X.509: no name')
    }
  })

  it('is the same in small letters and in capitals, also for the capital of ß', () => {
    const [small, capital] = ['Straße', 'STRAẞE'].map((text) => hex(encode(called(utf8String(text)))))
    expect(nameComparison.subjectDifference(small!, capital!)).toBeUndefined()
  })
})

describe('names beside the subject', () => {
  const host = contextPrimitive(2, Buffer.from('bank.example'))

  it('are a list of names by their own tags: a number is no host name, whatever its tag is', () => {
    expect(generalNamesOf(encode(sequence(host)))).toHaveLength(1)
    expect(() => generalNamesOf(encode(set(host)))).toThrow('GeneralNames were expected')
    // INTEGER has the number of dNSName.
    expect(() => generalNamesOf(encode(sequence(integer(1))))).toThrow('a GeneralName was expected')
    expect(() => generalNamesOf(encode(sequence(contextPrimitive(9, Buffer.from('x')))))).toThrow('a GeneralName')
  })

  it('are the same by their meaning: hosts in any letters, addresses up to the at sign as they are', () => {
    const same = (tag: number, one: string, other: string): boolean =>
      canonicalGeneralName(contextPrimitive(tag, Buffer.from(one))) ===
      canonicalGeneralName(contextPrimitive(tag, Buffer.from(other)))
    expect(same(2, 'Bank.Example', 'bank.example')).toBe(true)
    expect(same(1, 'a@Bank.Example', 'a@bank.example')).toBe(true)
    expect(same(1, 'A@bank.example', 'a@bank.example')).toBe(false)
    expect(same(6, 'HTTPS://Bank.Example/A', 'https://bank.example/A')).toBe(true)
    expect(same(6, 'https://bank.example/A', 'https://bank.example/a')).toBe(false)
    const directory = (text: string): string => canonicalGeneralName(context(4, called(utf8String(text))))
    expect(directory('BANK')).toBe(directory('bank'))
  })
})
