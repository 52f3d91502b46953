import { describe, expect, it } from 'vitest'
import { readCsrAttributes } from '../../../main/x509/csr-attributes/attributes.ts'
import { startBank, temporaryFolder } from '../peers/bank-process.ts'
import { curl } from '../peers/curl.ts'
import { certificatesIn, makeRequest, missing, openssl, pkcs10, refusal } from '../peers/openssl.ts'

describe.skipIf(missing !== undefined)("the demo bank's published EST messages, read with curl and openssl", () => {
  it('/cacerts is a certs-only PKCS#7 in base64 lines that holds the root and the issuing CA below it', async () => {
    const bank = await startBank()
    const answer = await bank.ask('/.well-known/est/cacerts')
    expect(answer).toMatchObject({ exit: 0, status: 200 })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pkcs7-mime; smime-type=certs-only',
      'content-transfer-encoding': 'base64',
    })
    expect(Math.max(...answer.text.split('\n').map((line) => line.length))).toBe(64)
    const [root, issuing] = await certificatesIn(answer.body)
    expect(root?.subject).toContain('CN=デモ銀行 ルート認証局')
    expect(issuing?.subject).toContain('CN=デモ銀行 法人認証局')
    expect(issuing?.verify(root!.publicKey)).toBe(true)
    expect([root?.ca, issuing?.ca]).toEqual([true, true])
  })

  it('any label is answered like none, and whoever tells nothing of itself in one line', async () => {
    const bank = await startBank()
    const usual = await bank.ask('/.well-known/est/cacerts')
    expect((await bank.ask('/.well-known/est/corporate/cacerts')).text).toBe(usual.text)
    const single = await bank.ask('/.well-known/est/cacerts', { headers: { 'User-Agent': '', Accept: '' } })
    expect(single.text).not.toMatch(/\s/)
    expect(await certificatesIn(single.body, 'single-line')).toHaveLength(2)
  })

  it('names of header fields are as RFC 7030 writes them, and HEAD is answered as GET without content', async () => {
    const bank = await startBank()
    const { host, port } = new URL(bank.origin)
    const asked = `HEAD /.well-known/est/cacerts HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
    const client = ['s_client', '-connect', `localhost:${port}`, '-CAfile', bank.trustAnchors, '-quiet', '-ign_eof']
    const answer = (await openssl(client, asked)).toString()
    const [head, content] = answer.split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(head).toContain('\r\nContent-Type: application/pkcs7-mime; smime-type=certs-only')
    expect(head).toContain('\r\nContent-Transfer-Encoding: base64')
    expect(head).toMatch(/\r\nContent-Length: [1-9]\d+/)
    expect(content).toBe('')
    const refused = await bank.ask('/.well-known/est/simpleenroll', { method: 'POST', options: { include: true } })
    expect(refused.text).toContain('\r\nWWW-Authenticate: Basic')
  })

  it('/csrattrs asks for an RSA key of 2,048 bits and a SHA-256 signature', async () => {
    const bank = await startBank()
    const answer = await bank.ask('/.well-known/est/csrattrs')
    expect(answer.headers['content-type']).toBe('application/csrattrs')
    const der = await openssl(['base64', '-d'], answer.body)
    const parsed = (await openssl(['asn1parse', '-inform', 'DER'], der)).toString()
    expect(parsed).toMatch(/rsaEncryption[\s\S]*INTEGER\s*:0800[\s\S]*sha256WithRSAEncryption/)
    expect(readCsrAttributes(der).ok).toBe(true)
  })

  it('a wrong method is told which one is right, and what is not offered is 404', async () => {
    const bank = await startBank()
    const posted = await bank.ask('/.well-known/est/cacerts', { method: 'POST', body: 'x' })
    expect(posted).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    const got = await bank.ask('/.well-known/est/simpleenroll')
    expect(got).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    expect((await bank.ask('/.well-known/est/nothing')).status).toBe(404)
    expect((await bank.ask('/nothing')).status).toBe(404)
  })

  it('every answer tells the time', async () => {
    const bank = await startBank()
    const { headers } = await bank.ask('/.well-known/est/cacerts')
    expect(Math.abs(Date.parse(headers['date']!) - Date.now())).toBeLessThan(5000)
  })
})

describe.skipIf(missing !== undefined)("the demo bank's TLS", () => {
  it.each(['tls1_2', 'tls1_3'])('speaks %s with a chain that openssl verifies for localhost', async (version) => {
    const bank = await startBank()
    const { host } = new URL(bank.origin)
    const said = (
      await openssl(
        [
          's_client',
          '-connect',
          host,
          `-${version}`,
          '-CAfile',
          bank.trustAnchors,
          '-verify_return_error',
          '-verify_hostname',
          'localhost',
        ],
        '',
      )
    ).toString()
    expect(said).toContain('Verify return code: 0 (ok)')
    expect(said).toMatch(version === 'tls1_2' ? /Protocol *: TLSv1\.2|TLSv1\.2, Cipher/ : /TLSv1\.3, Cipher/)
    expect(said).toContain('Acceptable client certificate CA names')
  })

  it('refuses TLS 1.1', async () => {
    const bank = await startBank()
    const { host } = new URL(bank.origin)
    // Security level 0, or this OpenSSL would refuse by itself and prove nothing.
    const attempt = openssl(['s_client', '-connect', host, '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'], '')
    await expect(attempt).rejects.toThrow(/protocol version/)
  })

  it('is believed on 127.0.0.1 too, but by nobody who does not know its root', async () => {
    const bank = await startBank()
    const { port } = new URL(bank.origin)
    expect((await curl(`https://127.0.0.1:${port}/`, { trustAnchors: bank.trustAnchors })).status).toBe(200)
    // 60: the peer's certificate cannot be authenticated
    expect((await curl(`https://127.0.0.1:${port}/`)).exit).toBe(60)
  })
})

describe.skipIf(missing !== undefined)('what an EST client must not send', () => {
  it('is refused with a status of its own and a reason', async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const password = await bank.oneTimePassword('K1000001')
    const { der } = await makeRequest(folder, 'new')
    const enrol = (body: string | Uint8Array, headers: Record<string, string> = pkcs10) =>
      bank.ask('/.well-known/est/simpleenroll', { headers, body, user: { name: 'K1000001', password } })
    const base64 = der.toString('base64')

    expect(await enrol(base64, { 'content-type': 'text/plain' })).toMatchObject({ status: 415 })
    expect(await enrol('this is not base64!')).toMatchObject({ status: 400 })
    expect(await enrol(der.subarray(1))).toMatchObject({ status: 400 })
    expect(await enrol(Buffer.from('not a request').toString('base64'))).toMatchObject({ status: 400 })
    const forged = Buffer.from(der)
    forged[forged.length - 1]! ^= 1
    expect(await enrol(forged.toString('base64'))).toMatchObject(refusal(400, /signature/))
    expect((await enrol(Buffer.alloc(70_000, 'A'))).status).toBe(413)
    expect((await enrol(Buffer.alloc(70_000, 'A'), { ...pkcs10, 'transfer-encoding': 'chunked' })).status).toBe(413)
    const weak = await makeRequest(folder, 'weak', { newKey: 'rsa:1024' })
    expect(await enrol(weak.der.toString('base64'))).toMatchObject(refusal(400, /2,048/))
    // None of this has used the password up.
    expect((await enrol(base64)).status).toBe(200)
  })
})
