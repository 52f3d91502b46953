import { sign } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeBase64 } from '../../../../main/bank/est/base64.ts'
import { createEstBank } from '../../../../main/bank/est/est-client.ts'
import type { HttpAnswer } from '../../../../main/bank/transport/http.ts'
import { done, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import { nothingRequested } from '../../../../main/renewal/csr-attributes.ts'
import { writeCertificates } from '../../../../main/x509/cms.ts'
import { context, encode, hex, integer, objectIdentifier, sequence, set } from '../../../../main/x509/der.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import { type WrittenAttribute, writeCsrAttributes } from '../../../../main/x509/csr-attributes/attributes.ts'
import { buildRequest } from '../../../../main/x509/request.ts'
import { day, extension, makeAuthority, makeKeys, nameOf, now, rsaKeys } from '../../x509/authority.ts'
import { answers, fakeTransport } from '../transport/fake-transport.ts'

const authority = makeAuthority()
const keys = rsaKeys()
const current = 'a'.repeat(64)
const issued = authority.leaf(keys)
let csr: Uint8Array

beforeAll(async () => {
  const names = { subject: hex(encode(nameOf('株式会社こうしん'))), subjectAltName: undefined }
  const built = await buildRequest(names, keys.spki, async (info) => success(sign('sha256', info, keys.privateKey)))
  if (!built.ok) throw new Error(built.failure.code)
  csr = built.value
})

const p7 = (...ders: Uint8Array[]): Result<HttpAnswer> =>
  answers(200, { 'content-type': 'application/pkcs7-mime' }, writeBase64(writeCertificates(ders)))

function bankOf(given: Result<HttpAnswer>[], options: Partial<Parameters<typeof createEstBank>[0]> = {}) {
  const fake = fakeTransport(...given)
  const bank = createEstBank({
    url: 'https://bank.example',
    label: 'corporate',
    trustAnchors: () => [authority.root],
    transport: fake.transport,
    clock: () => now,
    ...options,
  })
  return { bank, ...fake }
}

const attributeOf = (oid: string) => sequence(objectIdentifier(oid), set())

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.failure.code)

describe('reaching the bank', () => {
  it('asks for its CA certificates without any identity, and tells its time', async () => {
    const date = 'Fri, 20 Nov 2026 00:00:03 GMT'
    const cacerts = p7(authority.root, authority.middle)
    const dated = cacerts.ok ? success({ ...cacerts.value, date: Date.parse(date) }) : cacerts
    const { bank, sent } = bankOf([dated, answers(204)])
    const caCertificates = [authority.root, authority.middle]
    expect(await bank.reach()).toEqual(
      success({ bankTime: now + 3000, caCertificates, requested: success(nothingRequested) }),
    )
    expect(sent).toHaveLength(2)
    const identity = { kind: 'anonymous' }
    const common = { method: 'GET', timeout: 20_000, maximumBody: 256 * 1024 }
    const est = 'https://bank.example/.well-known/est/corporate'
    const [pkcs7, csrattrs] = [{ accept: 'application/pkcs7-mime' }, { accept: 'application/csrattrs' }]
    expect(sent).toEqual([
      // What follows rests on a handshake of now.
      { identity, request: { ...common, url: `${est}/cacerts`, headers: pkcs7, fresh: true } },
      { identity, request: { ...common, url: `${est}/csrattrs`, headers: csrattrs } },
    ])
  })

  it('fails when not one published certificate belongs to the trust anchors', async () => {
    const other = makeAuthority('Other')
    const cause = expect.stringMatching(
      /^no published CA certificate belongs to the trust anchors: (?!undefined)\S/,
    ) as string
    const foreign = await bankOf([p7(other.root, other.middle)]).bank.reach()
    expect(foreign).toEqual(failure('bank.untrusted', { cause }))
    expect(codeOf(await bankOf([p7(other.root, authority.middle)]).bank.reach())).toBe('ok')
  })

  it('does not take a wrong clock of ours for a wrong bank', async () => {
    const cacerts = p7(authority.root)
    const dated = cacerts.ok ? success({ ...cacerts.value, date: now }) : cacerts
    expect(codeOf(await bankOf([dated], { clock: () => now + 9000 * day }).bank.reach())).toBe('ok')
  })

  it('passes on why the bank cannot be reached, and refuses a wrong address before sending', async () => {
    const timeout = failure('bank.timeout', { retry: 'later' })
    expect(await bankOf([timeout]).bank.reach()).toEqual(timeout)
    const { bank, sent } = bankOf([], { url: 'http://bank.example' })
    expect([codeOf(await bank.reach()), sent.length]).toEqual(['config.invalid', 0])
  })

  it.each([
    ['no content', answers(204), 'bank.bad-answer'],
    ['a demand for a password', answers(401), 'bank.forbidden'],
    ['a page', answers(200, { 'content-type': 'text/html' }, '<html>'), 'bank.maintenance'],
  ])('fails at %s', async (_title, given, code) => {
    expect(codeOf(await bankOf([given]).bank.reach())).toBe(code)
  })
})

