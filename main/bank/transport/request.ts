/**
 * One HTTPS exchange through Chromium. Not by `session.fetch`: that asks nobody for a proxy's credentials, and a
 * header outside Latin-1, which any server or proxy can send, ends it in an exception that no caller can catch.
 */
import { type IncomingMessage, net } from 'electron'
import { failure, type Result, success } from '../../renewal/errors.ts'
import type { Connection } from './connection.ts'
import { startDeadline } from './deadline.ts'
import { hostOf } from './server-names.ts'
import type { HttpAnswer, HttpRequest } from './http.ts'
import { networkFailure } from './network-failure.ts'
import { answerProxy } from '../proxy/challenge.ts'

export async function exchange(connection: Connection, request: HttpRequest): Promise<Result<HttpAnswer>> {
  // Over a connection that was used before, Chromium sends a request again by itself when it is cut without an answer: the
  // bank would hear twice what we count once. The next connection takes the TLS session up again, without a signature.
  if (request.method === 'POST') await connection.session.closeAllConnections()
  return sendOnce(connection, request)
}

function sendOnce(connection: Connection, request: HttpRequest): Promise<Result<HttpAnswer>> {
  return new Promise((resolve) => {
    const sent = net.request({
      method: request.method,
      url: request.url,
      session: connection.session,
      // A redirect could carry a credential to another host; it is an answer, for the protocol to judge.
      redirect: 'manual',
      cache: 'no-store',
      // Not by `credentials: 'omit'`, which leaves out the client certificate as well.
      useSessionCookies: request.cookies === true,
    })
    const deadline = startDeadline(request.timeout, () =>
      finish(failure('bank.timeout', { retry: 'later', cause: `no answer within ${request.timeout} ms` })),
    )
    let unknownToProxy = false

    function finish(result: Result<HttpAnswer>): void {
      deadline.end()
      resolve(result)
      sent.abort()
    }
    function fail(error: Error): void {
      if (unknownToProxy) return finish(failure('network.proxy-authentication', { cause: error.message }))
      const untrusted = /ERR_CERT_/.test(error.message)
        ? connection.servers.untrusted.get(hostOf(request.url))
        : undefined
      finish(
        untrusted === undefined
          ? networkFailure(error.message, () => net.isOnline())
          : { ok: false, failure: untrusted },
      )
    }

    sent.on('error', fail)
    sent.on('redirect', (status, _method, location, headers) => {
      const count = Object.keys(headers).length
      // Followed, it might lead from one such answer to the next, each of which Electron itself takes seconds for.
      if (count > maximumHeaders) return finish(tooManyHeaders(count))
      finish(success({ status, headers: { location }, body: new Uint8Array(), date: undefined }))
    })
    sent.on('response', (answer) => void readAnswer(answer, request.maximumBody).then(finish, fail))
    sent.on(
      'login',
      answerProxy(connection, deadline, () => (unknownToProxy = true)),
    )
    for (const [name, value] of Object.entries(request.headers)) sent.setHeader(name, value)
    sent.end(request.body === undefined ? undefined : Buffer.from(request.body))
  })
}

/** Chromium takes 256 kB of headers, which may be some ten thousand; an honest answer has a few dozen. */
const maximumHeaders = 500

const tooManyHeaders = (count: number) => failure('bank.bad-answer', { cause: `${count} headers` })

/**
 * Each with its first value: those that are read here may come only once.
 * @param raw names and values in turns
 */
function headersOf(raw: readonly string[]): Readonly<Record<string, string>> {
  const headers = new Map<string, string>()
  for (let at = raw.length - 2; at >= 0; at -= 2) headers.set(raw[at]!.toLowerCase(), raw[at + 1]!)
  return Object.fromEntries(headers)
}

/** @throws Error of the network when the answer breaks off */
async function readAnswer(answer: IncomingMessage, maximum: number): Promise<Result<HttpAnswer>> {
  const body = await readBody(answer, maximum)
  if (body === undefined) return failure('bank.answer-too-large', { cause: `more than ${maximum} bytes` })
  const { rawHeaders } = answer
  const count = rawHeaders.length / 2
  if (count > maximumHeaders) return tooManyHeaders(count)
  const headers = headersOf(rawHeaders)
  const date = Date.parse(headers['date'] ?? '')
  return success({ status: answer.statusCode, headers, body, date: Number.isNaN(date) ? undefined : date })
}

function readBody(answer: IncomingMessage, maximum: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    answer.on('data', (part) => {
      size += part.length
      if (size > maximum) resolve(undefined)
      else parts.push(part)
    })
    answer.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))))
    answer.on('error', reject)
    answer.on('aborted', () => reject(new Error('net::ERR_ABORTED')))
  })
}
