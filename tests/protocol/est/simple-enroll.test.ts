import { createHash } from 'node:crypto'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCertificate } from '../../../main/x509/read.ts'
import { startBank, temporaryFolder, type RunningBank } from '../peers/bank-process.ts'
import { certificatesIn, makeRequest, missing, openssl, pkcs10, wrapped, yamada } from '../peers/openssl.ts'

const enrol = (bank: RunningBank, password: string, body: string, headers: Readonly<Record<string, string>> = pkcs10) =>
  bank.ask('/.well-known/est/simpleenroll', { headers, body, user: { name: yamada.customerId, password } })

describe.skipIf(missing !== undefined)('first enrolment at the demo bank with a one-time password', () => {
  it('issues a certificate for our key under the names of the ledger, whatever the request calls itself', async () => {
    const bank = await startBank()
    const { der } = await makeRequest(temporaryFolder(), 'new', { subject: '/CN=whoever', email: '' })
    const answer = await enrol(bank, await bank.oneTimePassword(yamada.customerId), wrapped(der))
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/pkcs7-mime; smime-type=certs-only')
    const issued = await certificatesIn(answer.body)
    expect(issued).toHaveLength(1)
    const certificate = issued[0]!
    expect(certificate.subject).toBe('C=JP\nO=更新商事株式会社\nOU=経理部\nCN=山田 花子\nserialNumber=K1000001')
    expect(certificate.subjectAltName).toBe(`email:${yamada.email}`)
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
    const [, issuing] = await certificatesIn((await bank.ask('/.well-known/est/cacerts')).body)
    expect(certificate.checkIssued(issuing!) && certificate.verify(issuing!.publicKey)).toBe(true)
  })

  it('lets it live for one calendar year, up to 09:00 in Japan, under a random serial of 128 bits', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const serials = new Set<string>()
    for (const name of ['first', 'second']) {
      const { der } = await makeRequest(folder, name)
      const answer = await enrol(bank, await bank.oneTimePassword(yamada.customerId), wrapped(der))
      const [certificate] = await certificatesIn(answer.body)
      const facts = readCertificate(certificate!.raw)
      if (!facts.ok) throw new Error(facts.failure.cause)
      const expiry = new Date(facts.value.notAfter)
      expect(expiry.toISOString()).toMatch(/T00:00:00\.000Z$/)
      const nextYear = new Date()
      nextYear.setUTCFullYear(nextYear.getUTCFullYear() + 1)
      expect(expiry.getTime() - nextYear.getTime()).toBeGreaterThan(-60_000)
      expect(expiry.getTime() - nextYear.getTime()).toBeLessThanOrEqual(24 * 60 * 60 * 1000)
      expect(facts.value).toMatchObject({ clientAuth: true, serial: expect.stringMatching(/^[0-9a-f]{32}$/) as string })
      serials.add(facts.value.serial)
    }
    expect(serials.size).toBe(2)
  })

  it.each([
    ['64-column lines with LF', (der: Uint8Array) => wrapped(der), pkcs10],
    [
      '64-column lines with CRLF',
      (der: Uint8Array) => wrapped(der, '\r\n'),
      { ...pkcs10, 'content-transfer-encoding': 'base64' },
    ],
    ['one line', (der: Uint8Array) => Buffer.from(der).toString('base64'), pkcs10],
    [
      'one line under a header that RFC 8951 says to ignore',
      (der: Uint8Array) => Buffer.from(der).toString('base64'),
      { 'content-type': 'application/PKCS10; charset=us-ascii', 'content-transfer-encoding': 'binary' },
    ],
  ])('takes base64 in %s', async (_name, write, headers) => {
    const bank = await startBank()
    const { der } = await makeRequest(temporaryFolder(), 'new')
    expect((await enrol(bank, await bank.oneTimePassword(yamada.customerId), write(der), headers)).status).toBe(200)
  })

  it('takes a key on P-256', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const key = path.join(folder, 'ec.key')
    await openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key])
    const { der } = await makeRequest(folder, 'new', { key })
    const answer = await enrol(bank, await bank.oneTimePassword(yamada.customerId), wrapped(der))
    const [certificate] = await certificatesIn(answer.body)
    expect(certificate?.publicKey.asymmetricKeyType).toBe('ec')
  })

  it('asks whoever comes without a password, or with a wrong one, for HTTP Basic', async () => {
    const bank = await startBank()
    const { der } = await makeRequest(temporaryFolder(), 'new')
    const password = await bank.oneTimePassword(yamada.customerId)
    const challenge = { status: 401, headers: { 'www-authenticate': expect.stringMatching(/^Basic realm=/) as string } }
    const without = { headers: pkcs10, body: wrapped(der) }
    expect(await bank.ask('/.well-known/est/simpleenroll', without)).toMatchObject(challenge)
    expect(await enrol(bank, 'WRONG-WRONG-WRONG', wrapped(der))).toMatchObject(challenge)
    const other = { headers: pkcs10, body: wrapped(der), user: { name: 'K1000002', password } }
    expect(await bank.ask('/.well-known/est/simpleenroll', other)).toMatchObject(challenge)
    const nobody = { headers: pkcs10, body: wrapped(der), user: { name: 'nobody', password } }
    expect(await bank.ask('/.well-known/est/simpleenroll', nobody)).toMatchObject(challenge)
    expect(await bank.certificates()).toEqual([])
  })

  it('slows down whoever guesses', async () => {
    const bank = await startBank()
    const { der } = await makeRequest(temporaryFolder(), 'new')
    const statuses: number[] = []
    for (let attempt = 0; attempt < 6; attempt++) {
      statuses.push((await enrol(bank, `GUESS-${attempt}`, wrapped(der))).status)
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    expect(Number((await enrol(bank, 'x', wrapped(der))).headers['retry-after'])).toBeGreaterThan(200)
  })

  it('answers the same request with the same certificate, and another key not at all', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const password = await bank.oneTimePassword(yamada.customerId)
    const { key, der } = await makeRequest(folder, 'new')
    const first = await enrol(bank, password, wrapped(der))
    expect((await enrol(bank, password, wrapped(der))).text).toBe(first.text)
    // A new request for the same key counts as the same: the client may have lost its request with the answer.
    const again = await makeRequest(folder, 'again', { key, subject: '/CN=again' })
    expect((await enrol(bank, password, wrapped(again.der))).text).toBe(first.text)
    const other = await makeRequest(folder, 'other')
    expect((await enrol(bank, password, wrapped(other.der))).status).toBe(401)
    const ledger = await bank.certificates()
    const [issued] = await certificatesIn(first.body)
    expect(ledger).toEqual([
      expect.objectContaining({
        customerId: yamada.customerId,
        issuedBy: 'simpleenroll',
        thumbprint: createHash('sha256').update(issued!.raw).digest('hex'),
      }),
    ])
  })

  it("does not give one customer's key to another", async () => {
    const bank = await startBank()
    const { der } = await makeRequest(temporaryFolder(), 'new')
    expect((await enrol(bank, await bank.oneTimePassword(yamada.customerId), wrapped(der))).status).toBe(200)
    const user = { name: 'K1000002', password: await bank.oneTimePassword('K1000002') }
    const other = await bank.ask('/.well-known/est/simpleenroll', { headers: pkcs10, body: wrapped(der), user })
    expect(other.status).toBe(403)
    expect(await bank.certificates()).toHaveLength(1)
  })

  it('a new one-time password ends the unused one before it', async () => {
    const bank = await startBank()
    const { der } = await makeRequest(temporaryFolder(), 'new')
    const [old, fresh] = [await bank.oneTimePassword(yamada.customerId), await bank.oneTimePassword(yamada.customerId)]
    expect((await enrol(bank, old, wrapped(der))).status).toBe(401)
    expect((await enrol(bank, fresh, wrapped(der))).status).toBe(200)
  })
})