describe('what the bank wishes to see in requests', () => {
  const csrAttributes = (...written: WrittenAttribute[]) =>
    answers(200, { 'content-type': 'application/csrattrs' }, writeBase64(writeCsrAttributes(written)))
  const requestedIn = async (given: Result<HttpAnswer>) => {
    const { bank, log } = bankOf([p7(authority.root), given])
    const reached = await bank.reach()
    expect(log).toEqual(['anonymous GET cacerts', 'anonymous GET csrattrs'])
    return reached.ok ? reached.value.requested! : reached
  }

  // A template that demands a request bound to its connection.
  const bound = attributeOf('1.2.840.113549.1.9.7')
  const templateId = '1.2.840.113549.1.9.16.2.61'
  const template = csrAttributes({ type: templateId, values: [encode(sequence(integer(0), context(1, bound)))] })

  it.each([
    ['with nothing in it', ''],
    ['with an empty line', '\r\n'],
    ['with the end of a C string', '\0'],
  ])('is nothing particular in a 200 %s', async (_title, body) => {
    expect(await requestedIn(answers(200, {}, body))).toEqual(success(nothingRequested))
  })

  it('is read with the zero octet that libest sends after its base64, and as plain DER', async () => {
    const der = writeCsrAttributes(['1.2.840.113549.1.1.10'])
    const type = { 'content-type': 'application/csrattrs' }
    for (const body of [Buffer.concat([writeBase64(der), Buffer.from([0])]), Buffer.from(der)]) {
      expect(await requestedIn(answers(200, type, body))).toMatchObject({ value: { scheme: 'rsa-pss-sha256' } })
    }
  })

  it('is told when a request is refused that could not have all of it', async () => {
    const example = 'MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw=='
    const wishes = answers(200, { 'content-type': 'application/csrattrs' }, example)
    const { bank } = bankOf([p7(authority.root), wishes, answers(400)])
    expect(await bank.reach()).toMatchObject({ value: { requested: { ok: true } } })
    expect(await bank.reenrol(current, csr)).toMatchObject({
      failure: { code: 'bank.refused', cause: expect.stringMatching(/^HTTP 400; .*challengePassword/) as string },
    })
  })

  it('is not told of a request that is turned down for something else, nor where all was given, or nothing read', async () => {
    const example = 'MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw=='
    const wishes = answers(200, { 'content-type': 'application/csrattrs' }, example)
    const refusedAfter = async (given: Result<HttpAnswer>, status: number) => {
      const { bank } = bankOf([p7(authority.root), given, answers(status)])
      await bank.reach()
      const answer = await bank.reenrol(current, csr)
      return answer.ok ? 'ok' : answer.failure.cause
    }
    expect(await refusedAfter(wishes, 403)).toBe('HTTP 403')
    expect(await refusedAfter(answers(204), 400)).toBe('HTTP 400')
    expect(await refusedAfter(answers(503), 400)).toBe('HTTP 400')
  })

  it('is told by its identifiers, too, when libest refuses a request without what nobody here knows', async () => {
    // The example server's own list, with the octet that ends a string in C: macAddress, emailAddress, P-384, SHA-384.
    const example = 'MCYGBysGAQEBARYGCSqGSIb3DQEJAQYFK4EEACIGCWCGSAFlAwQCAg==\0'
    const wishes = answers(200, { 'content-type': 'application/csrattrs' }, example)
    const refused = answers(400, {}, 'Error 400: Bad Request\nCSR Attributes missing in request.\n')
    const { bank } = bankOf([p7(authority.root), wishes, refused])
    expect(await bank.reach()).toMatchObject({ value: { requested: { value: { key: { kind: 'ec-p384' } } } } })
    const cause =
      'HTTP 400: Error 400: Bad Request CSR Attributes missing in request.; the bank wishes for ' +
      'the attribute 1.3.6.1.1.1.1.22, the attribute 1.2.840.113549.1.9.1'
    expect(await bank.reenrol(current, csr)).toEqual(failure('bank.refused', { cause }))
  })

  it('is asked of it without any identity, and told with everything else', async () => {
    const requested = await requestedIn(csrAttributes('1.2.840.113549.1.1.10'))
    expect(requested).toMatchObject(success({ key: { kind: 'rsa' }, scheme: 'rsa-pss-sha256' }))
  })

  it.each([
    [204],
    [404],
    [405],
    [501],
    [401],
    [403],
    [400],
    [406],
    [409],
    [410],
    [415],
    [422],
    [428],
    [451],
    [489],
    [500],
  ])('is nothing particular when it answers %i', async (status) => {
    expect(await requestedIn(answers(status))).toEqual(success(nothingRequested))
  })

  it.each([
    ['something that cannot be given', template, 'bank.wishes-unsupported'],
    ['a page', answers(200, { 'content-type': 'text/html' }, '<html>'), 'bank.maintenance'],
    ['please later', answers(503), 'bank.busy'],
    ['what no status says', answers(490), 'bank.bad-answer'],
    ['nothing in time', failure('bank.timeout', { retry: 'later' }), 'bank.timeout'],
  ])('is a failure of its own when it says %s: certificates can still be listed', async (_title, given, code) => {
    expect(codeOf(await requestedIn(given))).toBe(code)
  })
})

