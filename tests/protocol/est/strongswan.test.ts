/**
 * The demo bank and a client that nobody here wrote. What strongSwan 5.9 wants, and why the bank serves it so:
 * - It reads base64 only in one line, which RFC 8951 (section 3) allows a server to send. Its requests are in one line
 *   as well, without Content-Transfer-Encoding; when it fetches CA certificates it is known by telling neither what it
 *   is nor what it accepts.
 * - It puts the path of its URL in front of `/.well-known/est`, where RFC 7030 (3.2.2) has the label behind it, and
 *   has forgotten that path when it asks again after a 202.
 * - It speaks TLS 1.2, the least that RFC 7030 (3.3) with RFC 8996 leaves.
 */
import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCertificate } from '../../../main/x509/read.ts'
import { type RunningBank, startBank, temporaryFolder } from '../peers/bank-process.ts'
import { holderOf, makeRequest, yamada } from '../peers/openssl.ts'
import { missing, pki } from '../peers/strongswan.ts'

const urlOf = ({ origin }: RunningBank): string => `${origin}/corporate`

/** A key and a request of its own, in files. */
async function request(folder: string): Promise<string> {
  const key = await pki('--gen', '--type', 'rsa', '--size', '2048', '--outform', 'pem')
  writeFileSync(path.join(folder, 'own.key'), key.output)
  const names = ['--dn', `C=JP, CN=${yamada.customerId}`]
  const made = await pki('--req', '--in', path.join(folder, 'own.key'), '--type', 'rsa', ...names)
  const file = path.join(folder, 'own.req')
  writeFileSync(file, made.output)
  return file
}

describe.skipIf(missing !== undefined)("strongSwan's EST client at the demo bank", () => {
  it('fetches both CA certificates and trusts the issuing one through the root', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const out = path.join(folder, 'ca.pem')
    const fetched = await pki(
      '--estca',
      '--url',
      bank.origin,
      '--cacert',
      bank.trustAnchors,
      '--caout',
      out,
      '--outform',
      'pem',
    )
    expect(fetched.exit, fetched.words).toBe(0)
    expect(fetched.words).toContain('negotiated TLS 1.2')
    const names = readdirSync(folder).map((name) => new X509Certificate(readFileSync(path.join(folder, name))).subject)
    expect(names.sort()).toEqual([
      expect.stringContaining('CN=デモ銀行 ルート認証局'),
      expect.stringContaining('CN=デモ銀行 法人認証局'),
    ])
  })

  it('enrols with its one-time password, once', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const file = await request(folder)
    const password = await bank.oneTimePassword(yamada.customerId)
    const enrol = (secret: string) =>
      pki(
        '--est',
        '--url',
        urlOf(bank),
        '--in',
        file,
        '--cacert',
        bank.trustAnchors,
        '--userpass',
        `${yamada.customerId}:${secret}`,
      )
    const refused = await enrol('WRONG-WRONG-WRONG')
    expect([refused.exit === 0, refused.words]).toEqual([false, expect.stringContaining('HTTP 401')])
    const enrolled = await enrol(password)
    expect(enrolled.exit, enrolled.words).toBe(0)
    const facts = readCertificate(new Uint8Array(enrolled.output))
    expect(facts).toMatchObject({ ok: true, value: { holder: '山田 花子', clientAuth: true } })
    const ledger = await bank.certificates()
    expect(ledger.map(({ issuedBy }) => issuedBy)).toEqual(['simpleenroll'])
    expect(facts.ok && facts.value.thumbprint).toBe(ledger[0]?.thumbprint)
  })

  it('renews with its current certificate, and waits through a 202 for it', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const current = await holderOf(bank, folder)
    const { der } = await makeRequest(folder, 'next')
    const file = path.join(folder, 'next.req')
    writeFileSync(file, der)
    await bank.fault({ where: 'simplereenroll', fault: 'pending', times: 1, amount: 1 })
    const renewed = await pki(
      '--est',
      '--url',
      urlOf(bank),
      '--in',
      file,
      '--cacert',
      bank.trustAnchors,
      '--cert',
      current.certificate,
      '--key',
      current.key,
      '--interval',
      '1',
      '--maxpolltime',
      '15',
    )
    expect(renewed.exit, renewed.words).toBe(0)
    expect(renewed.words).toContain('EST request pending')
    const issued = new X509Certificate(renewed.output)
    expect(issued.subject).toBe(current.read.subject)
    expect((await bank.certificates()).map(({ issuedBy }) => issuedBy)).toEqual(['start', 'simplereenroll'])
  })

  it('believes the bank by its root alone, and by no other', async () => {
    const bank = await startBank()
    const other = await startBank()
    const out = path.join(temporaryFolder(), 'ca.pem')
    const fetched = await pki('--estca', '--url', urlOf(bank), '--cacert', other.trustAnchors, '--caout', out)
    expect([fetched.exit === 0, fetched.words]).toEqual([false, expect.stringContaining('is not trusted')])
  })
})
