import { describe, expect, it } from 'vitest'
import { readCsrAttributes, writeCsrAttributes } from '../../../../main/x509/csr-attributes/attributes.ts'
import { encode, objectIdentifier, sequence } from '../../../../main/x509/der.ts'

const challengePassword = '1.2.840.113549.1.9.7'

describe('CSR attributes', () => {
  it('name what the bank wants, as bare identifiers and with values', () => {
    const requested = encode(objectIdentifier('1.3.6.1.1.1.1.22'))
    const der = writeCsrAttributes([challengePassword, { type: '1.2.840.113549.1.9.14', values: [requested] }])
    const read = readCsrAttributes(der)
    expect(read.ok && read.value.map(({ oid, values }) => [oid, values.map(encode)])).toEqual([
      [challengePassword, []],
      ['1.2.840.113549.1.9.14', [requested]],
    ])
  })

  it('are read as RFC 7030 prints them in appendix A.2', () => {
    const printed = 'MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw=='
    const read = readCsrAttributes(Buffer.from(printed, 'base64'))
    expect(read.ok && read.value.map(({ oid }) => oid)).toEqual([
      challengePassword,
      '1.2.840.10045.2.1',
      '1.2.840.113549.1.9.14',
      '1.2.840.10045.4.3.3',
    ])
  })

  it('may be empty', () => {
    expect(readCsrAttributes(writeCsrAttributes([]))).toEqual({ ok: true, value: [] })
  })

  it('are refused when they are something else', () => {
    for (const der of [new Uint8Array(), new Uint8Array([5, 0]), encode(sequence(sequence()))]) {
      expect(readCsrAttributes(der)).toMatchObject({ ok: false, failure: { code: 'bank.bad-answer' } })
    }
  })
})
