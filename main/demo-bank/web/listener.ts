/** Reads a request, has its service answer it, and writes the answer, with whatever fault is due in this layer. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { Fault } from '../control.ts'
import type { Faults } from '../faults.ts'
import { type Answer, answer, plain, type Service } from './exchange.ts'
import type { Peer } from './peer.ts'

/** Far above any request or login, far below what could fill the memory. */
const maximumBody = 64 * 1024
/** Of what is too much, and for how long (ms) it is waited for. */
const readOn = { bytes: 1024 * 1024, time: 2000 } as const

export interface Route {
  readonly path: RegExp
  /** Where a fault for this request would be waiting. */
  readonly where?: (path: string, body: Uint8Array) => Fault['where'] | undefined
  readonly service: Service
}

export function createListener(
  routes: readonly Route[],
  { faults, recognise }: { readonly faults: Faults; readonly recognise: (socket: TLSSocket) => Peer },
): RequestListener {
  return (request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error('demo bank:', error instanceof Error ? (error.stack ?? error.message) : error)
      if (response.headersSent) response.destroy()
      else write(response, plain(500, 'internal error'))
    })
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').replace(/[?#].*$/s, '')
    const route = routes.find((candidate) => candidate.path.test(path))
    if (route === undefined) return write(response, plain(404, 'not found'))
    const body = await readBody(request)
    if (body === undefined) {
      await readRest(request)
      return write(response, plain(413, `a request has at most ${maximumBody} bytes`, { connection: 'close' }))
    }
    const place = route.where?.(path, body)
    const peer = recognise(request.socket as TLSSocket)
    const shown = place === undefined ? undefined : characterShown(faults, peer)
    if (shown === 'closed') return void request.socket.destroy()
    if (shown !== undefined) return write(response, shown)
    const fault = place === undefined ? undefined : faults.take(place)
    const instead = fault === undefined ? undefined : await goWrongBefore(fault)
    if (instead !== undefined) return write(response, instead)
    const { headers } = request
    // RFC 9110, 9.3.2: as GET, and Node leaves the content out.
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
    const given = await route.service({ method, path, headers, body, peer, fault: fault?.fault, amount: fault?.amount })
    if (fault === undefined) write(response, given)
    else goWrongAfter(fault, given, response)
  }
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  // RFC 9110, 15.3.5 and 8.6: no length where there can be no content.
  const length = status === 204 ? {} : { 'content-length': String(body.length) }
  writeHead(response, status, { ...headers, ...length })
  response.end(body)
}

/**
 * Names of header fields as RFC 7030 and RFC 9110 write them: they know no case (RFC 9110, 5.1), but there are clients
 * that do.
 */
function writeHead(response: ServerResponse, status: number, headers: Answer['headers']): void {
  const written = (name: string): string =>
    name.replaceAll(/(?:^|-)(?:www(?=-)|[a-z])/g, (beginning) => beginning.toUpperCase())
  response.writeHead(status, Object.fromEntries(Object.entries(headers).map(([name, value]) => [written(name), value])))
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maximumBody) return undefined
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length
    if (size > maximumBody) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Whoever is hung up on while sending may lose the answer, too (RFC 9112, 9.6). */
function readRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let left: number = readOn.bytes
    const late = setTimeout(resolve, readOn.time)
    const end = (): void => {
      clearTimeout(late)
      resolve()
    }
    request.on('data', (part: Buffer) => {
      left -= part.length
      if (left < 0) end()
    })
    for (const event of ['end', 'error', 'close']) request.once(event, end)
    request.resume()
  })
}

/** What the bank is like to everybody, or to this peer; its services are not reached then. */
function characterShown(faults: Faults, peer: Peer): Answer | 'closed' | undefined {
  const maintenance = faults.act('maintenance')
  if (maintenance !== undefined) return maintenancePage(maintenance)
  if (peer.kind === 'none') {
    const demanding = faults.act('demands-certificate')
    // As nginx says it; a TLS stack that hangs up comes to the same for a client that reads the answer.
    const page = (): Answer => html(400, '<h1>400 Bad Request</h1><p>No required SSL certificate was sent</p>')
    return demanding === undefined ? undefined : demanding.variant === 'closed' ? 'closed' : page()
  }
  const revoked = peer.kind === 'known' && peer.certificate.revokedAt !== null
  return revoked && faults.act('closes-on-revoked') !== undefined ? 'closed' : undefined
}

