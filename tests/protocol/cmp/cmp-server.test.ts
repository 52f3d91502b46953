import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCertificate } from '../../../main/x509/read.ts'
import { type RunningBank, startBank, temporaryFolder } from '../peers/bank-process.ts'
import { cmp, type CmpOutcome, holds, knows, messagesOf, newKey } from '../peers/openssl-cmp.ts'
import { newer } from '../peers/openssl-cmp-server.ts'
import { holderOf, identityOf, makeRequest, missing, openssl, yamada } from '../peers/openssl.ts'

function factsOf({ certificate, log }: CmpOutcome) {
  if (certificate === undefined) throw new Error(`no certificate: ${log}`)
  const facts = readCertificate(new Uint8Array(certificate.raw))
  if (!facts.ok) throw new Error(facts.failure.cause)
  return facts.value
}

const issuedBy = async (bank: RunningBank) => (await bank.certificates()).map((one) => one.issuedBy)

/** A bank, and a customer with a one-time password and a new key. */
async function newcomer(started = startBank()) {
  const [bank, folder] = [await started, temporaryFolder()]
  const password = await bank.oneTimePassword(yamada.customerId)
  const key = await newKey(folder)
  return { bank, folder, password, key, asked: { ...knows(folder, password), ...key, subject: '/CN=me' } }
}

/** A bank, and a customer with a certificate and a new key. */
async function customer(status: 'due' | 'grace' | 'lapsed' = 'due', started = startBank()) {
  const [bank, folder] = [await started, temporaryFolder()]
  const current = await holderOf(bank, folder, status)
  return { bank, folder, current, asked: { ...holds(current), ...(await newKey(folder)) } }
}

/** Refused in words and with these failure bits, by an answer that the client could verify; nothing was issued. */
async function expectRefusal(bank: RunningBank, outcome: CmpOutcome, bits: string, words: RegExp, before = 1) {
  expect(outcome.log).toMatch(new RegExp(`PKIStatus: rejection; PKIFailureInfo: ${bits}; `))
  expect(outcome.log).toMatch(words)
  expect(outcome.log).not.toMatch(/error validating (protection|response)/)
  expect(outcome).toMatchObject({ certificate: undefined, exit: 1 })
  expect(await bank.certificates()).toHaveLength(before)
}