describe('a server that turns away who brings no certificate', () => {
  const nginx = answers(400, { 'content-type': 'text/html' }, '<center>No required SSL certificate was sent</center>')
  const iis = answers(403, { 'content-type': 'text/html' }, 'HTTP Error 403.7: SSL client certificate is required')
  const kong = answers(
    401,
    { 'content-type': 'application/json' },
    '{"message":"No required TLS certificate was sent"}',
  )
  const bare = answers(496)
  const alert = failure('bank.certificate-refused', { cause: 'net::ERR_BAD_SSL_CLIENT_AUTH_CERT' })
  const closed = failure('bank.connection-closed', { retry: 'later', cause: 'net::ERR_CONNECTION_CLOSED' })
  const wishes = answers(200, { 'content-type': 'application/csrattrs' }, writeBase64(writeCsrAttributes([])))

  it.each([
    ['nginx', nginx],
    ['nginx’s own status', bare],
    ['IIS', iis],
    ['Kong', kong],
    ['an alert', alert],
    ['silence', closed],
    ['403', answers(403)],
  ])('is asked again with the current one, when it says so by %s', async (_title, refused) => {
    const { bank, log } = bankOf([refused, p7(authority.root, authority.middle), refused, wishes])
    expect(codeOf(await bank.reach(current))).toBe('ok')
    expect(log).toEqual([
      'anonymous GET cacerts',
      `${current} GET cacerts`,
      'anonymous GET csrattrs',
      `${current} GET csrattrs`,
    ])
  })

  it.each([
    ['nginx', nginx],
    ['nginx’s own status', bare],
    ['IIS', iis],
    ['Kong', kong],
    ['an alert', alert],
  ])('is told of as that where there is none to show (%s)', async (_title, refused) => {
    const { bank } = bankOf([refused])
    expect(await bank.reach()).toMatchObject({ failure: { code: 'bank.certificate-demanded', retry: 'never' } })
    const credentials = { customerId: 'K1', password: 'one-time' }
    const enrolled = await bankOf([refused]).bank.enrol(credentials, csr)
    expect(enrolled).toMatchObject({ failure: { code: 'bank.certificate-demanded' } })
  })

  it('by silence is told of so only when it asks for certificates and is silent twice', async () => {
    const reach = async (asks: boolean, ...given: Result<HttpAnswer>[]) => {
      const { transport } = fakeTransport(...given)
      const asking = { ...transport, asksCertificate: () => asks }
      const result = await bankOf([], { transport: asking }).bank.reach()
      return result.ok ? 'ok' : `${result.failure.code} ${result.failure.retry}`
    }
    expect(await reach(true, closed, closed)).toBe('bank.certificate-demanded later')
    // In TLS 1.3 it may hang up before its alert is read.
    expect(await reach(true, closed, alert)).toBe('bank.certificate-demanded never')
    expect(await reach(true, closed, p7(authority.root), wishes)).toBe('ok')
    expect(await reach(false, closed)).toBe('bank.connection-closed later')
    expect(await reach(true, p7(authority.root), wishes)).toBe('ok')
    const unknown = bankOf([closed])
    expect([codeOf(await unknown.bank.reach()), unknown.sent.length]).toEqual(['bank.connection-closed', 1])
  })

  it('meant what it said where it asks for no certificate', async () => {
    const { bank } = bankOf([answers(403), failure('bank.certificate-not-asked')])
    expect(codeOf(await bank.reach(current))).toBe('bank.forbidden')
    const { bank: lost } = bankOf([answers(403), failure('bank.timeout')])
    expect(codeOf(await lost.reach(current))).toBe('bank.timeout')
  })

  it('by an alert is told of as that where the current one was shown, and for whom csrattrs is not', async () => {
    expect(await bankOf([alert, alert]).bank.reach(current)).toEqual(alert)
    expect(await bankOf([alert]).bank.reenrol(current, csr)).toEqual(alert)
    const reached = await bankOf([p7(authority.root), alert]).bank.reach()
    expect(reached).toMatchObject({ value: { requested: success(nothingRequested) } })
  })

  it('asks for one too late: that is told, with whatever certificate', async () => {
    const page = 'Reason: Cannot perform Post-Handshake Authentication.<br />'
    const late = answers(403, { 'content-type': 'text/html' }, `<html>${page}</html>`)
    const cause =
      'HTTP 403: the server asks for a client certificate after the handshake (post-handshake authentication)'
    expect(await bankOf([late]).bank.reach()).toEqual(failure('bank.certificate-not-asked', { cause }))
    expect(codeOf(await bankOf([late]).bank.reach(current))).toBe('bank.certificate-not-asked')
  })
})

