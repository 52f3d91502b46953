/**
 * EST servers that cannot be had here, as their public sources say that they answer: what is theirs (TLS, headers, base64,
 * statuses, texts) is made here, and what their CA would do is asked of Bouncy Castle's bank behind it.
 */
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import type { BouncyCastle } from './bouncy-castle.ts'
import type { Front } from './fronts.ts'

export interface Asked {
  readonly method: string
  /** The last part of the address. */
  readonly operation: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** What TLS has seen and verified. */
  readonly client: X509Certificate | undefined
}

export interface Given {
  readonly status: number
  /** As they are written on the wire, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export type Answer = (asked: Asked) => Promise<Given>

/** What the CA behind it says: its status, its reason, and the DER of a PKCS#7. */
export interface Said {
  readonly status: number
  readonly retryAfter: string
  readonly content: Buffer
}

export async function askCa(bank: BouncyCastle, { method, operation, headers, body, client }: Asked): Promise<Said> {
  const { authorization } = headers
  const answer = await fetch(`${bank.plain}/.well-known/est/${operation}`, {
    method,
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(client && { 'x-client-cert': client.toString().replaceAll('\n', ' ') }),
    },
    ...(method === 'POST' && { body: new Uint8Array(body) }),
  })
  const text = await answer.text()
  const content = Buffer.from(text, answer.ok ? 'base64' : 'utf8')
  return { status: answer.status, retryAfter: answer.headers.get('retry-after') ?? '', content }
}

/** Of Node's HTTPS, with or without HTTP/2. */
export function listenerOf(answer: Answer, bank: BouncyCastle, spoken: string[]): RequestListener {
  const issuers = certificatesOf(bank.file('issuers.pem'))
  async function handle(...[request, response]: Parameters<RequestListener>): Promise<void> {
    const socket = request.socket as TLSSocket
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    spoken.push(`${socket.getProtocol()} HTTP/${request.httpVersion}`)
    const { method = '', url = '', headers } = request
    const client = verified(socket.getPeerCertificate(), issuers)
    const operation = url.slice(url.lastIndexOf('/') + 1)
    const given = await answer({ method, operation, headers, body: Buffer.concat(parts), client })
    for (const [name, value] of given.headers) response.setHeader(name, value)
    response.writeHead(given.status).end(given.body)
  }
  return (request, response) => {
    handle(request, response).catch((error: Error) => response.writeHead(500).end(error.message))
  }
}

/** Listens on a port of its own, and is a front like others. */
export async function started(
  server: Server & { readonly closeAllConnections?: () => void },
  spoken: string[],
): Promise<Front> {
  const sockets = new Set<TLSSocket>()
  server.on('secureConnection', (socket: TLSSocket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    spoken: () => spoken.join('\n'),
    async stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

export const base64Lines = (der: Buffer, columns: number, end: string): string =>
  der.toString('base64').replaceAll(new RegExp(`.{1,${columns}}`, 'g'), `$&${end}`)

function certificatesOf(file: string): X509Certificate[] {
  const all = readFileSync(file, 'utf8').match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []
  return all.map((pem) => new X509Certificate(pem))
}

/** The certificate that was shown, if one of the bank's CAs has issued it. */
function verified(shown: PeerCertificate, issuers: readonly X509Certificate[]): X509Certificate | undefined {
  if (!('raw' in shown)) return undefined
  const own = new X509Certificate(shown.raw)
  const isKnown = issuers.some((issuer) => own.checkIssued(issuer) && own.verify(issuer.publicKey))
  return isKnown && Date.parse(own.validTo) > Date.now() ? own : undefined
}
