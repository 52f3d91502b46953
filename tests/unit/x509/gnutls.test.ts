/** The same structures, made and judged by GnuTLS, which holds to DER where OpenSSL does not. */
import { execFileSync } from 'node:child_process'
import { constants, createHash, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkIssued } from '../../../main/renewal/effects/issued.ts'
import { done, success } from '../../../main/renewal/errors.ts'
import { partsOfScheme, type SignatureScheme } from '../../../main/renewal/key.ts'
import { checkChain } from '../../../main/x509/chain/chain.ts'
import { encode, hex, objectIdentifier, sequence, set, utf8String } from '../../../main/x509/der.ts'
import { nameComparison } from '../../../main/x509/names/name-difference.ts'
import { pemToDer } from '../../../main/x509/pem.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { assembleRequest, buildRequest, buildRequestInfo } from '../../../main/x509/request.ts'
import { extension, type Keys, makeKeys, nameOf, rsaKeys } from './authority.ts'

const missing = ((): string | undefined => {
  try {
    execFileSync('certtool', ['--version'], { stdio: 'pipe' })
    return undefined
  } catch {
    return 'certtool (gnutls-bin) is not installed'
  }
})()
if (missing !== undefined) console.warn(`skipped: ${missing}`)

const folder = mkdtempSync(path.join(tmpdir(), 'koshin-gnutls-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const certtool = (...args: string[]): string =>
  execFileSync('certtool', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', env: { PATH: process.env['PATH'] } })

describe.skipIf(missing !== undefined)('GnuTLS and Koshin agree', () => {
  it.each<[SignatureScheme, () => Keys]>([
    ['rsa-pkcs1-sha256', rsaKeys],
    ['rsa-pss-sha256', rsaKeys],
    ['rsa-pss-sha384', rsaKeys],
    ['ecdsa-sha256', () => makeKeys('ec')],
    ['ecdsa-sha384', () => makeKeys('p384')],
  ])('on a request with attributes and extensions, signed by %s', (scheme, make) => {
    const keys = make()
    const attribute = (oid: string, text: string) => encode(sequence(objectIdentifier(oid), set(utf8String(text))))
    const { family, hash } = partsOfScheme(scheme)
    const names = {
      subject: hex(encode(nameOf('株式会社こうしん'))),
      subjectAltName: hex(encode(extension.dnsNames('a.example').value)),
    }
    // Longer ones come behind shorter ones in a SET OF, whatever their order here.
    const attributes = [
      attribute('1.2.840.113549.1.9.8', 'an address that is not structured'),
      attribute('2.5.4.3', 'a'),
    ]
    const info = buildRequestInfo(names, keys.spki, { subject: [], extensions: [], attributes })
    const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants
    const options = family === 'rsa-pss' ? { padding, saltLength } : {}
    const signature = sign(hash, info, { key: keys.privateKey, ...options })
    writeFileSync(path.join(folder, 'ours.csr'), assembleRequest(info, scheme, signature))
    const told = certtool('--crq-info', '--inder', '--infile', 'ours.csr')
    expect(told).toContain('Self signature: verified')
    expect(told).toContain('DNSname: a.example')
  })

  it('on a certificate that its CA has issued for a request of ours', async () => {
    const [authority, keys] = [makeKeys(), rsaKeys()]
    const write = (name: string, content: string | Uint8Array) => writeFileSync(path.join(folder, name), content)
    const read = (name: string) => {
      const found = pemToDer(readFileSync(path.join(folder, name), 'utf8'))
      return found.ok ? found.value[0]! : new Uint8Array()
    }
    const names = {
      subject: hex(encode(nameOf('株式会社こうしん'))),
      subjectAltName: hex(encode(extension.dnsNames('a.example').value)),
    }
    const request = await buildRequest(names, keys.spki, async (info) => success(sign('sha256', info, keys.privateKey)))
    if (!request.ok) throw new Error(request.failure.cause)
    write(
      'own.csr',
      `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(request.value).toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`,
    )
    write('issuing.key', authority.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    write('ca.template', 'cn = "架空 CA"\nexpiration_days = 20\nca\ncert_signing_key\n')
    write('own.template', 'expiration_days = 10\ntls_www_client\nsigning_key\nhonor_crq_ext = 2.5.29.17\n')
    const self = ['--generate-self-signed', '--load-privkey', 'issuing.key']
    certtool(...self, '--template', 'ca.template', '--outfile', 'issuing.pem')
    const signer = ['--load-ca-certificate', 'issuing.pem', '--load-ca-privkey', 'issuing.key']
    const issue = ['--generate-certificate', '--load-request', 'own.csr', ...signer]
    certtool(...issue, '--template', 'own.template', '--outfile', 'own.pem')
    const facts = readCertificate(read('own.pem'))
    if (!facts.ok) throw new Error(facts.failure.cause)
    const purpose = { kind: 'renewal', current: '', holder: '', ...names, notAfter: Date.now() } as const
    const publicKeyHash = createHash('sha256').update(keys.spki).digest('hex')
    expect(checkIssued(facts.value, { publicKeyHash, purpose }, Date.now(), nameComparison)).toEqual(done)
    expect(facts.value).toMatchObject({ holder: '株式会社こうしん', issuer: '架空 CA' })
    const chain = { now: Date.now(), purpose: 'clientAuth' } as const
    expect(checkChain(read('own.pem'), [], [read('issuing.pem')], chain)).toEqual(done)
  })

  it('on a chain of twelve CAs, the first of which allows more than two octets count', () => {
    const write = (name: string, content: string) => writeFileSync(path.join(folder, name), content)
    const ders = Array.from({ length: 14 }, (_, at) => {
      write(`${at}.key`, makeKeys().privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)
      const own = at === 13 ? 'tls_www_client\nsigning_key' : 'ca\ncert_signing_key'
      write('template', `cn = "CA ${at}"\nexpiration_days = 20\n${own}\n${at === 0 ? 'path_len = 70000\n' : ''}`)
      const signer = ['--load-ca-certificate', `${at - 1}.pem`, '--load-ca-privkey', `${at - 1}.key`]
      const how = at === 0 ? ['--generate-self-signed'] : ['--generate-certificate', ...signer]
      certtool(...how, '--load-privkey', `${at}.key`, '--template', 'template', '--outfile', `${at}.pem`)
      const read = pemToDer(readFileSync(path.join(folder, `${at}.pem`), 'utf8'))
      return read.ok ? read.value[0]! : new Uint8Array()
    })
    const check = (given: readonly Uint8Array[]) =>
      checkChain(ders[13]!, given, [ders[0]!], { now: Date.now(), purpose: 'clientAuth' }).ok
    expect([check(ders.slice(1, 13)), check(ders.slice(2, 13))]).toEqual([true, false])
  })
})