describe('a redirect', () => {
  const to = (location: string) => answers(302, { location })
  const asked = async (...given: Result<HttpAnswer>[]) => {
    const { bank, sent } = bankOf(given)
    const reached = await bank.reach()
    return [codeOf(reached), ...sent.map(({ request }) => request.url)]
  }
  const cacerts = 'https://bank.example/.well-known/est/corporate/cacerts'

  it.each([
    ['/pki/ca', 'https://bank.example/pki/ca'],
    ['other?x=1#part', 'https://bank.example/.well-known/est/corporate/other?x=1'],
    ['https://BANK.example:443/ca', 'https://bank.example/ca'],
  ])('to the same origin (%s) is followed', async (location, url) => {
    const seen = await asked(to(location), p7(authority.root), answers(204))
    expect(seen.slice(0, 3)).toEqual(['ok', cacerts, url])
  })

  it.each([
    ['https://other.example/ca'],
    ['https://bank.example:8443/ca'],
    ['http://bank.example/ca'],
    ['//other.example/ca'],
    ['https://user:pass@bank.example/ca'],
    ['javascript:alert(1)'],
    [''],
    ['https://'],
  ])('to anywhere else (%s) is not', async (location) => {
    // An empty location is the page itself, which goes round until the limit.
    const seen = await asked(...Array.from({ length: 9 }, () => to(location)))
    expect(new Set(seen)).toEqual(new Set(['bank.maintenance', cacerts]))
  })

  it('without an address, or to one for good, is an answer that makes no sense', async () => {
    expect(await asked(answers(302))).toEqual(['bank.maintenance', cacerts])
    expect(await asked(answers(301, { location: 'https://other.example' }))).toEqual(['bank.bad-answer', cacerts])
  })

  it('of an enrolment is not followed, wherever it leads', async () => {
    const { bank, sent } = bankOf([answers(307, { location: '/same' })])
    const credentials = { customerId: 'K1000001', password: 'one-time-secret' }
    expect([codeOf(await bank.enrol(credentials, csr)), sent.length]).toEqual(['bank.maintenance', 1])
  })

  it('is told with its origin alone: the rest of an address may hold anything', async () => {
    const { bank } = bankOf([to('https://other.example/?password=x')])
    const cause = 'HTTP 302: a redirect to https://other.example, not followed'
    expect(await bank.reach()).toEqual(failure('bank.maintenance', { retry: 'later', cause }))
  })
})

