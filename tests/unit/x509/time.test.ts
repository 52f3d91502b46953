import { describe, expect, it } from 'vitest'
import { encode, hex, octetString, Type, universal } from '../../../main/x509/der.ts'
import { generalizedTime, time, timeOf } from '../../../main/x509/time.ts'

const utc = (text: string) => universal(Type.UTCTIME, false, text)
const generalized = (text: string) => universal(Type.GENERALIZEDTIME, false, text)

describe('an instant in a certificate', () => {
  it('has the century of 1950 to 2049 where two digits tell the year', () => {
    expect(timeOf(utc('500101000000Z'))).toBe(Date.UTC(1950, 0))
    expect(timeOf(utc('491231235959Z'))).toBe(Date.UTC(2049, 11, 31, 23, 59, 59))
    expect(timeOf(generalized('20500101000000Z'))).toBe(Date.UTC(2050, 0))
  })

  it.each([
    ['with something in front', generalized('120260101000000Z')],
    ['with something behind', generalized('20260101000000Z0')],
    ['without seconds', generalized('202601010000Z')],
    ['with parts of a second', generalized('20260101000000.5Z')],
    ['in another zone', utc('260101000000+0900')],
    ['on 30 February', generalized('20260230000000Z')],
    ['in a thirteenth month', utc('261301000000Z')],
    ['at 25 o’clock', utc('260101250000Z')],
    ['of another type', octetString(Buffer.from('20260101000000Z'))],
  ])('is none %s', (_what, node) => {
    expect(() => timeOf(node)).toThrow('ASN.1')
  })

  it('of another type is said to be none, whatever its octets are', () => {
    expect(() => timeOf(octetString(Buffer.from('20260101000000Z')))).toThrow('a time was expected')
  })

  it('is written with two digits from 1950 to 2049 alone, and with four where a message wants it so', () => {
    const written = (instant: number) => hex(encode(time(instant))).slice(0, 2)
    const [short, long] = ['17', '18']
    expect([1949, 1950, 2049, 2050].map((year) => written(Date.UTC(year, 5)))).toEqual([long, short, short, long])
    expect(hex(encode(generalizedTime(Date.UTC(2026, 0))))).toBe(`180f${hex(Buffer.from('20260101000000Z'))}`)
  })
})
