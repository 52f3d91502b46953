import { describe, expect, it } from 'vitest'
import { readCertificate } from '../../../main/x509/read.ts'
import { startBank, temporaryFolder, type RunningBank } from '../peers/bank-process.ts'
import {
  certificatesIn,
  type Holder,
  holderOf,
  identityOf,
  makeRequest,
  missing,
  openssl,
  pkcs10,
  refusal,
  wrapped,
} from '../peers/openssl.ts'

type Options = Record<string, string>
function reenrol(bank: RunningBank, identity: Holder | undefined, der: Uint8Array, options: Options = {}) {
  const request = { headers: pkcs10, body: wrapped(der), options }
  return bank.ask('/.well-known/est/simplereenroll', identity === undefined ? request : { ...request, identity })
}

function factsOf(der: Uint8Array) {
  const facts = readCertificate(new Uint8Array(der))
  if (!facts.ok) throw new Error(facts.failure.cause)
  return facts.value
}

describe.skipIf(missing !== undefined)('renewal at the demo bank with the current certificate', () => {
  it.each(['1.2', '1.3'])('issues the next one over TLS %s: new key, same names, later end', async (version) => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const current = await holderOf(bank, folder)
    const { der } = await makeRequest(folder, 'next')
    const answer = await reenrol(bank, current, der, { [`tlsv${version}`]: '', 'tls-max': version })
    expect(answer.status).toBe(200)
    const [issued] = await certificatesIn(answer.body)
    const [old, next] = [factsOf(current.read.raw), factsOf(issued!.raw)]
    expect([next.subject, next.subjectAltName]).toEqual([old.subject, old.subjectAltName])
    expect(next.notAfter).toBeGreaterThan(old.notAfter + 300 * 24 * 60 * 60 * 1000)
    expect(next.publicKeyHash).not.toBe(old.publicKeyHash)
    expect((await bank.certificates()).map(({ issuedBy }) => issuedBy)).toEqual(['start', 'simplereenroll'])
  })

  it('the new certificate opens a connection, and the old one still does', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const current = await holderOf(bank, folder)
    const { key, der } = await makeRequest(folder, 'next')
    const [issued] = await certificatesIn((await reenrol(bank, current, der)).body)
    for (const identity of [identityOf(folder, 'next', issued!, key), current]) {
      const { text } = await bank.ask('/portal/who-am-i', { identity })
      expect(JSON.parse(text)).toMatchObject({ customerId: 'K1000001', thumbprint: identity.thumbprint })
    }
  })

  it('answers a repeated renewal with the same certificate, also with another request for the same key', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const current = await holderOf(bank, folder)
    const { key, der } = await makeRequest(folder, 'next')
    const first = await reenrol(bank, current, der)
    const again = await makeRequest(folder, 'again', { key })
    expect((await reenrol(bank, current, der)).text).toBe(first.text)
    expect((await reenrol(bank, current, again.der)).text).toBe(first.text)
    expect(await bank.certificates()).toHaveLength(2)
  })

  it('answers simultaneous requests for one key with one certificate', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const current = await holderOf(bank, folder)
    const { der } = await makeRequest(folder, 'next')
    const answers = await Promise.all(Array.from({ length: 5 }, () => reenrol(bank, current, der)))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(await bank.certificates()).toHaveLength(2)
  })

  it.each([
    ['another holder', { subject: '/C=JP/O=更新商事株式会社/OU=経理部/CN=別人 太郎/serialNumber=K1000001' }, /subject/],
    [
      'the same names in another order',
      { subject: '/O=更新商事株式会社/C=JP/OU=経理部/CN=山田 花子/serialNumber=K1000001' },
      /subject/,
    ],
    ['another e-mail address', { email: 'somebody.else@example.org' }, /subjectAltName/],
    ['no e-mail address', { email: '' }, /subjectAltName/],
  ])('refuses a request for %s', async (_name, names, reason) => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const current = await holderOf(bank, folder)
    const { der } = await makeRequest(folder, 'next', names)
    expect(await reenrol(bank, current, der)).toMatchObject(refusal(400, reason))
    expect(await bank.certificates()).toHaveLength(1)
  })

  it('refuses to renew without a new key', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const current = await holderOf(bank, folder)
    const { der } = await makeRequest(folder, 'next', { key: current.key })
    expect(await reenrol(bank, current, der)).toMatchObject(refusal(400, /new key/))
  })

  it('refuses a stranger, a foreign, an expired and a revoked certificate, each with its reason', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const { key, der } = await makeRequest(folder, 'next')
    expect(await reenrol(bank, undefined, der)).toMatchObject(refusal(403, /needed/))

    const selfSigned = await openssl(['req', '-x509', '-new', '-key', key, '-subj', '/CN=K1000001', '-outform', 'DER'])
    const foreign = identityOf(folder, 'foreign', selfSigned.toString('base64'), key)
    expect(await reenrol(bank, foreign, der)).toMatchObject(refusal(403, /not of this bank/))

    const expired = await holderOf(bank, folder, 'grace')
    expect(await reenrol(bank, expired, der)).toMatchObject(refusal(403, /expired/))

    const current = await holderOf(bank, folder)
    await bank.control('POST', 'revocations', { thumbprint: current.thumbprint })
    expect(await reenrol(bank, current, der)).toMatchObject(refusal(403, /revoked/))
  })
})
