import { describe, expect, it } from 'vitest'
import { startBank, temporaryFolder } from '../peers/bank-process.ts'
import { cmp, holds, knows, newKey } from '../peers/openssl-cmp.ts'
import { holderOf, missing, openssl, refusal, yamada } from '../peers/openssl.ts'

const pkixcmp = { 'content-type': 'application/pkixcmp' }

describe.skipIf(missing !== undefined)("CMP over HTTP at the demo bank, seen with curl and openssl's client", () => {
  it.each(['/.well-known/cmp/', '/.well-known/cmp/keyupdate', '/.well-known/cmp/p/demo/keyupdate', '/pkix/'])(
    'serves %s as well, with and without a client certificate in TLS',
    async (path) => {
      const bank = await startBank()
      const folder = temporaryFolder()
      const current = await holderOf(bank, folder)
      const tls = { tls_cert: current.certificate, tls_key: current.key }
      for (const more of [{}, tls]) {
        const outcome = await cmp(bank, folder, 'kur', { ...holds(current), ...(await newKey(folder)), ...more, path })
        expect(outcome.log).toMatch(/received PKICONF/)
      }
      expect(await bank.certificates()).toHaveLength(3)
    },
  )

  it('wants POST, its content type, a message, and not too much', async () => {
    const bank = await startBank()
    const where = '/.well-known/cmp'
    const get = await bank.ask(where)
    expect([get.status, get.headers['allow']]).toEqual([405, 'POST'])
    const other = { 'content-type': 'application/octet-stream' }
    expect(await bank.ask(where, { headers: other, body: 'x' })).toMatchObject(refusal(415, /application\/pkixcmp/))
    expect(await bank.ask(where, { headers: pkixcmp, body: 'x' })).toMatchObject(refusal(400, /not a PKIMessage/))
    const sequenceOfNothing = Buffer.from('3000', 'hex')
    expect((await bank.ask(where, { headers: pkixcmp, body: sequenceOfNothing })).status).toBe(400)
    expect((await bank.ask(where, { headers: pkixcmp, body: Buffer.alloc(65_537) })).status).toBe(413)
    expect((await bank.ask('/.well-known/cmpx', { headers: pkixcmp, body: 'x' })).status).toBe(404)
  })

  it('answers in messages that are not to be stored', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const asked = { ...holds(await holderOf(bank, folder, 'lapsed')), ...(await newKey(folder)) }
    const { requests } = await cmp(bank, folder, 'kur', asked)
    const answer = await bank.ask('/.well-known/cmp', { headers: pkixcmp, body: requests[0]! })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({ 'content-type': 'application/pkixcmp', 'cache-control': 'no-store' })
    expect((await openssl(['asn1parse', '-inform', 'DER'], answer.body)).toString()).toMatch(
      /expired more than 30 days/,
    )
  })

  it("refuses OpenSSL's messages when they are changed on the way, or come a second time", async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const key = await newKey(folder)
    const send = async (body: Uint8Array) => {
      const { status, body: said } = await bank.ask('/.well-known/cmp', { headers: pkixcmp, body })
      return status === 200 ? (await openssl(['asn1parse', '-inform', 'DER'], said)).toString() : String(status)
    }
    const current = await holderOf(bank, folder, 'grace')
    const signed = await cmp(bank, folder, 'kur', { ...holds(current), ...key })
    const { customerId } = yamada
    const secret = knows(folder, await bank.oneTimePassword(customerId))
    const initial = await cmp(bank, folder, 'ir', { ...secret, ...(await newKey(folder, 'first')), subject: '/CN=me' })
    const issued = await bank.certificates()
    expect(issued).toHaveLength(3)
    for (const [message] of [signed.requests, initial.requests]) {
      expect(await send(message!)).toMatch(/this transaction ID is in use/)
      // The last octets are the certificate's signature, or the MAC; in the middle lie the names and the key.
      for (const place of [message!.length - 1, message!.length >> 1, message!.length >> 2]) {
        const changed = Uint8Array.from(message!, (byte, index) => (index === place ? byte ^ 1 : byte))
        expect(await send(changed)).toMatch(/^400|is wrong|not of this bank/)
      }
    }
    expect(await send(signed.requests[1]!)).toMatch(/the certificate has been confirmed/)
    expect(await bank.certificates()).toEqual(issued)
  })
})
