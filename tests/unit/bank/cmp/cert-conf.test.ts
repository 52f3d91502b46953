import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { confirmationOf } from '../../../../main/bank/cmp/cert-conf.ts'
import { done, failure } from '../../../../main/renewal/errors.ts'
import { issue, makeKeys } from '../../x509/authority.ts'

const digest = (hash: string, der: Uint8Array) => new Uint8Array(createHash(hash).update(der).digest())

describe('what is said of an issued certificate', () => {
  it('is its hash, by the hash of its own signature', () => {
    const der = issue({ subject: '顧客', keys: makeKeys() })
    expect(confirmationOf(der, 0, done)).toEqual({
      body: { kind: 'certConf', confirmations: [{ hash: digest('sha256', der), id: 0 }] },
      version: 2,
    })
  })

  it('names SHA-512, as version 3 can, where that signature names no hash', () => {
    const der = issue({ subject: '顧客', keys: makeKeys('ed25519') })
    expect(confirmationOf(der, 0, done)).toEqual({
      body: {
        kind: 'certConf',
        confirmations: [{ hash: digest('sha512', der), id: 0, hashAlgorithm: { oid: '2.16.840.1.101.3.4.2.3' } }],
      },
      version: 3,
    })
  })

  it('is what is wrong with it, also where it cannot even be read', () => {
    const rubbish = new Uint8Array([5, 0])
    const { body } = confirmationOf(rubbish, 1, failure('issued.unreadable'))
    expect(body).toMatchObject({
      confirmations: [
        {
          id: 1,
          hash: digest('sha512', rubbish),
          status: { status: 'rejection', text: ['issued.unreadable'], failures: ['incorrectData'] },
        },
      ],
    })
  })
})
