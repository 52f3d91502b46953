/** What servers see of our EST client when it runs on Chromium's network: whom it believes, and where it follows. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { writeCertificates } from '../../../main/x509/cms.ts'
import { objectIdentifier, sequence } from '../../../main/x509/der.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import {
  certificateSigning,
  day,
  digitalSignature,
  extension,
  type Extension,
  general,
  issue,
  makeKeys,
} from '../../unit/x509/authority.ts'
import { expect, test } from '../stage/app.ts'
import { type Asked, buildProbe, startProbe, type Told } from './programs/probe-process.ts'

/** Servers and Chromium go by the real clock. */
const life = { notBefore: Date.now() - day, notAfter: Date.now() + day }
const name = 'Bank Root'

function makeRoot() {
  const keys = makeKeys()
  const extensions = [extension.basicConstraints(true), certificateSigning]
  return { keys, der: issue({ subject: name, keys, ...life, extensions }) }
}
const bankRoot = makeRoot()
const stranger = makeRoot()

/** Authority information access (RFC 5280 4.2.2.1). */
const caIssuers = (address: string): Extension => ({
  oid: '1.3.6.1.5.5.7.1.1',
  value: sequence(sequence(objectIdentifier('1.3.6.1.5.5.7.48.2'), general.uri(address))),
})

interface Seen {
  readonly path: string
  readonly authorization: string | undefined
}

/** An HTTPS server on a free port of loopback that remembers what it was asked. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
  {
    host = 'localhost',
    root = bankRoot,
    issuerAt,
    http2Error,
    allowHTTP1 = true,
    ...more
  }: {
    readonly host?: string
    readonly root?: typeof bankRoot
    /** Where its certificate says that its issuer's is. */
    readonly issuerAt?: string
    readonly requestCert?: boolean
    /** It speaks HTTP/2 as well, and ends by this error whatever it is asked so. */
    readonly http2Error?: number
    readonly allowHTTP1?: boolean
  } = {},
) {
  const keys = makeKeys()
  const extensions = [digitalSignature, extension.extendedKeyUsage('serverAuth'), extension.dnsNames(host)]
  if (issuerAt !== undefined) extensions.push(caIssuers(issuerAt))
  const certificate = issue({ subject: 'server', issuer: name, keys, signer: root.keys, ...life, extensions })
  const seen: Seen[] = []
  const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' })
  const options = { key, cert: derToPem(certificate), rejectUnauthorized: false, ...more }
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    seen.push({
      path: request.url ?? '',
      authorization: request.headers.authorization,
    })
    request.resume().on('end', () => {
      const { stream } = response as unknown as Partial<http2.Http2ServerResponse>
      if (stream === undefined) answer(request, response)
      else stream.close(http2Error)
    })
  }
  const server =
    http2Error === undefined
      ? https.createServer(options, take)
      : http2.createSecureServer({ ...options, allowHTTP1 }, take as never)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    seen,
    server,
    origin: `https://localhost:${port}`,
    close: () => server.close() && 'closeAllConnections' in server && server.closeAllConnections(),
  }
}

const cacerts = (response: ServerResponse): void => {
  response.setHeader('content-type', 'application/pkcs7-mime')
  response.end(Buffer.from(writeCertificates([bankRoot.der])).toString('base64'))
}

let application: string
let folder: string
/** Asked by all tests: for each question it makes a transport of its own. */
let probe: ReturnType<typeof startProbe>
const run = (asked: Asked): Promise<Told> => probe.run(asked)
test.beforeAll(async () => {
  application = await buildProbe()
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-probe-'))
  probe = startProbe(application, folder, derToPem(bankRoot.der))
})
test.afterAll(async () => {
  await probe.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a request for a certificate is sent once, also where its connection is cut and was used before', async () => {
  const bank = await serve((request, response) =>
    request.method === 'POST' ? request.socket.destroy() : cacerts(response),
  )
  const outcome = await run({ url: bank.origin, what: 'reach-and-enrol' })
  bank.close()
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'bank.connection-closed' } })
  expect(bank.seen.map(({ path: asked }) => asked)).toEqual([
    '/.well-known/est/cacerts',
    '/.well-known/est/csrattrs',
    '/.well-known/est/simpleenroll',
  ])
})

