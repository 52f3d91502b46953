/** What is read of an answer's headers, and of how many of them. */
import { expect, it, vi } from 'vitest'
import { respond, standInForElectron, soon } from './transport/electron-stand-in.ts'

const electron = standInForElectron()
vi.mock('electron', () => electron.module)

async function answerWith(...rawHeaders: readonly string[]) {
  const { createTransport } = await import('../../../main/bank/transport/transport.ts')
  const transport = createTransport({ trust: 'system', clock: Date.now })
  const count = electron.requests.length
  const request = {
    method: 'GET',
    url: 'https://bank.example/x',
    headers: {},
    timeout: 60_000,
    maximumBody: 10,
  } as const
  const answer = transport.send({ kind: 'anonymous' }, request)
  await vi.waitUntil(() => electron.requests.length > count, soon)
  respond(electron.requests.at(-1)!, 200, '', rawHeaders)
  return answer
}
const lines = (count: number): string[] => Array.from({ length: count }, (_, at) => [`x-${at}`, 'y']).flat()

it('more headers than any honest answer has are not read, however short they are', async () => {
  expect(await answerWith(...lines(500))).toMatchObject({ ok: true })
  const failure = { code: 'bank.bad-answer', cause: '501 headers' }
  expect(await answerWith(...lines(501))).toMatchObject({ ok: false, failure })
})

it('more of them in a redirect are not followed: it might lead from one such answer to the next', async () => {
  const { createTransport } = await import('../../../main/bank/transport/transport.ts')
  const transport = createTransport({ trust: 'system', clock: Date.now })
  async function redirectedWith(count: number) {
    const asked = electron.requests.length
    const url = 'https://bank.example/cacerts'
    const request = { method: 'GET', url, headers: {}, timeout: 60_000, maximumBody: 10 } as const
    const answer = transport.send({ kind: 'anonymous' }, request)
    await vi.waitUntil(() => electron.requests.length > asked, soon)
    const headers = Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, ['y']]))
    electron.requests.at(-1)!.emit('redirect', 302, 'GET', `${url}/`, headers)
    return answer
  }
  expect(await redirectedWith(500)).toMatchObject({ ok: true, value: { status: 302 } })
  const failure = { code: 'bank.bad-answer', cause: '501 headers' }
  expect(await redirectedWith(501)).toMatchObject({ ok: false, failure })
})

it('a header that comes twice is what it said first, and no name is one of an object’s own', async () => {
  const answer = await answerWith('Location', '/first', 'location', '/second', '__proto__', 'x', 'constructor', 'x')
  if (!answer.ok) throw new Error(answer.failure.code)
  expect(answer.value.headers['location']).toBe('/first')
  expect(Object.getPrototypeOf(answer.value.headers)).toBe(Object.prototype)
})
