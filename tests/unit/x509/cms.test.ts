import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCertificates, writeCertificates } from '../../../main/x509/cms.ts'
import { encode, objectIdentifier, sequence } from '../../../main/x509/der.ts'
import { makeAuthority, makeKeys, rsaKeys } from './authority.ts'

const { root, middle, leaf } = makeAuthority()
const chain = [leaf(rsaKeys()), leaf(makeKeys()), middle, root]
const cause = (message: Uint8Array): string | undefined => {
  const read = readCertificates(message)
  if (read.ok) return undefined
  expect(read.failure.code).toBe('bank.bad-answer')
  return read.failure.cause
}

describe('a certs-only CMS message', () => {
  it('gives back its certificates byte for byte and in order, with RSA and EC keys', () => {
    expect(readCertificates(writeCertificates(chain))).toEqual({ ok: true, value: chain })
  })

  it('is read when its wrapping has indefinite lengths, as some CAs write it', () => {
    const wrap = (head: string, inner: string) => `${head}80${inner}0000`
    const oid = '06092a864886f70d010702'
    const bag = wrap('a0', Buffer.from(middle).toString('hex'))
    const signedData = wrap('30', `0201013100${wrap('30', '06092a864886f70d010701')}${bag}3100`)
    const message = wrap('30', oid + wrap('a0', signedData))
    expect(readCertificates(Buffer.from(message, 'hex'))).toEqual({ ok: true, value: [middle] })
  })

  it('is refused without certificates, with too many, and when it is something else', () => {
    expect(cause(writeCertificates([]))).toBe('CMS: no certificates')
    expect(cause(writeCertificates(Array.from({ length: 33 }, () => middle)))).toBe('CMS: more than 32 certificates')
    expect(cause(encode(sequence(objectIdentifier('1.2.3'))))).toBe('CMS: not SignedData')
    expect(cause(middle)).toMatch(/^CMS: /)
    expect(cause(new Uint8Array())).toMatch(/^CMS: /)
  })

  it('never throws, whatever is cut off or changed', () => {
    const message = writeCertificates([middle])
    const place = fc.nat(message.length - 1)
    fc.assert(fc.property(place, (at) => !readCertificates(message.subarray(0, at)).ok))
    fc.assert(
      fc.property(place, fc.nat(255), (at, value) => {
        const changed = new Uint8Array(message)
        changed[at] = value
        readCertificates(changed)
      }),
      { numRuns: 1000 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !readCertificates(bytes).ok))
  })

  it('never takes long over a hostile message', () => {
    const begun = process.cpuUsage()
    for (const pattern of ['3080', 'a080', '30820100', '0500', '3000']) {
      readCertificates(Buffer.from(pattern.repeat(60_000), 'hex'))
    }
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(3000)
  })
})