test.describe('a request for a certificate is sent once, also to a server of HTTP/2 that', () => {
  const { NGHTTP2_HTTP_1_1_REQUIRED, NGHTTP2_REFUSED_STREAM } = http2.constants
  for (const [title, http2Error] of [
    ['takes it back', NGHTTP2_REFUSED_STREAM],
    ['wants it by HTTP/1.1', NGHTTP2_HTTP_1_1_REQUIRED],
  ] as const) {
    test(title, async () => {
      const bank = await serve((_, response) => response.writeHead(403).end(), { http2Error })
      const told = await run({ url: bank.origin, what: 'enrol' })
      bank.close()
      expect(told).toMatchObject({ failure: { code: 'bank.forbidden' } })
      expect(bank.seen).toHaveLength(1)
    })
  }
})

test('a server of HTTP/2 alone is told nothing', async () => {
  const bank = await serve((_, response) => cacerts(response), {
    http2Error: http2.constants.NGHTTP2_REFUSED_STREAM,
    allowHTTP1: false,
  })
  const told = await run({ url: bank.origin, what: 'enrol' })
  bank.close()
  expect(told).toMatchObject({ failure: { code: 'bank.untrusted', cause: 'net::ERR_SSL_PROTOCOL_ERROR' } })
  expect(bank.seen).toEqual([])
})

