import { describe, expect, it } from 'vitest'
import { objectIdentifier, sequence, set, utf8String } from '../../../../main/x509/der.ts'
import { isNamedLike } from '../../../../main/x509/names/issuer-names.ts'
import { issue, makeKeys, type nameOf, rsaKeys } from '../authority.ts'

const keys = makeKeys()
const inside = (organisation: string, commonName: string) =>
  sequence(
    ...[
      ['2.5.4.10', organisation],
      ['2.5.4.3', commonName],
    ].map(([oid, text]) => set(sequence(objectIdentifier(oid!), utf8String(text!)))),
  )
const from = (issuer: Parameters<typeof nameOf>[0]) => issue({ subject: '顧客', issuer, keys })
const named = (subject: Parameters<typeof nameOf>[0]) => issue({ subject, keys })

describe('whose name an issuer has', () => {
  it('is the bank’s where it is called as one of its CAs, in whatever letters', () => {
    expect(isNamedLike(from('BANK ca'), [named('Other CA'), named('Bank CA')])).toBe(true)
    expect(isNamedLike(from('Bank CA 2'), [named('Bank CA')])).toBe(false)
  })

  it('is the bank’s where it is of the same organisation', () => {
    expect(isNamedLike(from(inside('架空銀行', 'CA 2')), [named(inside('架空銀行', 'Root'))])).toBe(true)
    expect(isNamedLike(from(inside('別の架空銀行', 'CA 2')), [named(inside('架空銀行', 'Root'))])).toBe(false)
  })

  it('is the bank’s of what is itself one of those that it is believed by', () => {
    const own = from('Somebody else')
    expect(isNamedLike(own, [named('Bank CA'), new Uint8Array(own)])).toBe(true)
  })

  it('is not the bank’s of a certificate that is merely as long as one of its own', () => {
    const [theirs, own] = ['Some CA', 'Bank CA'].map((issuer) => issue({ subject: issuer, issuer, keys: rsaKeys() }))
    expect(theirs).toHaveLength(own!.length)
    expect(isNamedLike(theirs!, [own!])).toBe(false)
  })

  it('is found in a certificate of the first version, too', () => {
    const old = issue({ subject: '顧客', issuer: 'Bank CA', keys, version: 1 })
    expect([isNamedLike(old, [named('Bank CA')]), isNamedLike(old, [named('Other CA')])]).toEqual([true, false])
  })

  it('is nobody’s where a length leads out of the certificate', () => {
    const whole = from('Bank CA')
    for (let end = 0; end < whole.length; end++) {
      expect(isNamedLike(whole.subarray(0, end), [named('Bank CA')]), `${end} octets`).toBe(false)
    }
  })

  it('is nobody’s where there is no certificate', () => {
    expect(isNamedLike(Uint8Array.of(5, 0), [named('Bank CA')])).toBe(false)
    expect(isNamedLike(from('Bank CA'), [Uint8Array.of(5, 0)])).toBe(false)
  })
})