describe('a connection for a re-enrolment', () => {
  it('is opened with the current certificate by a question that changes nothing, whatever the answer to it', async () => {
    const { bank, log } = bankOf([answers(403)])
    expect(await bank.connect(current)).toEqual(done)
    expect(log).toEqual([`${current} GET csrattrs`])
  })

  it('that cannot be opened says why', async () => {
    const refused = failure('bank.certificate-refused')
    const { bank } = bankOf([refused])
    expect(await bank.connect(current)).toEqual(refused)
  })
})

describe('re-enrolment', () => {
  it('posts the request as the current certificate, in 64-column base64', async () => {
    const { bank, sent } = bankOf([p7(issued, authority.middle)])
    await bank.reenrol(current, csr)
    expect(sent[0]).toEqual({
      identity: { kind: 'certificate', thumbprint: current },
      request: {
        method: 'POST',
        url: 'https://bank.example/.well-known/est/corporate/simplereenroll',
        headers: {
          accept: 'application/pkcs7-mime',
          'content-type': 'application/pkcs10',
          'content-transfer-encoding': 'base64',
        },
        body: writeBase64(csr),
        timeout: expect.any(Number) as number,
        maximumBody: expect.any(Number) as number,
      },
    })
  })

  it('finds the certificate of our key wherever it stands in the answer, and the chain above it', async () => {
    const { bank } = bankOf([p7(authority.root, authority.middle, authority.leaf(makeKeys()), issued)])
    const answer = await bank.reenrol(current, csr)
    expect(answer).toEqual(success({ kind: 'issued', certificate: issued, intermediates: [authority.middle] }))
  })

  describe('is read as servers send it:', () => {
    const der = writeCertificates([issued, authority.middle])
    const base64 = Buffer.from(der).toString('base64')
    const pem = (label: string, bytes: Uint8Array) =>
      `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`
    const type = (name: string) => ({ 'content-type': name })
    const good = success({ kind: 'issued', certificate: issued, intermediates: [authority.middle] })

    it.each<[string, Result<HttpAnswer>]>([
      ['DER', answers(200, type('application/pkcs7-mime'), der)],
      ['PEM of PKCS#7', answers(200, type('application/pkcs7-mime'), pem('PKCS7', der))],
      [
        'PEM of certificates',
        answers(200, type('application/x-pem-file'), derToPem(issued) + derToPem(authority.middle)),
      ],
      ['without padding', answers(200, type('application/pkcs7-mime'), base64.replaceAll('=', ''))],
      ['with a zero octet', answers(200, type('application/pkcs7-mime'), `${base64}\0`)],
      ['with a byte order mark', answers(200, type('application/pkcs7-mime'), `\ufeff${base64}`)],
      ['as x-pkcs7-mime', answers(200, type('application/x-pkcs7-mime; smime-type=certs-only'), base64)],
      ['with 201', answers(201, type('application/pkcs7-mime'), base64)],
    ])('%s', async (_title, given) => {
      expect(await bankOf([given]).bank.reenrol(current, csr)).toEqual(good)
    })

    it('one bare certificate, whose chain is what is published', async () => {
      const bare = answers(200, type('application/pkix-cert'), issued)
      const { bank } = bankOf([bare, p7(authority.root, authority.middle)])
      expect(await bank.reenrol(current, csr)).toEqual(good)
    })

    it('nothing of a PEM that was cut off, or that has too much in it', async () => {
      for (const body of [derToPem(issued).slice(0, 300), derToPem(issued).repeat(33)]) {
        const cut = answers(200, type('application/pkcs7-mime'), body)
        expect(codeOf(await bankOf([cut]).bank.reenrol(current, csr))).toBe('bank.bad-answer')
      }
    })
  })

  it('takes the certificate that fits, where the bag has several of our key', async () => {
    const expired = authority.leaf(keys, { notBefore: now - 400 * day, notAfter: now - 35 * day })
    const shorter = authority.leaf(keys, { notAfter: now + 10 * day })
    const others = authority.leaf(keys, { subject: '別会社', notAfter: now + 700 * day })
    const bag = p7(expired, shorter, authority.middle, issued, others)
    const answer = await bankOf([bag]).bank.reenrol(current, csr)
    expect(answer).toEqual(success({ kind: 'issued', certificate: issued, intermediates: [authority.middle] }))
  })

  it('takes one that lives, has the name and is for clients, in this order, by the clock of the bank', async () => {
    const { extendedKeyUsage } = extension
    const client = { extensions: [extendedKeyUsage('clientAuth')] }
    const chosen = async (better: Uint8Array, worse: Uint8Array, bankTime?: number) => {
      const bag = p7(worse, better, authority.middle)
      const dated = bag.ok ? success({ ...bag.value, date: bankTime }) : bag
      const answer = await bankOf([dated]).bank.reenrol(current, csr)
      if (!answer.ok || answer.value.kind !== 'issued') throw new Error('not issued')
      return Buffer.from(answer.value.certificate).equals(better)
    }
    const [longer, other] = [{ notAfter: now + 700 * day }, { subject: '別会社' }]
    const leaf = (wanted: Parameters<typeof authority.leaf>[1]) => authority.leaf(keys, { ...client, ...wanted })
    const expired = leaf({ notAfter: now - 1000 })
    expect(await chosen(leaf(other), expired)).toBe(true)
    // At its very end it lives.
    expect(await chosen(leaf({ notAfter: now }), leaf({ ...other, ...longer }))).toBe(true)
    expect(await chosen(expired, leaf({ ...other, ...longer }), now - 2000)).toBe(true)
    const forServers = leaf({ extensions: [extendedKeyUsage('serverAuth')] })
    expect(await chosen(forServers, leaf({ ...other, ...longer }))).toBe(true)
    const soon = leaf({ notBefore: now + 1000, ...longer })
    expect(await chosen(soon, forServers)).toBe(true)
    expect(await chosen(leaf({ notBefore: now }), soon)).toBe(true)
    expect(await chosen(soon, leaf({}), now + 1000)).toBe(true)
  })

  it('fetches the CA certificates as the current certificate, from a bank that tells nobody else', async () => {
    const { bank, log } = bankOf([p7(issued), answers(403), p7(authority.root, authority.middle)])
    expect(await bank.reenrol(current, csr)).toMatchObject({ value: { intermediates: [authority.middle] } })
    expect(log).toEqual([`${current} POST simplereenroll`, 'anonymous GET cacerts', `${current} GET cacerts`])
  })

  it('fetches the CA certificates when the answer has the new certificate alone', async () => {
    const { bank, log } = bankOf([p7(issued), p7(authority.root, authority.middle)])
    const answer = await bank.reenrol(current, csr)
    expect(answer).toEqual(success({ kind: 'issued', certificate: issued, intermediates: [authority.middle] }))
    expect(log).toEqual([`${current} POST simplereenroll`, 'anonymous GET cacerts'])
  })

  it('does not lose the certificate when they cannot be fetched', async () => {
    const { bank } = bankOf([p7(issued), failure('bank.unreachable')])
    const answer = await bank.reenrol(current, csr)
    expect(answer).toEqual(success({ kind: 'issued', certificate: issued, intermediates: [] }))
  })

  it('waits as long as the bank says', async () => {
    const pending = (headers: Record<string, string>) => bankOf([answers(202, headers)]).bank.reenrol(current, csr)
    expect(await pending({ 'retry-after': '300' })).toEqual(success({ kind: 'pending', retryAfter: 300 }))
    expect(await pending({})).toEqual(success({ kind: 'pending', retryAfter: 60 }))
  })

  it.each([
    ['a certificate of another key', p7(authority.leaf(makeKeys()), authority.middle), 'issued.wrong-key'],
    ['another key beside rubbish', p7(encode(sequence()), authority.leaf(makeKeys())), 'issued.wrong-key'],
    ['rubbish alone', p7(encode(sequence())), 'issued.unreadable'],
    ['an empty message', p7(), 'bank.bad-answer'],
    ['401', answers(401), 'bank.certificate-refused'],
    ['403', answers(403), 'bank.forbidden'],
    ['503', answers(503), 'bank.busy'],
    ['a page', answers(200, { 'content-type': 'text/html' }, '<html>'), 'bank.maintenance'],
    ['204', answers(204), 'bank.bad-answer'],
    ['garbage', answers(200, { 'content-type': 'application/pkcs7-mime' }, 'AAAA'), 'bank.bad-answer'],
  ])('fails at %s', async (_title, given, code) => {
    expect(codeOf(await bankOf([given]).bank.reenrol(current, csr))).toBe(code)
  })

  it('says how many certificates of other keys there were, and which answer made no sense', async () => {
    const others = await bankOf([p7(authority.leaf(makeKeys()), authority.middle)]).bank.reenrol(current, csr)
    expect(others).toEqual(failure('issued.wrong-key', { cause: '2 certificates, none of our key' }))
    const nothing = await bankOf([answers(204)]).bank.reenrol(current, csr)
    expect(nothing).toEqual(failure('bank.bad-answer', { cause: 'HTTP 204' }))
  })

  it('sends nothing when the request is not one, or the address is none', async () => {
    const { bank, sent } = bankOf([])
    expect(await bank.reenrol(current, new Uint8Array([5, 0]))).toMatchObject({
      failure: { code: 'internal', cause: expect.any(String) as string },
    })
    const nowhere = bankOf([], { url: 'http://bank.example' })
    const credentials = { customerId: 'K1', password: 'one-time' }
    expect(codeOf(await nowhere.bank.reenrol(current, csr))).toBe('config.invalid')
    expect(codeOf(await nowhere.bank.enrol(credentials, csr))).toBe('config.invalid')
    expect([...sent, ...nowhere.sent]).toEqual([])
  })
})

