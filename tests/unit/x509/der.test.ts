import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boolean,
  child,
  children,
  content,
  context,
  contextPrimitive,
  bitsOf,
  decode,
  decodeBer,
  encode,
  fromHex,
  hex,
  inSetOrder,
  integer,
  isContext,
  isUniversal,
  nullValue,
  objectIdentifier,
  octetString,
  oidOf,
  partsOf,
  sequence,
  Type,
  unsignedInteger,
  utf8String,
} from '../../../main/x509/der.ts'

const written = (dotted: string): string => hex(encode(objectIdentifier(dotted)))
const read = (octets: string): string => oidOf(decode(fromHex(octets)))

describe('an object identifier', () => {
  it.each([
    ['1.2.840.113549.1.1.11', '06092a864886f70d01010b'],
    ['2.5.4.3', '0603550403'],
    ['0.9.2342.19200300.100.1.25', '060a0992268993f22c640119'],
    ['0.39', '060127'],
    ['1.0', '060128'],
    ['1.39.0', '06024f00'],
    ['2.0', '060150'],
    ['2.47', '06017f'],
    ['2.48', '06028100'],
    ['2.999.3', '0603883703'],
    // A UUID (X.667), with an arc of 128 bits.
    ['2.25.340282366920938463463374607431768211455', '06146983ffffffffffffffffffffffffffffffffff7f'],
  ])('%s is written and read', (dotted, octets) => {
    expect(written(dotted)).toBe(octets)
    expect(read(octets)).toBe(dotted)
  })

  it('is read as it was written, whatever its arcs', () => {
    const arcs = fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 0, max: 39 }),
      fc.array(fc.bigInt({ min: 0n, max: 2n ** 130n }), { maxLength: 5 }),
    )
    fc.assert(
      fc.property(arcs, ([top, second, rest]) => {
        const dotted = [top, second, ...rest].join('.')
        return oidOf(objectIdentifier(dotted)) === dotted
      }),
    )
  })

  it.each(['0600', '06022a80', '06032a8001', '0500', '0603808001', `068181${'01'.repeat(129)}`])(
    'is not %s',
    (octets) => {
      expect(() => read(octets)).toThrow(/ASN.1: .*object identifier/)
    },
  )

  it.each(['', '1', '3.1', '1.', '1..2', '1.2.x', '1.02', ' 1.2', '1.2.'])('is not written as "%s"', (dotted) => {
    expect(() => objectIdentifier(dotted)).toThrow('not an object identifier')
  })
})

describe('a DER value', () => {
  it.each([
    ['bytes after it', '050000'],
    ['an indefinite length', '308005000000'],
    ['a length that could be shorter', '308100'],
    ['octets that are missing', '0401'],
  ])('is not read with %s', (_what, octets) => {
    expect(() => decode(fromHex(octets))).toThrow()
  })

  it('may be BER where the wrapping does not matter', () => {
    expect(children(decodeBer(fromHex('308005000000')))).toHaveLength(1)
    expect(() => decodeBer(fromHex('1f810100'))).toThrow('a tag number above 30')
    expect(() => decodeBer(fromHex('30041f810100'))).toThrow('a tag number above 30')
    const nested = (levels: number): string => (levels === 0 ? '0500' : wrap(nested(levels - 1)))
    const wrap = (inner: string): string => `30${(inner.length / 2).toString(16).padStart(2, '0')}${inner}`
    expect(() => decodeBer(fromHex(nested(20)))).not.toThrow()
    expect(() => decodeBer(fromHex(nested(40)))).toThrow()
  })

  it('is whole, and alone, also as BER', () => {
    expect(() => decodeBer(fromHex('0401'))).toThrow()
    expect(() => decodeBer(fromHex('30030405'))).toThrow()
    expect(() => decodeBer(fromHex('300304050102'))).toThrow()
    expect(() => decodeBer(fromHex('05000500'))).toThrow()
  })

  it('may be as long as three octets of a length count, where its parts are looked for', () => {
    const long = octetString(new Uint8Array(70_000))
    const [first, ...more] = partsOf(encode(sequence(long, nullValue())), 1) ?? []
    expect([first?.length, more.length]).toEqual([70_005, 0])
    // Four octets of a length.
    expect(partsOf(fromHex('308400000000'), 1)).toBeUndefined()
  })

  it('is no object identifier by its octets alone, and one of at most 128 octets', () => {
    expect(() => read('04032a0304')).toThrow('an object identifier was expected')
    expect(read(`068180${'01'.repeat(128)}`)).toHaveLength('0.1'.length + 2 * 127)
    expect(() => read(`068181${'01'.repeat(129)}`)).toThrow('too long')
  })

  it('has a tag of a structure’s own only where its class says so', () => {
    expect([isContext(contextPrimitive(2, new Uint8Array()), 2), isContext(context(3, nullValue()), 3)]).toEqual([
      true,
      true,
    ])
    // INTEGER is number 2 as well.
    expect([isContext(integer(1), 2), isContext(context(3), 2)]).toEqual([false, false])
    expect([isUniversal(integer(1), Type.INTEGER), isUniversal(context(2), Type.INTEGER)]).toEqual([true, false])
  })

  it('is a number of as few octets as it can be', () => {
    const numbers = ['0000', '000080', '7f', '00'].map((octets) => hex(encode(unsignedInteger(fromHex(octets)))))
    expect(numbers).toEqual(['020100', '02020080', '02017f', '020100'])
  })

  it('has parts or octets, and says so when the other is wanted', () => {
    const list = sequence(nullValue())
    expect(() => content(list)).toThrow('a primitive value was expected')
    expect(() => children(nullValue())).toThrow('a constructed value was expected')
    expect(() => child(list, 1)).toThrow('part 1 is missing')
    expect(() => bitsOf(octetString(new Uint8Array([0, 1])))).toThrow('a BIT STRING of whole octets')
    expect(() => bitsOf(decode(fromHex('03020101')))).toThrow('a BIT STRING of whole octets')
    expect(bitsOf(decode(fromHex('030300ff01')))).toEqual(new Uint8Array([0xff, 1]))
  })

  it.each([
    ['0101ff', boolean(true)],
    ['010100', boolean(false)],
    ['0500', nullValue()],
    ['0c03e69bb4', utf8String('更')],
    ['02020100', integer(256)],
    ['020100', unsignedInteger(new Uint8Array([0, 0]))],
    ['02020080', unsignedInteger(new Uint8Array([0, 0, 0x80]))],
    ['02017f', unsignedInteger(new Uint8Array([0x7f]))],
  ])('is written as %s', (octets, node) => {
    expect(hex(encode(node))).toBe(octets)
  })
})

it('the values of a SET OF stand in the order of their encodings', () => {
  const values = [octetString(new Uint8Array([1, 2])), integer(5), octetString(new Uint8Array([9])), integer(3)]
  expect(inSetOrder(values).map((node) => hex(encode(node)))).toEqual(['020103', '020105', '040109', '04020102'])
  expect(inSetOrder([])).toEqual([])
})
