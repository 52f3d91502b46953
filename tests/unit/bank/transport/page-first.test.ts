/**
 * What is done ahead once a server is known of which Chromium asks a page alone (Electron 43 and before), with a stand-in for
 * Electron: the page goes before the request, and the process of the next one is started while there is time.
 */
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { HttpRequest, Identity } from '../../../../main/bank/transport/http.ts'
import {
  offered,
  replaceElectron,
  replacePauses,
  respond,
  type StandInPage,
  soon,
  thumbprintOf,
} from './electron-stand-in.ts'

let electron: ReturnType<typeof replaceElectron>
beforeEach(() => {
  electron = replaceElectron()
  replacePauses()
})

const url = 'https://bank.example/est'
const request: HttpRequest = { method: 'POST', url, headers: {}, timeout: 60_000, maximumBody: 10 }
const old: Identity = { kind: 'certificate', thumbprint: thumbprintOf('old') }
const successor: Identity = { kind: 'certificate', thumbprint: thumbprintOf('successor') }
const nobody: Identity = { kind: 'anonymous' }
const needed = new Error('net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED')

const sent = (count: number) => vi.waitUntil(() => electron.requests.length === count && electron.requests.at(-1), soon)
const page = (count: number) => vi.waitUntil(() => electron.pages.length === count && electron.pages.at(-1), soon)
const choose = ({ id }: StandInPage) =>
  electron.askForCertificate('bank.example:443', offered('old', 'successor'), { id }).answers

async function open() {
  const { createTransport } = await import('../../../../main/bank/transport/transport.ts')
  return createTransport({ trust: 'system', clock: Date.now })
}

/** A transport whose server has asked once, by the first page, after the first of two requests could only fail. */
async function knowing() {
  const transport = await open()
  const answer = transport.send(old, request)
  ;(await sent(1)).emit('error', needed)
  choose(await page(1))
  respond(await sent(2))
  expect(await answer).toMatchObject({ ok: true })
  return transport
}

describe('a server of which Chromium asks a page alone', () => {
  it('is asked by the page first by the next identity, and then sent the request once', async () => {
    const transport = await knowing()
    const answer = transport.send(successor, request)
    const second = await page(2)
    expect(electron.requests).toHaveLength(2)
    expect(choose(second)).toEqual([[offered('successor')[0]]])
    respond(await sent(3))
    expect(await answer).toMatchObject({ ok: true })
    expect(electron.requests).toHaveLength(3)
  })

  it('is shown no certificate by nobody, who sends the request once, too', async () => {
    const transport = await knowing()
    const answer = transport.send(nobody, request)
    expect(choose(await page(2))).toEqual([[]])
    respond(await sent(3))
    expect(await answer).toMatchObject({ ok: true })
    expect(electron.requests).toHaveLength(3)
  })

  it('is sent the request first where a proxy on the way may ask who we are', async () => {
    const transport = await knowing()
    electron.resolver.tellsWay = async () => 'PROXY proxy.example:3128'
    const answer = transport.send(successor, request)
    ;(await sent(3)).emit('error', needed)
    choose(await page(2))
    respond(await sent(4))
    expect(await answer).toMatchObject({ ok: true })
  })

  it('says nothing about another port of its host', async () => {
    const transport = await knowing()
    void transport.send(successor, { ...request, url: 'https://bank.example:8443/est' })
    await sent(3)
    expect(electron.pages).toHaveLength(1)
  })

  it('that asks no longer is sent the request in another session, which tells', async () => {
    const transport = await knowing()
    const answer = transport.send(successor, request)
    ;(await page(2)).fail()
    const under = await sent(3)
    // The one of the page remembers that there was none to be shown.
    expect(electron.sessions.map(({ cleared }) => cleared)).toEqual([false, true, false])
    expect(under.options.session).toBe(electron.sessions[2])
    respond(under)
    expect(await answer).toMatchObject({ failure: { code: 'bank.certificate-not-asked' } })
  })

  it('that asks for others is told of as that, by the request: no key store has one to show it', async () => {
    const transport = await knowing()
    const answer = transport.send(successor, request)
    for (const [at, of] of [1, 2, 3].entries()) {
      ;(await page(2 + 2 * at)).fail()
      ;(await sent(2 + of)).emit('error', needed)
      ;(await page(3 + 2 * at)).fail()
    }
    expect(await answer).toMatchObject({ failure: { code: 'keystore.certificate-missing' } })
  })

  it('that is not believed any more is told of by the request', async () => {
    const transport = await knowing()
    const answer = transport.send(successor, request)
    ;(await page(2)).fail('net::ERR_CERT_AUTHORITY_INVALID')
    ;(await sent(3)).emit('error', new Error('net::ERR_CERT_AUTHORITY_INVALID'))
    expect(await answer).toMatchObject({ failure: { code: 'bank.untrusted' } })
  })

  it('that does not answer is waited for once, not twice', async () => {
    const transport = await knowing()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const answer = transport.send(successor, request)
    const second = await page(2)
    Object.assign(second, { stop: () => second.fail("ERR_ABORTED (-3) loading 'https://bank.example/'") })
    vi.advanceTimersByTime(3 * 60_000)
    expect(await answer).toMatchObject({ failure: { code: 'bank.timeout' } })
    expect(electron.requests).toHaveLength(2)
  })
})