describe('first enrolment', () => {
  it('sends the one-time password on a new connection, as a secret', async () => {
    const { bank, sent } = bankOf([p7(issued)])
    await bank.enrol({ customerId: 'K1000001', password: 'one-time-secret' }, csr)
    expect(sent[0]!.request).toMatchObject({ fresh: true, secret: true })
  })

  const credentials = { customerId: '顧客1', password: 'one-time-secret' }

  it('posts the request without a certificate, with ID and password', async () => {
    const { bank, sent } = bankOf([p7(issued, authority.middle)])
    expect(codeOf(await bank.enrol(credentials, csr))).toBe('ok')
    const pair = Buffer.from('顧客1:one-time-secret').toString('base64')
    expect(sent[0]).toMatchObject({
      identity: { kind: 'anonymous' },
      request: { url: expect.stringMatching(/simpleenroll$/) as string, headers: { authorization: `Basic ${pair}` } },
    })
  })

  it('refuses an ID with a colon before anything is sent', async () => {
    const { bank, sent } = bankOf([])
    expect(codeOf(await bank.enrol({ ...credentials, customerId: 'a:b' }, csr))).toBe('bank.unauthorized')
    expect(sent).toEqual([])
  })

  it('is not sent without an ID or a password, which is said', async () => {
    const { bank, sent } = bankOf([])
    const empty = failure('bank.unauthorized', { cause: 'ID or password is empty' })
    expect(await bank.enrol({ ...credentials, password: '' }, csr)).toEqual(empty)
    expect(await bank.enrol({ ...credentials, customerId: '' }, csr)).toEqual(empty)
    expect(sent).toEqual([])
  })

  it('says that the password is wrong at 401, and never repeats it', async () => {
    const told = answers(401, { 'content-type': 'text/plain' }, 'wrong password One-Time-Secret')
    const result = await bankOf([told]).bank.enrol(credentials, csr)
    expect(result).toEqual(failure('bank.unauthorized', { cause: 'HTTP 401' }))
  })
})