describe.skipIf(missing !== undefined)('a first certificate from the demo bank, asked for with openssl cmp', () => {
  it.each(['ir', 'cr'] as const)('%s: customer ID and one-time password, names of the ledger', async (command) => {
    const { bank, folder, asked } = await newcomer()
    // The client checks the certificate as well, with the root and what comes along.
    const outcome = await cmp(bank, folder, command, { ...asked, out_trusted: bank.trustAnchors })
    const answer = command === 'ir' ? 'IP' : 'CP'
    expect(messagesOf(outcome)).toEqual([command.toUpperCase(), answer, 'CERTCONF', 'PKICONF'])
    expect(factsOf(outcome)).toMatchObject({ holder: '山田 花子', issuer: 'デモ銀行 法人認証局', clientAuth: true })
    expect(await issuedBy(bank)).toEqual([command])
  })

  it('p10cr: with a PKCS#10 request', async () => {
    const { bank, folder, password } = await newcomer()
    const { key } = await makeRequest(folder, 'csr')
    const csr = `${folder}/csr.pem`
    await openssl(['req', '-new', '-key', key, '-subj', '/CN=me', '-out', csr])
    const outcome = await cmp(bank, folder, 'p10cr', { ...knows(folder, password), csr })
    expect(messagesOf(outcome)).toEqual(['P10CR', 'CP', 'CERTCONF', 'PKICONF'])
    expect(factsOf(outcome).holder).toBe('山田 花子')
    expect(await issuedBy(bank)).toEqual(['p10cr'])
  })

  it.each([
    ['hmac-sha1', 'sha256'],
    ['hmacWithSHA256', 'sha256'],
    ['hmacWithSHA384', 'sha512'],
    ['hmacWithSHA512', 'sha384'],
  ])('takes a MAC with %s under a key made with %s', async (mac, digest) => {
    const { bank, folder, asked } = await newcomer()
    expect(await cmp(bank, folder, 'ir', { ...asked, mac, digest })).toMatchObject({ exit: 0 })
  })

  it('takes keys on P-256', async () => {
    const { bank, folder, asked } = await newcomer()
    const outcome = await cmp(bank, folder, 'ir', { ...asked, ...(await newKey(folder, 'ec', 'P-256')) })
    expect(factsOf(outcome).holder).toBe('山田 花子')
  })

  it('needs no confirmation when the client asks for that, unless the bank insists', async () => {
    const { bank, folder, asked } = await newcomer()
    const implicit = { ...asked, implicit_confirm: true } as const
    expect(messagesOf(await cmp(bank, folder, 'ir', implicit))).toEqual(['IR', 'IP'])
    await bank.fault({ where: 'cmp', fault: 'explicit-confirm', times: 1 })
    expect(messagesOf(await cmp(bank, folder, 'ir', implicit))).toEqual(['IR', 'IP', 'CERTCONF', 'PKICONF'])
    expect(await issuedBy(bank)).toEqual(['ir'])
  })

  it('gives one key its one certificate, and a used password nothing for another key', async () => {
    const { bank, folder, asked } = await newcomer()
    const first = await cmp(bank, folder, 'ir', asked)
    expect(factsOf(await cmp(bank, folder, 'ir', asked)).thumbprint).toBe(factsOf(first).thumbprint)
    const other = await cmp(bank, folder, 'ir', { ...asked, ...(await newKey(folder, 'other')) })
    await expectRefusal(bank, other, 'notAuthorized', /one-time password has been used/)
  })

  it('a password serves either protocol, once', async () => {
    const { bank, folder, asked, password } = await newcomer()
    await cmp(bank, folder, 'ir', asked)
    const { der } = await makeRequest(folder, 'est')
    const answer = await bank.ask('/.well-known/est/simpleenroll', {
      headers: { 'content-type': 'application/pkcs10' },
      body: der.toString('base64'),
      user: { name: yamada.customerId, password },
    })
    expect(answer.status).toBe(401)
  })

  it('refuses a wrong password and an unknown customer alike', async () => {
    const { bank, folder, asked } = await newcomer()
    const wrong = await cmp(bank, folder, 'ir', { ...asked, ...knows(folder, 'ABCD-EFGH-JKLM') })
    await expectRefusal(bank, wrong, 'badMessageCheck', /the customer ID or the one-time password is wrong/, 0)
    const unknown = await cmp(bank, folder, 'ir', { ...asked, ...knows(folder, 'ABCD-EFGH-JKLM', 'K9999999') })
    await expectRefusal(bank, unknown, 'badMessageCheck', /the customer ID or the one-time password is wrong/, 0)
  })

  it('slows down whoever guesses, in both protocols together', async () => {
    const { bank, folder, asked, password } = await newcomer()
    const { der } = await makeRequest(folder, 'est')
    for (let count = 0; count < 3; count++) {
      const user = { name: yamada.customerId, password: 'wrong' }
      const headers = { 'content-type': 'application/pkcs10' }
      await bank.ask('/.well-known/est/simpleenroll', { headers, body: der.toString('base64'), user })
    }
    const guess = { ...asked, ...knows(folder, 'ABCD-EFGH-JKLM') }
    for (let count = 0; count < 2; count++) await cmp(bank, folder, 'ir', guess)
    const right = await cmp(bank, folder, 'ir', { ...asked, ...knows(folder, password) })
    await expectRefusal(bank, right, 'systemUnavail', /too many attempts/, 0)
  })

  it('refuses a key update with a password, and a request without protection', async () => {
    const { bank, folder, password } = await newcomer()
    const { certificate } = await holderOf(bank, folder)
    const key = await newKey(folder)
    const update = await cmp(bank, folder, 'kur', { ...knows(folder, password), ...key, oldcert: certificate })
    await expectRefusal(bank, update, 'wrongIntegrity', /signed with the current key/)
    const bare = await cmp(bank, folder, 'ir', { ...key, subject: '/CN=me', unprotected_requests: true })
    await expectRefusal(bank, bare, 'badMessageCheck', /protected/)
  })
})

