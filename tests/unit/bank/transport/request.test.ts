/** One exchange: what goes over which connection, and how much of an answer is read. */
import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import type { HttpRequest } from '../../../../main/bank/transport/http.ts'
import { respond, type StandInRequest, standInForElectron, soon } from './electron-stand-in.ts'

const electron = standInForElectron()
vi.mock('electron', () => electron.module)
const { createTransport } = await import('../../../../main/bank/transport/transport.ts')
const transport = createTransport({ trust: 'system', clock: Date.now })

const url = 'https://bank.example/x'
async function exchanged(end: (request: StandInRequest) => void, more: Partial<HttpRequest> = {}) {
  const count = electron.requests.length
  const request: HttpRequest = { method: 'GET', url, headers: {}, timeout: 60_000, maximumBody: 10, ...more }
  const answer = transport.send({ kind: 'anonymous' }, request)
  const under = await vi.waitUntil(() => electron.requests[count], soon)
  end(under)
  return { answer: await answer, options: under.options }
}

it('what is posted goes over a connection of its own: over another, Chromium might send it twice by itself', async () => {
  const { options } = await exchanged(respond)
  expect(options.session.closings).toBe(0)
  await exchanged(respond, { method: 'POST', body: new Uint8Array(3) })
  expect(options.session.closings).toBe(1)
})

it('a redirect is an answer, which is not followed, and nothing comes from a cache', async () => {
  const { answer, options } = await exchanged((request) =>
    request.emit('redirect', 302, 'GET', 'https://evil.example/', {}),
  )
  expect(answer).toMatchObject({ value: { status: 302, headers: { location: 'https://evil.example/' } } })
  expect(options).toMatchObject({ redirect: 'manual', cache: 'no-store' })
})

it('an answer is read to its greatest length, and not an octet further', async () => {
  const { answer: longest } = await exchanged((request) => respond(request, 200, '0123456789'))
  expect(longest).toMatchObject({ ok: true, value: { body: { length: 10 } } })
  const { answer: longer } = await exchanged((request) => respond(request, 200, '0123456789a'))
  expect(longer).toMatchObject({ failure: { code: 'bank.answer-too-large', cause: 'more than 10 bytes' } })
})

it('an answer that does not come in its time, or breaks off, is told as that, and can be asked for again', async () => {
  const { answer: late } = await exchanged(() => undefined, { timeout: 1 })
  const cause = 'no answer within 1 ms'
  expect(late).toEqual({ ok: false, failure: { code: 'bank.timeout', retry: 'later', cause } })
  const broken = (end: (answer: EventEmitter) => void) =>
    exchanged((request) => {
      const begun = Object.assign(new EventEmitter(), { statusCode: 200, rawHeaders: [] })
      request.emit('response', begun)
      begun.emit('data', Buffer.from('01'))
      end(begun)
    })
  expect((await broken((begun) => begun.emit('aborted'))).answer).toMatchObject({
    failure: { code: 'bank.unreachable', retry: 'later', cause: 'net::ERR_ABORTED' },
  })
  expect(
    (await broken((begun) => begun.emit('error', new Error('net::ERR_CONTENT_LENGTH_MISMATCH')))).answer,
  ).toMatchObject({ failure: { code: 'bank.connection-closed', retry: 'later' } })
})

it('a failure is that of this computer where it knows of no network', async () => {
  electron.module.net.isOnline = () => false
  const { answer } = await exchanged((request) => request.emit('error', new Error('net::ERR_NAME_NOT_RESOLVED')))
  expect(answer).toMatchObject({ failure: { code: 'network.offline' } })
})

it('an answer tells the server’s time where it can be read', async () => {
  const date = 'Fri, 20 Nov 2026 00:00:03 GMT'
  const { answer } = await exchanged((request) => respond(request, 200, '', ['Date', date]))
  expect(answer).toMatchObject({ value: { date: Date.parse(date) } })
  const { answer: unreadable } = await exchanged((request) => respond(request, 200, '', ['Date', 'today']))
  expect(unreadable).toMatchObject({ value: { date: undefined } })
})
