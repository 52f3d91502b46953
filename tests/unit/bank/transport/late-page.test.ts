/** The page that has Chromium ask (Electron 43 and before), where it comes late or never: with a stand-in for Electron. */
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { HttpRequest, Identity } from '../../../../main/bank/transport/http.ts'
import {
  offered,
  replaceElectron,
  replacePauses,
  respond,
  type StandInPage,
  thumbprintOf,
  soon,
} from './electron-stand-in.ts'

let electron: ReturnType<typeof replaceElectron>
/** After each look at a key store that did not give what it should. */
let pauses: readonly number[] = []
beforeEach(() => {
  electron = replaceElectron()
  pauses = replacePauses()
})

const url = 'https://bank.example/est'
const ours: Identity = { kind: 'certificate', thumbprint: thumbprintOf('ours') }
const nobody: Identity = { kind: 'anonymous' }
const needed = new Error('net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED')

const sent = (count: number) => vi.waitUntil(() => electron.requests.length === count && electron.requests.at(-1), soon)
const page = (count: number) => vi.waitUntil(() => electron.pages.length === count && electron.pages.at(-1), soon)

/** A request that Chromium wants a certificate for, and the page that has it ask. */
async function begun(identity: Identity) {
  const { createTransport } = await import('../../../../main/bank/transport/transport.ts')
  const transport = createTransport({ trust: 'system', clock: Date.now })
  const request: HttpRequest = { method: 'GET', url, headers: {}, timeout: 60_000, maximumBody: 10 }
  const answer = transport.send(identity, request)
  ;(await sent(1)).emit('error', needed)
  return { answer, transport, first: await page(1) }
}
const choose = ({ id }: StandInPage) => electron.askForCertificate('bank.example:443', offered('ours'), { id })

/** What becomes of nobody's request where each of its sendings needs a certificate, and the page ends so. */
async function endedBy(message: string) {
  const { answer, first } = await begun(nobody)
  first.fail(message)
  for (const count of [2, 3]) (await sent(count)).emit('error', needed)
  return { answer, first }
}

describe('a choice that Chromium’s network process has not heard of yet', () => {
  it('is waited for until the page is over, and the request is sent once more', async () => {
    const { answer, first, transport } = await begun(ours)
    choose(first)
    ;(await sent(2)).emit('error', needed)
    first.fail()
    respond(await sent(3))
    expect(await answer).toMatchObject({ ok: true })
    expect(electron.pages.map(({ closed }) => closed)).toEqual([true])
    expect(transport.asksCertificate!('https://bank.example/other')).toBe(true)
    expect(transport.asksCertificate!('https://bank.example:8443/')).toBe(false)
  })

  it('may be known by then, whatever the server says', async () => {
    const { answer, first } = await begun(ours)
    choose(first)
    ;(await sent(2)).emit('error', needed)
    first.fail()
    ;(await sent(3)).emit('error', new Error('net::ERR_CONNECTION_RESET'))
    expect(await answer).toMatchObject({ failure: { code: 'bank.connection-closed' } })
    expect(electron.requests).toHaveLength(3)
  })

  it('of a page that broke off is made anew: nothing was sent yet', async () => {
    const { answer, first } = await begun(ours)
    choose(first)
    ;(await sent(2)).emit('error', needed)
    first.fail('net::ERR_CONNECTION_RESET')
    ;(await sent(3)).emit('error', needed)
    const second = await page(2)
    choose(second)
    respond(await sent(4))
    expect(await answer).toMatchObject({ ok: true })
  })
})

it('a certificate that the key store does not offer to the page is looked for three times, and nothing is sent', async () => {
  const { answer, first } = await begun(ours)
  for (const look of [1, 2, 3]) {
    const { id } = look === 1 ? first : await page(look)
    expect(electron.askForCertificate('bank.example:443', offered('other'), { id }).answers).toEqual([[]])
  }
  expect(await answer).toMatchObject({ failure: { code: 'keystore.certificate-missing' } })
  expect([pauses, electron.requests.length]).toEqual([[1000, 1000], 1])
})

describe('nobody, whom Chromium does not ask which certificate to show,', () => {
  it.each([
    'net::ERR_FAILED',
    'net::ERR_BLOCKED_BY_CLIENT',
    'net::ERR_BLOCKED_BY_RESPONSE',
    'net::ERR_ABORTED',
    'net::ERR_HTTP_RESPONSE_CODE_FAILURE',
    'net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED',
  ])('has none to show where the server wants one: the page came, or was ended here (%s)', async (message) => {
    const { answer } = await endedBy(message)
    const cause = 'the key store does not offer this certificate for TLS (removed, expired or without its key)'
    expect(await answer).toEqual({
      ok: false,
      failure: { code: 'keystore.certificate-missing', retry: 'never', cause },
    })
    expect(electron.pages).toHaveLength(1)
  })

  it.each([
    ['net::ERR_NAME_NOT_RESOLVED', 'bank.unreachable'],
    ['net::ERR_FAILED_TO_DO_IT', 'bank.unreachable'],
    ['net::ERR_BLOCKED', 'bank.unreachable'],
    ['something that has no name', 'bank.unreachable'],
    ['net::ERR_CONNECTION_RESET', 'bank.connection-closed'],
  ])('is told of the network where the page broke off twice (%s)', async (message, code) => {
    const { answer } = await endedBy(message)
    ;(await page(2)).fail(message)
    for (const count of [4, 5]) (await sent(count)).emit('error', needed)
    expect(await answer).toMatchObject({ failure: { code, retry: 'later', cause: message } })
    expect(electron.pages).toHaveLength(2)
  })
})

describe('a page that does not come', () => {
  it('is given up in three times the time of its request, in which a crowded key store is looked through, and is not loaded again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { answer, first } = await begun(ours)
    const stop = vi.fn(() => first.fail("ERR_ABORTED (-3) loading 'https://bank.example/'"))
    Object.assign(first, { stop })
    vi.advanceTimersByTime(3 * 60_000 - 1_000)
    expect(stop).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(await answer).toMatchObject({
      failure: { code: 'bank.timeout', retry: 'later', cause: 'net::ERR_TIMED_OUT' },
    })
    expect(electron.pages.map(({ closed }) => closed)).toEqual([true])
    expect(electron.requests).toHaveLength(1)
  })

  it('leads nowhere else: the certificate is for the server that was asked', async () => {
    const { first } = await begun(ours)
    const preventDefault = vi.fn<() => void>()
    first.emit('will-redirect', { preventDefault })
    expect(preventDefault).toHaveBeenCalledOnce()
  })
})