describe('what is made ready for a certificate to come', () => {
  it('is a page of nothing, by which nothing is sent, in a session that nobody had', async () => {
    const transport = await knowing()
    transport.getReady!(url)
    const ready = await page(2)
    expect(ready.url).toBe('about:blank')
    expect(electron.requests).toHaveLength(2)
    expect(electron.sessions).toHaveLength(2)
    const [first, second] = electron.sessions
    expect([ready.options.webPreferences?.['session'], second]).not.toContain(first)
    let told: { cancel?: boolean } = {}
    second!.beforeRequest!({ webContentsId: ready.id, url, resourceType: 'mainFrame' }, (answer) => (told = answer))
    expect(told.cancel).toBe(true)
  })

  it('is the next certificate’s, once, and goes with its page', async () => {
    const transport = await knowing()
    transport.getReady!(url)
    transport.getReady!(url)
    const ready = await page(2)
    const answer = transport.send(successor, request)
    await vi.waitUntil(() => ready.url === 'https://bank.example/', soon)
    choose(ready)
    const under = await sent(3)
    expect(under.options.session).toBe(electron.sessions[1])
    respond(under)
    expect(await answer).toMatchObject({ ok: true })
    expect([electron.pages.length, ready.closed]).toEqual([2, true])
    transport.forget(successor)
    const again = transport.send(successor, request)
    choose(await page(3))
    respond(await sent(4))
    expect(await again).toMatchObject({ ok: true })
  })

  it('is given no other page before its own is there, and none when that comes too late', async () => {
    const transport = await knowing()
    let come = (): void => undefined
    electron.blank.comes = new Promise((resolve) => (come = resolve))
    transport.getReady!(url)
    const ready = await page(2)
    const answer = transport.send(successor, { ...request, timeout: 20 })
    expect(await answer).toMatchObject({ failure: { code: 'bank.timeout' } })
    expect([ready.url, ready.closed]).toEqual(['about:blank', true])
    come()
  })

  it.each([
    ['nobody’s', nobody, url],
    ['for a server that may do without a page', successor, 'https://other.example/'],
  ])('is not %s', async (_title, identity, to) => {
    const transport = await knowing()
    transport.getReady!(url)
    const ready = await page(2)
    const answer = transport.send(identity, { ...request, url: to })
    await vi.waitUntil(() => electron.sessions.length === 3, soon)
    if (identity === nobody) choose(await page(3))
    respond(await sent(3))
    await answer
    expect(electron.requests.at(-1)!.options.session).toBe(electron.sessions[2])
    expect([ready.url, ready.closed, electron.sessions[1]!.cleared]).toEqual(['about:blank', false, false])
  })

  it('is nothing where the server was never asked by a page, as from Electron 44 on', async () => {
    const transport = await open()
    transport.getReady!(url)
    expect([electron.pages, electron.sessions]).toEqual([[], []])
  })

  it('goes when nobody will need it', async () => {
    const transport = await knowing()
    transport.getReady!(url)
    transport.letGo!()
    expect([electron.pages[1]!.closed, electron.sessions[1]!.cleared]).toEqual([true, true])
    transport.letGo!()
    expect(electron.pages).toHaveLength(2)
  })

  it('goes by itself when its user has gone away from the window', async () => {
    const transport = await knowing()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    transport.getReady!(url)
    vi.advanceTimersByTime(10 * 60_000 - 1)
    expect(electron.pages[1]!.closed).toBe(false)
    vi.advanceTimersByTime(1)
    expect(electron.pages[1]!.closed).toBe(true)
    transport.getReady!(url)
    expect(electron.pages).toHaveLength(3)
  })
})