describe('proving a new certificate', () => {
  it('is got ready for at the server that will be asked, sends nothing until then, and can be called off', () => {
    const { transport, sent } = fakeTransport()
    const told: string[] = []
    const ready = { ...transport, getReady: (url: string) => told.push(url), letGo: () => told.push('let go') }
    const { bank } = bankOf([], { transport: ready })
    bank.getReadyToProve!()
    bank.letGo!()
    expect(told).toEqual(['https://bank.example/.well-known/est/corporate/csrattrs', 'let go'])
    expect(sent).toEqual([])
  })

  const csrattrs = answers(200, { 'content-type': 'application/csrattrs' }, 'MAA=')
  const tls = success({ proven: 'tls' })

  it('opens a new connection and only reads', async () => {
    const { bank, log } = bankOf([csrattrs, answers(200, { 'content-type': 'image/png' }, 'of no interest')])
    expect([await bank.prove(current), await bank.prove(current)]).toEqual([tls, tls])
    expect(log.splice(2)).toEqual([...log])
    expect(log).toEqual([`forget ${current}`, `${current} GET csrattrs`])
  })

  it.each([[204], [404]])('is content with a server that has no wishes (%i)', async (status) => {
    expect(await bankOf([answers(status)]).bank.prove(current)).toEqual(tls)
  })

  it.each([[401], [403]])('does not need to be told the wishes (%i): the handshake is what counts', async (status) => {
    expect(await bankOf([answers(status)]).bank.prove(current)).toEqual(tls)
  })

  it.each([
    ['the handshake fails', failure('bank.certificate-refused'), 'bank.certificate-refused'],
    ['the server is busy', answers(503), 'bank.busy'],
    ['the server sends us elsewhere', answers(302), 'bank.maintenance'],
    ['the server shows a page', answers(200, { 'content-type': 'text/html' }, '<html>'), 'bank.maintenance'],
    ['nginx does not take the certificate, by its own status', answers(495), 'bank.certificate-refused'],
    ['the connection is another server’s', answers(421), 'bank.bad-answer'],
  ])('fails when %s', async (_title, given, code) => {
    expect(codeOf(await bankOf([given]).bank.prove(current))).toBe(code)
  })

  it.each([[400], [500]])('looks at what is published where csrattrs has no answer (%i)', async (status) => {
    const { bank, log, sent } = bankOf([answers(status), p7(authority.root)])
    expect(await bank.prove(current)).toEqual(tls)
    expect(log.slice(1)).toEqual([`${current} GET csrattrs`, `${current} GET cacerts`])
    // Over the connection whose handshake is to be judged.
    expect(sent[1]!.request.fresh).toBeUndefined()
    const lost = bankOf([answers(status), failure('bank.timeout', { retry: 'later' })])
    expect(codeOf(await lost.bank.prove(current))).toBe('bank.timeout')
  })

  it('fails when the server does not take the certificate, whatever is asked (nginx)', async () => {
    expect(codeOf(await bankOf([answers(400), answers(400)]).bank.prove(current))).toBe('bank.refused')
  })

  describe('where there is a portal', () => {
    const portal = (answer: Result<unknown>) => {
      const asked: unknown[] = []
      const recognise = async (...given: unknown[]) => (asked.push(given), answer)
      return { asked, recognise }
    }

    it('needs its word as well, about what is known of the customer', async () => {
      const { asked, recognise } = portal(done)
      const expected = { customerId: 'K1000001' }
      const proven = await bankOf([csrattrs], { recognise }).bank.prove(current, expected)
      expect([proven, asked]).toEqual([success({ proven: 'recognised' }), [[current, expected]]])
    })

    it.each([[200], [400], [401], [403], [404], [500]])(
      'has it decide, whatever csrattrs says (%i)',
      async (status) => {
        const refused = portal(failure('certificate.revoked'))
        expect(codeOf(await bankOf([answers(status)], refused).bank.prove(current))).toBe('certificate.revoked')
        expect(await bankOf([answers(status)], portal(done)).bank.prove(current)).toEqual(
          success({ proven: 'recognised' }),
        )
      },
    )

    it('does not ask it before the server is back', async () => {
      const { asked, recognise } = portal(done)
      expect(codeOf(await bankOf([answers(503)], { recognise }).bank.prove(current))).toBe('bank.busy')
      expect(asked).toEqual([])
    })
  })
})