function maintenancePage({ variant, amount = 600 }: NonNullable<ReturnType<Faults['act']>>): Answer {
  const status = Number.parseInt(variant ?? '503', 10)
  const wait = variant === '503-until' ? new Date(Date.now() + amount * 1000).toUTCString() : String(amount)
  // The next connection is asked for a certificate again as soon as the bank is back.
  const headers = { connection: 'close', ...(amount === 0 ? {} : { 'retry-after': wait }) }
  if (status === 302) return answer(302, { ...headers, location: 'https://maintenance.example/' }, '')
  return html(status, '<h1>ただいまメンテナンス中です</h1>', headers)
}

function html(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const page = `<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><title>デモ銀行</title>${body}</html>\n`
  return answer(status, { 'content-type': 'text/html; charset=utf-8', ...headers }, page)
}

/** Faults of a bank that has not begun to work on the request. */
async function goWrongBefore({ where, fault, amount }: Fault): Promise<Answer | undefined> {
  const retryAfter: Record<string, string> = amount === 0 ? {} : { 'retry-after': String(amount ?? 1) }
  // CMP says it in its own words (RFC 9810, 5.3.22).
  if (fault === 'pending' && where !== 'cmp') return answer(202, retryAfter, '')
  if (fault === 'pending-until') {
    const until = new Date(Date.now() + (amount ?? 1) * 1000).toUTCString()
    return answer(202, { 'retry-after': until }, '')
  }
  if (fault === 'busy') return plain(503, 'the bank is busy', retryAfter)
  if (fault === 'too-many-requests') return plain(429, 'too many requests', retryAfter)
  if (fault === 'delay') await new Promise((resolve) => setTimeout(resolve, amount ?? 1000))
  return undefined
}

/** Faults on the way back: the bank has done its work, and its books say so. */
function goWrongAfter({ fault, amount }: Fault, given: Answer, response: ServerResponse): void {
  switch (fault) {
    case 'reset':
      return void (response.socket as TLSSocket | null)?.destroy()
    case 'truncated-body': {
      writeHead(response, given.status, { ...given.headers, 'content-length': String(given.body.length) })
      const half = given.body.subarray(0, Math.floor(given.body.length / 2))
      return void response.write(half, () => response.socket?.destroy())
    }
    case 'oversized-body':
      return write(response, { ...given, body: Buffer.alloc(amount ?? 8 * 1024 * 1024, 'A') })
    case 'endless-body':
      return trickle(response, given, { part: Buffer.alloc(64 * 1024, 'A'), count: Infinity, pause: 1 })
    case 'slow-body':
      return trickle(response, given, {
        part: given.body.subarray(0, 1),
        count: given.body.length,
        pause: amount ?? 100,
      })
    case 'wrong-base64':
      return write(response, { ...given, body: Buffer.from('%%% this is not base64 %%%') })
    case 'wrong-content-type':
      return write(response, { ...given, headers: { ...given.headers, 'content-type': 'text/html; charset=utf-8' } })
    case 'garbage':
      return write(response, answer(200, given.headers, 'bm90IHdoYXQgeW91IGFza2VkIGZvcg=='))
    case 'clock-skew': {
      const date = new Date(Date.now() + (amount ?? 60 * 60 * 1000)).toUTCString()
      return write(response, { ...given, headers: { ...given.headers, date } })
    }
    default:
      return write(response, given)
  }
}

/** Writes a body in parts with a pause (ms) after each, until all are written or the client has gone. */
function trickle(
  response: ServerResponse,
  { status, headers }: Answer,
  { part, count, pause }: { readonly part: Uint8Array; readonly count: number; readonly pause: number },
): void {
  writeHead(response, status, headers)
  let left = count
  const timer = setInterval(() => {
    if (response.closed || response.destroyed) return clearInterval(timer)
    // Whoever does not read is not filled up.
    if (response.writableNeedDrain) return
    response.write(part)
    left -= 1
    if (left > 0) return
    clearInterval(timer)
    response.end()
  }, pause)
}
