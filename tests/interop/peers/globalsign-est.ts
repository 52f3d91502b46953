/**
 * GlobalSign's EST server 1.0 (Go's net/http), as server.go, http.go, encoding.go, errors.go and cmd/estserver/main.go say
 * that it answers.
 */
import { readFileSync } from 'node:fs'
import http2 from 'node:http2'
import type { RequestListener } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type Asked, askCa, base64Lines, type Given, listenerOf, started } from './imitated-est.ts'
import type { BouncyCastle } from './bouncy-castle.ts'
import type { Front, FrontOptions } from './fronts.ts'

export type GlobalSignOptions = Pick<FrontOptions, 'clients' | 'tls'>

export function startGlobalSign(bank: BouncyCastle, { clients, tls }: GlobalSignOptions): Promise<Front> {
  const spoken: string[] = []
  const answer = async (asked: Asked): Promise<Given> => {
    const { method, operation } = asked
    if (method === 'GET' && operation === 'cacerts') {
      return given('application/pkcs7-mime', (await askCa(bank, asked)).content)
    }
    if (method === 'GET' && operation === 'csrattrs') {
      await askCa(bank, asked)
      // An empty list of wishes, where its CA has none.
      return given('application/csrattrs', Buffer.from([0x30, 0]))
    }
    if (method === 'POST' && /^simple(re)?enroll$/.test(operation)) return enrol(bank, asked)
    return failed(404, 'page not found')
  }
  const server = http2.createSecureServer(
    {
      cert: readFileSync(bank.file('server.pem')),
      key: readFileSync(bank.file('server.key')),
      ca: readFileSync(clients),
      // tls.VerifyClientCertIfGiven
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: tls,
      maxVersion: tls,
      ecdhCurve: 'P-521:P-384:P-256',
      allowHTTP1: true,
    },
    listenerOf(answer, bank, spoken) as RequestListener & Parameters<typeof http2.createSecureServer>[1],
  )
  server.on('secureConnection', (socket: TLSSocket) => {
    if ('raw' in socket.getPeerCertificate() && !socket.authorized) socket.destroy()
  })
  return started(server, spoken)
}

async function enrol(bank: BouncyCastle, asked: Asked): Promise<Given> {
  const { operation, headers, body, client } = asked
  if (!(headers['content-type'] ?? '').startsWith('application/pkcs10')) {
    return failed(415, 'Content-Type must be application/pkcs10')
  }
  const text = body.toString('latin1').replaceAll(/[\r\n]/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    return failed(400, 'invalid base64 encoding')
  }
  if (operation === 'simplereenroll' && client === undefined) {
    return failed(403, 'client certificate must be provided for /simplereenroll')
  }
  const { status, retryAfter, content } = await askCa(bank, asked)
  if (status === 200) return given('application/pkcs7-mime; smime-type=certs-only', content)
  if (status === 401)
    return failed(401, 'authorization required', ['WWW-Authenticate', 'Basic realm="estserver@localhost"'])
  if (status === 202) return failed(202, 'triggered deferred response', ['Retry-After', retryAfter])
  // Both byte for byte, as the bank behind it compares them, too (RFC 7030, 4.2.2).
  const isChanged = status === 403 && content.toString().startsWith('another ')
  return failed(status, isChanged ? changed : content.toString())
}

const changed = 'Subject and SubjectAltName fields in CSR must be identical to certificate being renewed'

const always = [
  ['Server', 'GlobalSign EST Server v1.0.6'],
  ['Strict-Transport-Security', 'max-age=31536000'],
  ['X-Content-Type-Options', 'nosniff'],
] as const

const given = (type: string, der: Buffer): Given => ({
  status: 200,
  headers: [...always, ['Content-Type', type], ['Content-Transfer-Encoding', 'base64']],
  body: base64Lines(der, 76, '\r\n'),
})

function failed(status: number, reason: string, [name, value]: readonly [string, string] = ['', '']): Given {
  const more = value === '' ? [] : [[name, value] as const]
  const headers = [...always, ['Content-Type', 'text/plain; charset=utf-8'] as const, ...more]
  return { status, headers, body: `${status} ${reason}\n` }
}
