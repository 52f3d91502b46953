/** Clients that others made, at the demo bank. */
import { describe, expect } from 'vitest'
import { type RunningBank, startBank, temporaryFolder } from '../protocol/peers/bank-process.ts'
import { certificatesIn, type Holder, holderOf, identityOf, yamada } from '../protocol/peers/openssl.ts'
import { bouncyCastleCmp, bouncyCastleEst } from './clients/bouncy-castle.ts'
import type { Client, Request } from './clients/client.ts'
import { curl } from './clients/curl.ts'
import { gnutls } from './clients/gnutls.ts'
import { openssl30, openssl35 } from './clients/openssl.ts'
import { opensslKinds } from './clients/request.ts'
import { strongSwan } from './clients/strongswan.ts'
import { type Operation, operations, row } from './table.ts'

const clients: readonly Client[] = [openssl30, openssl35, strongSwan, curl, gnutls, bouncyCastleEst, bouncyCastleCmp]

// Debian's 0.79.17: its helpers are ipa-submit, dogtag-submit, scep-submit and local-submit.
for (const operation of operations) row('client', 'certmonger 0.79').lacks(operation, 'no-protocol')

describe.each(clients)('a client at the demo bank: $name', (client) => {
  const { tries, lacks } = row('client', client.name, client.missing)
  const { protocol } = client
  const place = protocol === 'cmp' ? 'cmp' : 'simplereenroll'

  async function renewed(bank: RunningBank, current: Holder, wanted: Partial<Request> = {}): Promise<Holder> {
    const folder = temporaryFolder()
    const made = await client.renew({ bank, folder, keys: 'rsa', strings: 'utf8', ...wanted }, current)
    expect(made.certificate, made.words).toBeDefined()
    const own = identityOf(folder, 'own', made.certificate!, made.key)
    expect(own.read.subject).toBe(current.read.subject)
    expect((await bank.certificates()).map(({ thumbprint }) => thumbprint)).toContain(own.thumbprint)
    return own
  }

  /** Asks once, and gets nothing. */
  async function turnedDown(bank: RunningBank, current: Holder, wanted: Partial<Request> = {}): Promise<string> {
    const request: Request = { bank, folder: temporaryFolder(), keys: 'rsa', strings: 'utf8', ...wanted }
    const { certificate, words } = await client.renew(request, current)
    expect(certificate).toBeUndefined()
    expect(await bank.certificates()).toHaveLength(1)
    return words
  }

  const renews = (wanted: Partial<Request>) => async () => {
    const bank = await startBank()
    const kind = opensslKinds[wanted.keys ?? 'rsa']
    await renewed(bank, await holderOf(bank, temporaryFolder(), 'due', kind), wanted)
  }

  tries('enrol', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const password = await bank.oneTimePassword(yamada.customerId)
    const request: Request = { bank, folder, keys: 'rsa', strings: 'utf8' }
    expect((await client.enrol(request, 'WRONG-WRONG-WRONG')).certificate).toBeUndefined()
    const { certificate, words } = await client.enrol(request, password)
    expect(certificate, words).toBeDefined()
    expect(await bank.certificates()).toHaveLength(1)
  })
  tries('renew', renews({}))
  tries('grace', async () => {
    const bank = await startBank()
    const current = await holderOf(bank, temporaryFolder(), 'grace')
    if (protocol === 'cmp') return void (await renewed(bank, current))
    await turnedDown(bank, current)
    return { refused: 'expired-in-tls' }
  })
  tries('pending', async () => {
    const bank = await startBank()
    const current = await holderOf(bank, temporaryFolder())
    await bank.fault({ where: place, fault: 'pending', times: 1, amount: 1 })
    await renewed(bank, current)
    expect(await bank.control('GET', 'faults')).toEqual([])
  })
  tries('refused', async () => {
    const bank = await startBank()
    const current = await holderOf(bank, temporaryFolder())
    await bank.fault({ where: place, fault: 'revoked', times: 1 })
    expect(await turnedDown(bank, current)).toMatch(client.refusal)
  })
  tries('rollover', async () => {
    const bank = await startBank()
    const current = await holderOf(bank, temporaryFolder())
    const [, former] = await certificatesIn((await bank.ask('/.well-known/est/cacerts')).body)
    await bank.control('POST', 'rollover', { step: 'publish' })
    await bank.control('POST', 'rollover', { step: 'switch' })
    const own = await renewed(bank, current)
    expect([current, own].map(({ read }) => read.verify(former!.publicKey))).toEqual([true, false])
  })
  tries('proof', async () => {
    const bank = await startBank()
    const first = await renewed(bank, await holderOf(bank, temporaryFolder()))
    // What was issued opens the next connection.
    await renewed(bank, first)
  })

  const variants: readonly (readonly [Operation, Partial<Request>])[] = [
    ['TLS 1.2', { tls: '1.2' }],
    ['TLS 1.3', { tls: '1.3' }],
    ['RSA', { keys: 'rsa' }],
    ['EC', { keys: 'ec' }],
    ['P-384', { keys: 'ec-p384' }],
    ['UTF8', { strings: 'utf8' }],
    ['BMP', { strings: 'bmp' }],
    ['T61', { strings: 't61' }],
  ]
  for (const [operation, wanted] of variants) {
    const [lacking, refused] = [client.lacks[operation], client.refused?.[operation]]
    if (lacking !== undefined) lacks(operation, lacking)
    else if (refused === undefined) tries(operation, renews(wanted))
    else {
      tries(operation, async () => {
        const bank = await startBank()
        expect(await turnedDown(bank, await holderOf(bank, temporaryFolder()), wanted)).toMatch(/400|rejected/)
        return { refused }
      })
    }
  }
  lacks('h2', 'bank-http-1')
})
