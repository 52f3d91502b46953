/** The same structures, made and judged by somebody else: OpenSSL's command line. */
import { execFileSync } from 'node:child_process'
import { constants, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkChain } from '../../../main/x509/chain/chain.ts'
import { readCertificates, writeCertificates } from '../../../main/x509/cms.ts'
import { nameComparison } from '../../../main/x509/names/name-difference.ts'
import { derToPem, pemToDer } from '../../../main/x509/pem.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { buildRequest, readRequest } from '../../../main/x509/request.ts'
import { success } from '../../../main/renewal/errors.ts'
import { makeAuthority, makeKeys, rsaKeys } from './authority.ts'

const missing = ((): string | undefined => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' })
    return undefined
  } catch {
    return 'the openssl command is not installed'
  }
})()
if (missing !== undefined) console.warn(`skipped: ${missing}`)

const folder = mkdtempSync(path.join(tmpdir(), 'koshin-x509-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => path.join(folder, name)
const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', env: { PATH: process.env['PATH'] } })
const der = (name: string): Uint8Array => {
  const read = pemToDer(readFileSync(at(name), 'utf8'))
  if (!read.ok) throw new Error(read.failure.cause)
  return read.value[0]!
}

describe.skipIf(missing !== undefined)('OpenSSL and Koshin agree', () => {
  beforeAll(() => {
    const selfSigned = ['req', '-x509', '-nodes', '-days', '20', '-utf8']
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-addext', 'keyUsage=critical,keyCertSign']
    openssl(...selfSigned, ...curve, '-keyout', 'root.key', '-out', 'root.pem', '-subj', '/O=Koshin Test/CN=Root')
    const user = [...selfSigned, '-newkey', 'rsa:2048', '-keyout', 'user.key', '-CA', 'root.pem', '-CAkey', 'root.key']
    const client = ['-addext', 'extendedKeyUsage=clientAuth', '-addext', 'basicConstraints=critical,CA:FALSE']
    openssl(...user, '-out', 'user.pem', '-subj', '/O=Koshin Test/CN=株式会社こうしん', ...client)
  })

  it('on the facts of a certificate', () => {
    const facts = readCertificate(der('user.pem'))
    if (!facts.ok) throw new Error(facts.failure.cause)
    expect(facts.value).toMatchObject({ holder: '株式会社こうしん', issuer: 'Root', clientAuth: true })
    const told = openssl('x509', '-in', 'user.pem', '-noout', '-serial', '-enddate', '-fingerprint', '-sha256')
    const line = (name: string): string => new RegExp(`${name}=(.*)`, 'i').exec(told)![1]!
    expect(facts.value.serial.replace(/^00/, '')).toBe(line('serial').toLowerCase())
    expect(facts.value.notAfter).toBe(Date.parse(line('notAfter')))
    expect(facts.value.thumbprint).toBe(line('fingerprint').replaceAll(':', '').toLowerCase())
  })

  it('on a name, in whatever string type it is written', () => {
    // ASN1_STRING_set_default_mask: T61String, UniversalString, BMPString, UTF8String.
    const subjects = ['0x4', '0x100', '0x800', '0x2000'].map((mask) => {
      writeFileSync(at('name.cnf'), `[req]\nstring_mask=MASK:${mask}\ndistinguished_name=d\n[d]\n`)
      const made = ['-key', 'user.key', '-subj', '/O=KOSHIN TEST/CN=Zürich', '-out', 'name.pem']
      openssl('req', '-x509', '-utf8', '-config', 'name.cnf', ...made)
      const facts = readCertificate(der('name.pem'))
      return facts.ok ? facts.value : undefined
    })
    expect(subjects.map((facts) => facts?.holder)).toEqual(new Array(4).fill('Zürich'))
    expect(new Set(subjects.map((facts) => facts?.subject)).size).toBe(4)
    for (const facts of subjects) {
      expect(nameComparison.subjectDifference(facts!.subject, subjects[0]!.subject)).toBeUndefined()
    }
  })

  it('on names in T61String, which it fills with ISO 8859-1, and with UTF-8 where it was not told of it', () => {
    const made = (mask: string, name: string, ...options: string[]) => {
      writeFileSync(at('t61.cnf'), `[req]\nstring_mask=MASK:${mask}\ndistinguished_name=d\n[d]\n`)
      openssl(
        'req',
        '-x509',
        ...options,
        '-config',
        't61.cnf',
        '-key',
        'user.key',
        '-subj',
        `/CN=${name}`,
        '-out',
        't61.pem',
      )
      const facts = readCertificate(der('t61.pem'))
      if (!facts.ok) throw new Error(facts.failure.cause)
      return facts.value
    }
    const [latin, raw] = [made('0x4', 'SÃO PAULO', '-utf8'), made('0x4', 'Zürich')]
    expect([latin.holder, raw.holder]).toEqual(['SÃO PAULO', 'Zürich'])
    const { subjectDifference } = nameComparison
    expect(subjectDifference(latin.subject, made('0x4', 'SÃO PAULO', '-utf8').subject)).toBeUndefined()
    // In T.61 its octets are those of SÔ PAULO.
    expect(subjectDifference(latin.subject, made('0x2000', 'SÃO PAULO', '-utf8').subject)).toBe('CN differs')
    expect(subjectDifference(raw.subject, made('0x2000', 'Zürich', '-utf8').subject)).toBe('CN differs')
  })

  it('on a chain of RSA below EC', () => {
    const check = (purpose: 'clientAuth' | 'serverAuth') =>
      checkChain(der('user.pem'), [], [der('root.pem')], { now: Date.now(), purpose }).ok
    expect([check('clientAuth'), check('serverAuth')]).toEqual([true, false])
  })

  it('on a request of ours', async () => {
    const keys = rsaKeys()
    const facts = readCertificate(der('user.pem'))
    if (!facts.ok) throw new Error(facts.failure.cause)
    const names = { ...facts.value, subjectAltName: `300b8209${Buffer.from('a.example').toString('hex')}` }
    const request = await buildRequest(names, keys.spki, async (info) => success(sign('sha256', info, keys.privateKey)))
    if (!request.ok) throw new Error(request.failure.cause)
    writeFileSync(at('ours.csr'), request.value)
    const told = openssl('req', '-inform', 'DER', '-in', 'ours.csr', '-verify', '-noout', '-text', '-nameopt', 'utf8')
    expect(told).toContain('CN=株式会社こうしん')
    expect(told).toContain('DNS:a.example')
  })

  it('on requests of ours that are signed with PSS and with ECDSA', async () => {
    const [rsa, ec] = [rsaKeys(), makeKeys()]
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    const names = { subject: '3000', subjectAltName: undefined }
    const signer = (key: KeyObject, options: object) => async (info: Uint8Array) =>
      success(new Uint8Array(sign('sha256', info, { key, ...options })))
    const requests = [
      await buildRequest(names, rsa.spki, signer(rsa.privateKey, padding), 'rsa-pss-sha256'),
      await buildRequest(names, ec.spki, signer(ec.privateKey, {})),
    ]
    const told = requests.map((request) => {
      if (!request.ok) throw new Error(request.failure.cause)
      writeFileSync(at('ours.csr'), request.value)
      return openssl('req', '-inform', 'DER', '-in', 'ours.csr', '-verify', '-noout', '-text')
    })
    expect(told[0]).toMatch(/Signature Algorithm: rsassaPss\s+.*Hash Algorithm: sha256/s)
    expect(told[1]).toContain('Signature Algorithm: ecdsa-with-SHA256')
  })

  it('on a request of its own, with a challenge password', () => {
    writeFileSync(
      at('req.cnf'),
      '[req]\nprompt=no\ndistinguished_name=d\nattributes=a\nreq_extensions=e\n[d]\nCN=x\n' +
        '[a]\nchallengePassword=opensesame\n[e]\nsubjectAltName=email:a@b.example\n',
    )
    openssl('req', '-new', '-config', 'req.cnf', '-key', 'user.key', '-outform', 'DER', '-out', 'theirs.csr')
    const read = readRequest(readFileSync(at('theirs.csr')))
    expect(read).toMatchObject({ ok: true, value: { challengePassword: 'opensesame' } })
    expect(read.ok && read.value.subjectAltName).toBe(`300d810b${Buffer.from('a@b.example').toString('hex')}`)
  })

  it('on certs-only PKCS#7, both ways', () => {
    const files = ['-certfile', 'user.pem', '-certfile', 'root.pem']
    openssl('crl2pkcs7', '-nocrl', ...files, '-outform', 'DER', '-out', 'theirs.p7')
    const read = readCertificates(readFileSync(at('theirs.p7')))
    expect(read).toEqual({ ok: true, value: [der('user.pem'), der('root.pem')] })
    const { root, middle, leaf } = makeAuthority()
    writeFileSync(at('ours.p7'), writeCertificates([leaf(makeKeys()), middle, root]))
    const told = openssl('pkcs7', '-inform', 'DER', '-in', 'ours.p7', '-print_certs')
    expect(pemToDer(told)).toMatchObject({ ok: true, value: { length: 3 } })
    expect(told).toContain(derToPem(root).trim())
  })
})