test.describe('the server shows who it is before it is told anything', () => {
  test('the right one is sent the one-time password', async () => {
    const bank = await serve((_, response) => response.writeHead(403).end())
    const told = await run({ url: bank.origin, what: 'enrol' })
    expect(told).toMatchObject({ failure: { code: 'bank.forbidden' } })
    const authorization: unknown = expect.stringMatching(/^Basic /)
    expect(bank.seen).toEqual([{ path: '/.well-known/est/simpleenroll', authorization }])
    bank.close()
  })

  for (const [title, options] of [
    ['one with a certificate for another host', { host: 'elsewhere.example' }],
    ['one with a certificate of another root of the same name', { root: stranger }],
  ] as const) {
    test(`${title} is sent nothing`, async () => {
      const bank = await serve((_, response) => response.writeHead(403).end(), options)
      const told = await run({ url: bank.origin, what: 'enrol' })
      expect(told).toMatchObject({ failure: { code: 'bank.untrusted' } })
      expect(bank.seen).toEqual([])
      bank.close()
    })
  }

  test('one that does not send its issuer’s certificate has nobody fetch it from the address that it names', async ({
    folder: alone,
  }) => {
    const fetched: (string | undefined)[] = []
    const elsewhere = http.createServer(({ url }, response) => void (fetched.push(url), response.end()))
    elsewhere.listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    const issuerAt = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/issuer.cer`
    const bank = await serve((_, response) => cacerts(response), { root: stranger, issuerAt })
    // What a process of Chromium has once fetched it may remember: each asks one that knows nothing.
    const plain = startProbe(application, path.join(alone, 'plain'), derToPem(bankRoot.der))
    await plain.run({ url: bank.origin, what: 'reach-without-us' })
    await plain.close()
    expect(fetched).toEqual(['/issuer.cer'])
    expect(await run({ url: bank.origin, what: 'reach' })).toMatchObject({
      failure: { code: 'bank.untrusted' },
    })
    expect(fetched).toHaveLength(1)
    bank.close()
    elsewhere.close()
  })
})

test.describe('a redirect', () => {
  test('on the same server is followed for what the bank publishes', async () => {
    const bank = await serve((request, response) => {
      if (request.url === '/moved/cacerts') return cacerts(response)
      if (request.url?.endsWith('cacerts')) return response.writeHead(302, { location: '/moved/cacerts' }).end()
      return response.writeHead(404).end()
    })
    expect(await run({ url: bank.origin, what: 'reach' })).toEqual({ ok: true })
    expect(bank.seen.map((one) => one.path)).toEqual([
      '/.well-known/est/cacerts',
      '/moved/cacerts',
      '/.well-known/est/csrattrs',
    ])
    bank.close()
  })

  for (const status of [301, 302, 303, 307, 308]) {
    test(`to another server is not followed (${status}), with or without a password`, async () => {
      const other = await serve((_, response) => cacerts(response))
      const bank = await serve((_, response) => response.writeHead(status, { location: `${other.origin}/x` }).end())
      const cause = `HTTP ${status}: a redirect to ${other.origin}, not followed`
      const code = status === 301 || status === 308 ? 'bank.bad-answer' : 'bank.maintenance'
      expect(await run({ url: bank.origin, what: 'reach' })).toMatchObject({ failure: { code, cause } })
      expect(await run({ url: bank.origin, what: 'enrol' })).toMatchObject({ failure: { code, cause } })
      expect([bank.seen.length, other.seen]).toEqual([2, []])
      bank.close()
      other.close()
    })
  }

  test('is not followed with a password even on the same server', async () => {
    const bank = await serve((_, response) => response.writeHead(307, { location: '/moved' }).end())
    expect(await run({ url: bank.origin, what: 'enrol' })).toMatchObject({
      failure: { code: 'bank.maintenance' },
    })
    expect(bank.seen.map((one) => one.path)).toEqual(['/.well-known/est/simpleenroll'])
    bank.close()
  })

  test('that leads in a circle ends', async () => {
    const bank = await serve((request, response) => response.writeHead(302, { location: request.url! }).end())
    const told = await run({ url: bank.origin, what: 'reach' })
    expect(told).toMatchObject({ failure: { code: 'bank.maintenance' } })
    expect(bank.seen).toHaveLength(4)
    bank.close()
  })
})

test.describe('an answer without end', () => {
  const type = { 'content-type': 'application/pkcs7-mime' }
  const zeros = Buffer.alloc(100_000_000, 0x30)
  const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }
  const flood = Array.from({ length: 5000 }, (_, at) => `x-${at}: y\r\n`).join('')
  const cases: [string, string, (response: ServerResponse) => unknown][] = [
    [
      'packed by gzip into the thousandth part',
      'bank.answer-too-large',
      (response) => response.writeHead(200, { ...type, 'content-encoding': 'gzip' }).end(gzipSync(zeros)),
    ],
    [
      'packed by Brotli into less',
      'bank.answer-too-large',
      (response) =>
        response.writeHead(200, { ...type, 'content-encoding': 'br' }).end(brotliCompressSync(zeros, quick)),
    ],
    [
      'of headers',
      'bank.bad-answer',
      (response) => response.socket?.end(`HTTP/1.1 200 OK\r\n${flood}content-length: 0\r\n\r\n`),
    ],
  ]
  for (const [title, code, answer] of cases) {
    test(`${title} is given up while it arrives`, async () => {
      const bank = await serve((_, response) => answer(response))
      const { failure } = await run({ url: bank.origin, what: 'reach' })
      expect(failure).toMatchObject({ code })
      bank.close()
    })
  }
})

test.describe('a certificate is not called refused', () => {
  test('by a maintenance page from a server that asks for none', async () => {
    const bank = await serve((_, response) =>
      response.writeHead(503, { 'content-type': 'text/html', 'retry-after': '600' }).end('<h1>maintenance</h1>'),
    )
    expect(await run({ url: bank.origin, what: 'prove' })).toMatchObject({
      failure: {
        code: 'bank.maintenance',
        retry: 'later',
        retryAfter: 600,
        cause: 'HTTP 503: a web page',
      },
    })
    bank.close()
  })

  test('when the connection is cut while Chromium asks which one to use', async () => {
    const bank = await serve((_, response) => response.writeHead(204).end(), {
      requestCert: true,
    })
    // The first connection tells Chromium that a certificate is wanted; over the next ones it would ask for it.
    let connections = 0
    bank.server.prependListener('connection', (socket: Socket) => {
      if (connections++ > 0) socket.resetAndDestroy()
    })
    const told = await run({ url: bank.origin, what: 'prove' })
    expect(told).toMatchObject({
      failure: { code: 'bank.connection-closed', retry: 'later' },
    })
    bank.close()
  })

  test('when the key store has none to offer, and it is looked for more than once', async () => {
    const bank = await serve((_, response) => response.writeHead(204).end(), {
      requestCert: true,
    })
    let handshakes = 0
    bank.server.on('connection', () => handshakes++)
    const told = await run({ url: bank.origin, what: 'prove' })
    expect(told).toMatchObject({
      failure: { code: 'keystore.certificate-missing' },
    })
    expect(handshakes).toBeGreaterThanOrEqual(3)
    bank.close()
  })
})