describe.skipIf(missing !== undefined)('a key update at the demo bank with openssl cmp', () => {
  it.each(['due', 'grace'] as const)('kur with a certificate in %s: new key, same names, later end', async (status) => {
    const { bank, folder, current, asked } = await customer(status)
    const outcome = await cmp(bank, folder, 'kur', asked)
    expect(messagesOf(outcome)).toEqual(['KUR', 'KUP', 'CERTCONF', 'PKICONF'])
    const old = readCertificate(new Uint8Array(current.read.raw))
    const next = factsOf(outcome)
    if (!old.ok) throw new Error(old.failure.cause)
    expect([next.subject, next.subjectAltName]).toEqual([old.value.subject, old.value.subjectAltName])
    expect(next.notAfter).toBeGreaterThan(old.value.notAfter + 300 * 24 * 60 * 60 * 1000)
    expect(next.publicKeyHash).not.toBe(old.value.publicKeyHash)
    expect(await issuedBy(bank)).toEqual(['start', 'kur'])
  })

  it('is answered after a rollover so that who knows the former root alone believes it', async () => {
    const { bank, folder, asked } = await customer()
    for (const step of ['publish', 'switch']) await bank.control('POST', 'rollover', { step })
    const outcome = await cmp(bank, folder, 'kur', asked)
    expect(outcome.certificate, outcome.log).toBeDefined()
  })

  it('refuses a certificate that expired more than 30 days ago, and says so', async () => {
    const { bank, folder, asked } = await customer('lapsed')
    const outcome = await cmp(bank, folder, 'kur', asked)
    await expectRefusal(bank, outcome, 'notAuthorized', /the current certificate expired more than 30 days ago/)
  })

  it('lets an expired certificate sign key updates only', async () => {
    const { bank, folder, asked } = await customer('grace')
    const outcome = await cmp(bank, folder, 'cr', { ...asked, subject: yamada.subject })
    await expectRefusal(bank, outcome, 'notAuthorized', /expired/)
  })

  it('answers a repeated update of the same key with the same certificate', async () => {
    const { bank, folder, asked } = await customer('grace')
    const first = await cmp(bank, folder, 'kur', { ...asked, disable_confirm: true })
    expect(messagesOf(first)).toEqual(['KUR', 'KUP'])
    const again = await cmp(bank, folder, 'kur', asked)
    expect(messagesOf(again)).toEqual(['KUR', 'KUP', 'CERTCONF', 'PKICONF'])
    expect(factsOf(again).thumbprint).toBe(factsOf(first).thumbprint)
    expect(await bank.certificates()).toHaveLength(2)
  })

  it('answers with the same again when the certificate, or the answer to its confirmation, was lost', async () => {
    const { bank, folder, asked } = await customer('grace')
    await bank.fault({ where: 'cmp', fault: 'reset', times: 1 })
    expect(await cmp(bank, folder, 'kur', asked)).toMatchObject({ exit: 1, certificate: undefined })
    await bank.fault({ where: 'cmp-confirm', fault: 'reset', times: 1 })
    expect(messagesOf(await cmp(bank, folder, 'kur', asked))).toEqual(['KUR', 'KUP', 'CERTCONF'])
    expect((await cmp(bank, folder, 'kur', asked)).exit).toBe(0)
    expect(await bank.certificates()).toHaveLength(2)
  })

  it('gives the same certificate after a power cut at the bank, before it was confirmed', async () => {
    const bank = await startBank({ alone: true })
    const { folder, asked } = await customer('grace', Promise.resolve(bank))
    const first = await cmp(bank, folder, 'kur', { ...asked, disable_confirm: true })
    await bank.kill()
    const second = await startBank({ folder: bank.folder })
    const again = await cmp(second, folder, 'kur', asked)
    expect(messagesOf(again)).toEqual(['KUR', 'KUP', 'CERTCONF', 'PKICONF'])
    expect(factsOf(again).thumbprint).toBe(factsOf(first).thumbprint)
    expect(await second.certificates()).toHaveLength(2)
  })

  it('checks a password after a power cut as before', async () => {
    const bank = await startBank({ alone: true })
    const { folder, asked } = await newcomer(Promise.resolve(bank))
    await bank.kill()
    const second = await startBank({ folder: bank.folder })
    expect((await cmp(second, folder, 'ir', asked)).exit).toBe(0)
  })

  it.each([
    ['wrong-key', /rejecting newly enrolled cert/],
    ['foreign-issuer', /rejecting newly enrolled cert/],
  ] as const)(
    'lets the client turn down a fault (%s), and gives it the right certificate next',
    async (fault, words) => {
      const { bank, folder, asked } = await customer()
      await bank.fault({ where: 'cmp', fault, times: 1 })
      const checking = { ...asked, out_trusted: bank.trustAnchors }
      const wrong = await cmp(bank, folder, 'kur', checking)
      expect(wrong.log).toMatch(words)
      expect(messagesOf(wrong)).toEqual(['KUR', 'KUP', 'CERTCONF', 'PKICONF'])
      expect((await cmp(bank, folder, 'kur', checking)).exit).toBe(0)
      expect(await bank.certificates()).toHaveLength(2)
    },
  )

  it('takes cr and p10cr signed with the current key for renewals', async () => {
    const { bank, folder, current, asked } = await customer()
    const { subject, email } = yamada
    const { key, der } = await makeRequest(folder, 'csr', { subject, email })
    const csr = `${folder}/csr.pem`
    await openssl(['req', '-inform', 'DER', '-out', csr], der)
    const ten = await cmp(bank, folder, 'p10cr', { ...holds(current), csr })
    expect(messagesOf(ten)).toEqual(['P10CR', 'CP', 'CERTCONF', 'PKICONF'])
    expect(key).not.toBe(current.key)
    const outcome = await cmp(bank, folder, 'cr', asked)
    expect(messagesOf(outcome)).toEqual(['CR', 'CP', 'CERTCONF', 'PKICONF'])
    expect(await issuedBy(bank)).toEqual(['start', 'p10cr', 'cr'])
  })

  it.each([
    ['other names', { subject: '/C=JP/CN=Somebody' }, 'badCertTemplate', /the subject is not/],
    ['no alternative name', { san_nodefault: true }, 'badCertTemplate', /the subjectAltName is not/],
    ['no proof of possession', { popo: '-1' }, 'badPOP', /./],
    ["somebody else's word for the possession", { popo: '0' }, 'badPOP', /./],
  ] as const)('refuses an update with %s', async (_name, options, bits, words) => {
    const { bank, folder, asked } = await customer()
    await expectRefusal(bank, await cmp(bank, folder, 'kur', { ...asked, ...options }), bits, words)
  })

  it('refuses to update without a new key, and with one that it does not take', async () => {
    const { bank, folder, current, asked } = await customer()
    const same = await cmp(bank, folder, 'kur', { ...asked, newkey: current.key })
    await expectRefusal(bank, same, 'badCertTemplate', /a renewal needs a new key/)
    const other = await cmp(bank, folder, 'kur', { ...asked, ...(await newKey(folder, 'other', 'secp521r1')) })
    await expectRefusal(bank, other, 'badCertTemplate', /the key must be/)
  })

  it("refuses revoked and foreign signers, and the update of a certificate that is not the signer's", async () => {
    const { bank, folder, current, asked } = await customer()
    const self = ['req', '-x509', '-new', '-key', current.key, '-utf8', '-subj', yamada.subject, '-outform', 'DER']
    const foreign = identityOf(folder, 'foreign', (await openssl(self)).toString('base64'), current.key)
    const stranger = await cmp(bank, folder, 'kur', { ...asked, ...holds(foreign), extracerts: foreign.certificate })
    await expectRefusal(bank, stranger, 'signerNotTrusted', /./)
    const mixed = { ...asked, oldcert: foreign.certificate, extracerts: current.certificate }
    const other = await cmp(bank, folder, 'kur', mixed)
    await expectRefusal(bank, other, 'badCertId', /./)
    await bank.control('POST', 'revocations', { thumbprint: current.thumbprint })
    await expectRefusal(bank, await cmp(bank, folder, 'kur', asked), 'certRevoked', /revoked/)
  })

  it('has a client that waits poll until the certificate is there', async () => {
    const { bank, folder, asked } = await customer('grace')
    await bank.fault({ where: 'cmp', fault: 'pending', times: 2, amount: 1 })
    const outcome = await cmp(bank, folder, 'kur', asked)
    expect(messagesOf(outcome)).toEqual(['KUR', 'KUP', 'POLLREQ', 'POLLREP', 'POLLREQ', 'KUP', 'CERTCONF', 'PKICONF'])
    expect(await issuedBy(bank)).toEqual(['start', 'kur'])
  })

  it('revokes a certificate that the client turns down', async () => {
    const { bank, folder, asked } = await customer()
    // OpenSSL's client turns down what it cannot chain to these.
    const { key } = await makeRequest(folder, 'other')
    const other = `${folder}/other.pem`
    await openssl(['req', '-x509', '-new', '-key', key, '-subj', '/CN=other', '-out', other])
    const outcome = await cmp(bank, folder, 'kur', { ...asked, out_trusted: other })
    expect(messagesOf(outcome)).toEqual(['KUR', 'KUP', 'CERTCONF', 'PKICONF'])
    expect(outcome.certificate).toBeUndefined()
    const again = await cmp(bank, folder, 'kur', asked)
    expect(again.log).toMatch(/PKIFailureInfo: duplicateCertReq; .*this key has had its certificate/)
  })

  it('reminds of a certificate whose successor was never confirmed', async () => {
    const { bank, folder, asked } = await customer()
    await cmp(bank, folder, 'kur', { ...asked, disable_confirm: true })
    expect(await bank.control('POST', 'reminders')).toMatchObject({ sent: 1 })
  })

  it('does not remind of a certificate whose successor was confirmed', async () => {
    const { bank, folder, asked } = await customer()
    await cmp(bank, folder, 'kur', asked)
    expect(await bank.control('POST', 'reminders')).toMatchObject({ sent: 0 })
  })

  it('says that rr is not offered', async () => {
    const { bank, folder, current } = await customer()
    const outcome = await cmp(bank, folder, 'rr', { ...holds(current), oldcert: current.certificate })
    expect(outcome.log).toMatch(/PKIFailureInfo: badRequest; .*not offered/)
  })

  it('answers a question of whoever holds a certificate that works', async () => {
    const { bank, folder, current } = await customer()
    const outcome = await cmp(bank, folder, 'genm', holds(current))
    expect(outcome.log).toMatch(/received GENP/i)
    expect(outcome.log).toContain('id-it-caCerts')
  })

  it.each(['caCerts', 'rootCaKeyUpdate', 'certReqTemplate'])('answers %s by its own kind', async (kind) => {
    const { bank, folder, current } = await customer()
    const outcome = await cmp(bank, folder, 'genm', { ...holds(current), infotype: kind })
    expect(outcome.log).toMatch(/received GENP/i)
    expect(outcome.log.match(/id-it-\w+/g)?.at(-1)).toBe(`id-it-${kind}`)
  })

  describe.skipIf(newer === undefined)('of OpenSSL 3.5, which looks into the answer:', () => {
    it('for a new root there is one with the links to the old one, once it is published', async () => {
      const { bank, folder, current } = await customer()
      const [root, link] = [path.join(folder, 'root.pem'), path.join(folder, 'link.pem')]
      const asked = { ...holds(current), infotype: 'rootCaCert', oldwithold: bank.trustAnchors }
      const ask = () => cmp(bank, folder, 'genm', { ...asked, newwithnew: root, newwithold: link }, newer)
      expect((await ask()).log).toMatch(/no root CA certificate update available/)
      await bank.control('POST', 'rollover', { step: 'publish' })
      expect(await ask()).toMatchObject({ exit: 0 })
      const told = await openssl(['verify', '-CAfile', bank.trustAnchors, link])
      expect(told.toString()).toContain('OK')
      const [next, crossed] = [root, link].map((file) => new X509Certificate(readFileSync(file)))
      expect(crossed!.publicKey.equals(next!.publicKey)).toBe(true)
    })

    it('for what requests are to be like there is the kind of key', async () => {
      const { bank, folder, current } = await customer()
      await bank.control('POST', 'csr-attributes', { form: 'list', key: 'ec-p384' })
      const [template, key] = [path.join(folder, 'template'), path.join(folder, 'keyspec')]
      const asked = { ...holds(current), infotype: 'certReqTemplate', template, keyspec: key }
      expect(await cmp(bank, folder, 'genm', asked, newer)).toMatchObject({ exit: 0 })
      expect((await openssl(['asn1parse', '-inform', 'DER', '-in', key])).toString()).toContain('secp384r1')
    })
  })
})
