import { describe, expect, it } from 'vitest'
import { chooseProtocol } from '../../../main/bank/choose-protocol.ts'
import type { CmpBank } from '../../../main/bank/cmp/cmp-client.ts'
import type { EstBank } from '../../../main/bank/est/est-client.ts'
import { done, failure, type Result, success } from '../../../main/renewal/errors.ts'
import type { EnrolmentAnswer, KeyStore, StoredCertificate } from '../../../main/renewal/ports.ts'
import { day, makeAuthority, makeKeys, now } from '../x509/authority.ts'

const authority = makeAuthority()
const certificate = authority.leaf(makeKeys(), { notAfter: now + 10 * day })
const thumbprint = 'a'.repeat(64)
const request = new Uint8Array([1])
const newKey = { name: 'koshin-1' }
const credentials = { customerId: 'K1', password: 'secret' }
const issued: Result<EnrolmentAnswer> = success({ kind: 'pending', retryAfter: 1 })

interface World {
  readonly preferred?: 'est' | 'cmp'
  readonly at?: number
  readonly held?: Result<Partial<StoredCertificate> | undefined>
  readonly byMessage?: Result<void>
}

/** Both protocols of a bank, and what was asked of which. */
function world({ preferred = 'est', at = now, held = success({ der: certificate }), byMessage = done }: World = {}) {
  const log: string[] = []
  const said =
    <T>(protocol: string, answer: Result<T>) =>
    async (...given: readonly unknown[]): Promise<Result<T>> => (log.push(`${protocol}/${given.length}`), answer)
  const est: EstBank = {
    reach: said('est.reach', success({ bankTime: undefined, caCertificates: [] })),
    connect: said('est.connect', done),
    reenrol: said('est.reenrol', issued),
    enrol: said('est.enrol', issued),
    prove: said('est.prove', done),
  }
  const cmp: CmpBank = {
    reenrol: said('cmp.reenrol', issued),
    enrol: said('cmp.enrol', issued),
    prove: said('cmp.prove', byMessage),
  }
  const keyStore: Pick<KeyStore, 'read'> = { read: async () => held as Result<StoredCertificate | undefined> }
  return { log, bank: chooseProtocol({ est, cmp, preferred, keyStore, clock: () => at }) }
}

describe('a bank that speaks EST and CMP', () => {
  it('is asked by EST for as long as the certificate is valid, to its last millisecond', async () => {
    for (const at of [now, now + 10 * day]) {
      const { bank, log } = world({ at })
      expect(await bank.connect(thumbprint)).toEqual(done)
      expect(await bank.reenrol(thumbprint, request, newKey)).toEqual(issued)
      expect(log).toEqual(['est.connect/1', 'est.reenrol/2'])
    }
  })

  it('is asked by CMP once the certificate has expired, without a connection that TLS would refuse', async () => {
    const { bank, log } = world({ at: now + 10 * day + 1 })
    expect(await bank.connect(thumbprint)).toEqual(done)
    expect(await bank.reenrol(thumbprint, request, newKey)).toEqual(issued)
    expect(log).toEqual(['cmp.reenrol/3'])
  })

  it.each([
    ['cannot be read', failure('keystore.unavailable')],
    ['is not there', success(undefined)],
    ['is none', success({ der: new Uint8Array([5, 0]) })],
  ])('is asked by EST where the certificate %s: nobody knows then that it has expired', async (_why, held) => {
    const { bank, log } = world({ at: now + 99 * day, held })
    await bank.connect(thumbprint)
    await bank.reenrol(thumbprint, request, newKey)
    expect(log).toEqual(['est.connect/1', 'est.reenrol/2'])
  })

  it('is asked by CMP for everything that needs a certificate or a password where that is preferred', async () => {
    const { bank, log } = world({ preferred: 'cmp' })
    expect(await bank.connect(thumbprint)).toEqual(done)
    await bank.reenrol(thumbprint, request, newKey)
    await bank.enrol(credentials, request, newKey)
    expect(log).toEqual(['cmp.reenrol/3', 'cmp.enrol/3'])
  })

  it('is asked by EST for a first certificate otherwise, and for its CA certificates in any case', async () => {
    for (const preferred of ['est', 'cmp'] as const) {
      const { bank, log } = world({ preferred })
      await bank.reach()
      expect(log).toEqual(['est.reach/0'])
    }
    const { bank, log } = world()
    expect(await bank.enrol(credentials, request, newKey)).toEqual(issued)
    expect(log).toEqual(['est.enrol/2'])
  })

  it('recognises a new certificate over TLS, also one that follows an expired one', async () => {
    const { bank, log } = world({ at: now + 99 * day })
    expect(await bank.prove(thumbprint)).toEqual(done)
    expect(log).toEqual(['est.prove/1'])
  })

  it('recognises it by a signed message where CMP is preferred, and needs no TLS for it', async () => {
    const { bank, log } = world({ preferred: 'cmp' })
    expect(await bank.prove(thumbprint)).toEqual(done)
    expect(log).toEqual(['cmp.prove/1'])
  })

  it('is asked over TLS after all where it does not answer such messages', async () => {
    const { bank, log } = world({ preferred: 'cmp', byMessage: failure('bank.refused') })
    expect(await bank.prove(thumbprint)).toEqual(done)
    expect(log).toEqual(['cmp.prove/1', 'est.prove/1'])
  })
})
