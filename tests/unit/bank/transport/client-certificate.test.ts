/** Who gets the bank's certificate, and the bank's cookies: attacks on the transport, with a stand-in for Electron. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConnectionOptions } from '../../../../main/bank/transport/connection.ts'
import type { ProxyChallenge } from '../../../../main/bank/proxy/challenge.ts'
import type { HttpRequest, Identity } from '../../../../main/bank/transport/http.ts'
import {
  offered,
  replaceElectron,
  replacePauses,
  respond,
  type StandInSession,
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

const ours = { kind: 'certificate', thumbprint: thumbprintOf('ours') } as const
const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  timeout: 60_000,
  maximumBody: 1000,
  ...more,
})
const est = 'https://bank.example/.well-known/est/simplereenroll'

async function open(options: Partial<ConnectionOptions> = {}) {
  // For each test anew: the module listens to the app once, for all transports.
  const { createTransport } = await import('../../../../main/bank/transport/transport.ts')
  return createTransport({ trust: 'system', clock: Date.now, ...options })
}
const sent = (count: number) => vi.waitUntil(() => electron.requests.length === count && electron.requests.at(-1), soon)

describe('a request that is asked for a certificate without web contents (Electron 44)', () => {
  it('answers its own server with the certificate of its identity, and with no other', async () => {
    const transport = await open()
    const answer = transport.send(ours, request(est))
    const under = await sent(1)
    const asked = electron.askForCertificate('bank.example:443', offered('another', 'ours'))
    expect(asked).toEqual({ answers: [[offered('ours')[0]]], prevented: true })
    respond(under)
    expect(await answer).toMatchObject({ ok: true })
  })

  it.each([
    ['a server of app updates', 'updates.example:443'],
    ['another port of the same host', 'bank.example:8443'],
    ['a proxy on the way', 'proxy.example:3128'],
    ['a host whose name begins alike', 'bank.example.attacker.example:443'],
  ])('gives nothing to %s that asks meanwhile', async (_title, server) => {
    const transport = await open()
    const answer = transport.send(ours, request(est))
    const under = await sent(1)
    expect(electron.askForCertificate(server, offered('ours'))).toEqual({ answers: [[]], prevented: true })
    respond(under)
    // And that question does not count as the bank's own.
    expect(await answer).toMatchObject({ failure: { code: 'bank.certificate-not-asked' } })
  })

  it('gives nothing to anybody while nothing is under way', async () => {
    const transport = await open()
    const answer = transport.send(ours, request(est))
    respond(await sent(1))
    await answer
    expect(electron.askForCertificate('bank.example:443', offered('ours')).answers).toEqual([[]])
  })

  it('gives nothing when it is nobody', async () => {
    const transport = await open()
    const answer = transport.send({ kind: 'anonymous' }, request(est))
    const under = await sent(1)
    expect(electron.askForCertificate('bank.example:443', offered('ours')).answers).toEqual([[]])
    respond(under)
    expect(await answer).toMatchObject({ ok: true })
  })

  it('says without an argument that the certificate is not offered, and fails, not hangs', async () => {
    const transport = await open()
    const answer = transport.send(ours, request(est))
    const broken = { data: 'no certificate at all' }
    for (const look of [1, 2, 3]) {
      const under = await sent(look)
      expect(electron.askForCertificate('bank.example:443', [broken, ...offered('other')]).answers).toEqual([[]])
      under.emit('error', new Error('net::ERR_BAD_SSL_CLIENT_AUTH_CERT'))
    }
    expect(await answer).toMatchObject({ failure: { code: 'keystore.certificate-missing' } })
    expect(pauses).toEqual([1000, 1000])
  })

  it('is the only one of several that is under way, so that each is asked about its own', async () => {
    const transport = await open()
    const theirs = { kind: 'certificate', thumbprint: thumbprintOf('theirs') } as const
    const answers = [transport.send(ours, request(est)), transport.send(theirs, request('https://other.example/'))]
    const first = await sent(1)
    expect(electron.askForCertificate('other.example:443', offered('ours', 'theirs')).answers).toEqual([[]])
    expect(electron.askForCertificate('bank.example:443', offered('ours', 'theirs')).answers).toEqual([offered('ours')])
    respond(first)
    const second = await sent(2)
    expect(electron.askForCertificate('bank.example:443', offered('ours', 'theirs')).answers).toEqual([[]])
    expect(electron.askForCertificate('other.example:443', offered('ours', 'theirs')).answers).toEqual([
      offered('theirs'),
    ])
    respond(second)
    expect(await Promise.all(answers)).toMatchObject([{ ok: true }, { ok: true }])
  })
})

describe('what one server asked for', () => {
  it('says nothing about another: each has to ask for the certificate itself', async () => {
    const transport = await open()
    const first = transport.send(ours, request(est))
    const asking = await sent(1)
    electron.askForCertificate('bank.example:443', offered('ours'))
    respond(asking)
    expect(await first).toMatchObject({ ok: true })
    const second = transport.send(ours, request('https://bank.example:8443/portal/who-am-i'))
    respond(await sent(2))
    expect(await second).toMatchObject({ failure: { code: 'bank.certificate-not-asked' } })
  })
})

describe('a server that was not asked which certificate it wants', () => {
  it('because it asks too late, is told of as that', async () => {
    const transport = await open()
    const answer = transport.send(ours, request(est))
    respond(await sent(1), 403, 'Reason: Cannot perform Post-Handshake Authentication.')
    const cause = expect.stringContaining('after the handshake') as string
    expect(await answer).toMatchObject({ failure: { code: 'bank.certificate-not-asked', cause } })
  })
})

it('two identities, and nobody, have connections of their own to one server, and only one of them is forgotten', async () => {
  const transport = await open()
  const theirs = { kind: 'certificate', thumbprint: thumbprintOf('theirs') } as const
  const session = async (identity: Identity) => {
    const count = electron.requests.length + 1
    const answer = transport.send(identity, request(est))
    const under = await sent(count)
    if (under.options.session !== known.get(identity)) {
      electron.askForCertificate('bank.example:443', offered('ours', 'theirs'))
    }
    respond(under)
    expect(await answer).toMatchObject({ ok: true })
    return under.options.session
  }
  const known = new Map<Identity, StandInSession>()
  const everybody: readonly Identity[] = [ours, theirs, { kind: 'anonymous' }]
  for (const identity of everybody) known.set(identity, await session(identity))
  expect(new Set(known.values()).size).toBe(3)
  transport.forget(ours)
  const again = [await session(ours), await session(theirs), await session(everybody[2]!)]
  expect(again.map((one, at) => one === known.get(everybody[at]!))).toEqual([false, true, true])
})

describe('a handshake that the server ends', () => {
  const alert = new Error('net::ERR_SSL_PROTOCOL_ERROR')

  it('once the certificate was shown, is about that one, and does not say that nothing was ever heard', async () => {
    const transport = await open()
    const answer = transport.send(ours, request(est))
    const under = await sent(1)
    electron.askForCertificate('bank.example:443', offered('ours'))
    under.emit('error', alert)
    const cause = 'net::ERR_SSL_PROTOCOL_ERROR after the certificate had been shown'
    expect(await answer).toMatchObject({ failure: { code: 'bank.certificate-refused', retry: 'later', cause } })
  })

  it('without having asked for one, or long after that, is not', async () => {
    const transport = await open()
    const first = transport.send(ours, request(est))
    ;(await sent(1)).emit('error', alert)
    expect(await first).toMatchObject({ failure: { code: 'bank.untrusted' } })
    const shown = transport.send(ours, request(est))
    const asking = await sent(2)
    electron.askForCertificate('bank.example:443', offered('ours'))
    respond(asking)
    expect(await shown).toMatchObject({ ok: true })
    const later = transport.send(ours, request(est))
    ;(await sent(3)).emit('error', alert)
    expect(await later).toMatchObject({ failure: { code: 'bank.untrusted' } })
  })
})

it('a session of the bank’s keeps nothing that a server sends to be kept, and permits nothing', async () => {
  const transport = await open()
  void transport.send(ours, request(est))
  const preventDefault = vi.fn<() => void>()
  const { name, options, watched, permission } = (await sent(1)).options.session
  watched!.get('will-download')!({ preventDefault })
  expect(preventDefault).toHaveBeenCalledOnce()
  // One whose name begins with `persist:` would be on disk.
  expect([name, options]).toEqual([expect.stringMatching(/^bank-\d+$/), { cache: false }])
  const tell = vi.fn<(granted: boolean) => void>()
  permission!.asked(tell)
  expect([tell.mock.calls, permission!.had()]).toEqual([[[false]], false])
})

describe('what a session remembers', () => {
  it('goes with a server that asked for no certificate, and stays where the network broke off', async () => {
    const transport = await open()
    const first = transport.send(ours, request(est))
    respond(await sent(1))
    expect(await first).toMatchObject({ failure: { code: 'bank.certificate-not-asked' } })
    const second = transport.send(ours, request(est))
    ;(await sent(2)).emit('error', new Error('net::ERR_CONNECTION_RESET'))
    expect(await second).toMatchObject({ failure: { code: 'bank.connection-closed' } })
    const third = transport.send(ours, request(est))
    respond(await sent(3))
    await third
    const sessions = electron.requests.map(({ options }) => options.session)
    expect([sessions[1] === sessions[0], sessions[2] === sessions[1]]).toEqual([false, true])
  })
})

describe('a request that has to be on a new connection', () => {
  it('is asked for the certificate again, whatever an earlier one showed', async () => {
    const transport = await open()
    const first = transport.send(ours, request(est))
    const asking = await sent(1)
    electron.askForCertificate('bank.example:443', offered('ours'))
    respond(asking)
    await first
    const again = transport.send(ours, request(est, { fresh: true }))
    respond(await sent(2))
    expect(await again).toMatchObject({ failure: { code: 'bank.certificate-not-asked' } })
    expect(electron.requests[1]!.options.session).not.toBe(asking.options.session)
    expect(electron.sessions[0]!.cleared).toBe(true)
  })
})

describe('cookies', () => {
  it('have a jar for each origin, and are sent where a request says so alone', async () => {
    const transport = await open()
    const portal = transport.send({ kind: 'anonymous' }, request('https://bank.example/portal', { cookies: true }))
    respond(await sent(1))
    const sameHost = transport.send({ kind: 'anonymous' }, request('https://bank.example:8443/cmp'))
    respond(await sent(2))
    const sameOrigin = transport.send({ kind: 'anonymous' }, request(est))
    respond(await sent(3))
    await Promise.all([portal, sameHost, sameOrigin])
    const [first, second, third] = electron.requests.map(({ options }) => options)
    expect(second!.session).not.toBe(first!.session)
    expect(third!.session).toBe(first!.session)
    expect([first, second, third].map((one) => one!.useSessionCookies)).toEqual([true, false, false])
    // It would send cookies whatever else is said.
    expect([first, second, third].map((one) => one!.credentials)).toEqual([undefined, undefined, undefined])

    transport.forget({ kind: 'anonymous' })
    expect(electron.sessions.map(({ cleared }) => cleared)).toEqual([true, true])
  })
})

describe('the page that has Chromium ask (Electron 43 and before)', () => {
  async function primed() {
    const transport = await open()
    const answer = transport.send(ours, request(est))
    const refused = await sent(1)
    refused.emit('error', new Error('net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED'))
    const page = await vi.waitUntil(() => electron.pages[0], soon)
    return { answer, page, session: electron.sessions[0]! }
  }
  const cancelled = (watch: 'beforeRequest' | 'headersReceived', details: object): boolean | undefined => {
    let told: { cancel?: boolean } = {}
    electron.sessions[0]![watch]?.(details, (answer) => (told = answer))
    return told.cancel
  }

  it('fetches its own address and nothing that it names, and is never made of what was answered', async () => {
    const { answer, page } = await primed()
    expect(page.url).toBe('https://bank.example/')
    const prisoner = { sandbox: true, contextIsolation: true, javascript: false, images: false }
    expect(page.options.webPreferences).toEqual({ session: electron.sessions[0], ...prisoner })
    expect(electron.sessions[0]!.headersFilter).toEqual({ urls: ['<all_urls>'], types: ['mainFrame'] })
    const from = { webContentsId: page.id, url: page.url }
    expect(cancelled('beforeRequest', { ...from, resourceType: 'mainFrame' })).toBe(false)
    for (const resourceType of [
      'stylesheet',
      'script',
      'image',
      'font',
      'subFrame',
      'object',
      'xhr',
      'ping',
      'other',
    ]) {
      expect(cancelled('beforeRequest', { ...from, resourceType })).toBe(true)
    }
    const elsewhere = { ...from, url: 'https://elsewhere.example/', resourceType: 'mainFrame' }
    expect(cancelled('beforeRequest', elsewhere)).toBe(true)
    expect(cancelled('headersReceived', { ...from, resourceType: 'mainFrame', statusCode: 200 })).toBe(true)
    // A proxy that wants a ticket asks before the bank can: Chromium answers it by itself.
    expect(cancelled('headersReceived', { ...from, resourceType: 'mainFrame', statusCode: 407 })).toBe(false)
    expect(cancelled('beforeRequest', { url: est, resourceType: 'other' })).toBe(false)

    electron.askForCertificate('bank.example:443', offered('ours'), { id: page.id })
    respond(await sent(2))
    expect(await answer).toMatchObject({ ok: true })
    expect(page.closed).toBe(true)
  })

  it('gives the certificate to its own server alone', async () => {
    const { page } = await primed()
    const framed = electron.askForCertificate('ads.example:443', offered('ours'), { id: page.id })
    expect(framed).toEqual({ answers: [[]], prevented: true })
    const stranger = electron.askForCertificate('bank.example:443', offered('ours'), { id: 99 })
    expect(stranger).toEqual({ answers: [[]], prevented: true })
    page.fail()
    // Nothing is sent without the certificate.
    await vi.waitUntil(() => page.closed, soon)
    const [first] = electron.sessions
    expect(electron.requests.filter(({ options }) => options.session === first)).toHaveLength(1)
  })
})

describe('the page that has Chromium ask, broken off', () => {
  const reset = "ERR_CONNECTION_RESET (-101) loading 'https://bank.example/'"

  async function brokenPage() {
    const transport = await open()
    const answer = transport.send(ours, request(est))
    ;(await sent(1)).emit('error', new Error('net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED'))
    ;(await vi.waitUntil(() => electron.pages[0], soon)).fail(reset)
    return { answer, page: await vi.waitUntil(() => electron.pages[1], soon) }
  }

  it('is loaded once more: nothing was sent yet', async () => {
    const { answer, page } = await brokenPage()
    electron.askForCertificate('bank.example:443', offered('ours'), { id: page.id })
    respond(await sent(2))
    expect(await answer).toMatchObject({ ok: true })
  })

  it('twice is what the network did, and says nothing about the certificate', async () => {
    const { answer, page } = await brokenPage()
    page.fail(reset)
    expect(await answer).toMatchObject({ failure: { code: 'bank.connection-closed', retry: 'later' } })
    expect(electron.pages).toHaveLength(2)
    expect(electron.requests).toHaveLength(1)
  })
})

describe('a proxy that asks anew who we are, of the page that has Chromium ask', () => {
  const challenge = { isProxy: true, host: 'proxy.example', port: 3128, realm: 'r', scheme: 'basic' }
  const known = { username: 'keiri', password: 'goma' }

  /** The page of a first request, and what a proxy that asks it is told. */
  async function askedPage(proxyCredentials: ConnectionOptions['proxyCredentials'] & {}) {
    const transport = await open({ proxyCredentials })
    const answer = transport.send(ours, request(est))
    ;(await sent(1)).emit('error', new Error('net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED'))
    const page = await vi.waitUntil(() => electron.pages[0], soon)
    const ask = (question: object) => {
      const event = { preventDefault: vi.fn<() => void>() }
      return new Promise<unknown[]>((resolve) =>
        page.emit('login', event, {}, question, (...given: unknown[]) => {
          expect(event.preventDefault).toHaveBeenCalledOnce()
          resolve(given)
        }),
      )
    }
    return { answer, page, ask }
  }

  it('is answered as it is for a request, and a web server in its place is not', async () => {
    const { answer, page, ask } = await askedPage(async () => known)
    expect(await ask(challenge)).toEqual(['keiri', 'goma'])
    expect(await ask({ ...challenge, isProxy: false })).toEqual([])
    electron.askForCertificate('bank.example:443', offered('ours'), { id: page.id })
    respond(await sent(2))
    expect(await answer).toMatchObject({ ok: true })
  })

  it('is told as what it is when nobody answers', async () => {
    const { answer, page, ask } = await askedPage(async () => undefined)
    expect(await ask(challenge)).toEqual([undefined, undefined])
    page.fail(" (-111) loading 'https://bank.example/'")
    expect(await answer).toMatchObject({ failure: { code: 'network.proxy-authentication' } })
  })
})

describe('the sign-in of the system’s user', () => {
  it('is for no server, also in Windows’ intranet zone', async () => {
    const transport = await open()
    void transport.send({ kind: 'anonymous' }, request(est))
    await sent(1)
    const asking: readonly StandInSession[] = [...electron.sessions, electron.resolver]
    expect(asking.map(({ ticketsFor }) => ticketsFor)).toEqual(['nobody.invalid', 'nobody.invalid'])
  })
})

describe('a proxy that asks who we are', () => {
  it.each([
    ['PROXY proxy.example:3128', false],
    ['HTTPS proxy.example:3128', true],
    ['HTTPS other.example:3128; PROXY proxy.example:3128', false],
    ['HTTPS proxy.example:3128; PROXY proxy.example:3128', false],
    ['DIRECT', false],
  ])('is told apart by its scheme, and by whether it is spoken to over TLS (%s)', async (proxies, encrypted) => {
    const challenges: ProxyChallenge[] = []
    const proxyCredentials = async (challenge: ProxyChallenge) => (challenges.push(challenge), undefined)
    const transport = await open({ proxyCredentials })
    electron.resolver.tellsWay = async () => proxies
    const answer = transport.send({ kind: 'anonymous' }, request(est))
    const under = await sent(1)
    const told = new Promise((resolve) =>
      under.emit('login', { isProxy: true, host: 'proxy.example', port: 3128, realm: 'r', scheme: 'basic' }, resolve),
    )
    await told
    const proxy = { host: 'proxy.example', port: 3128, realm: 'r', scheme: 'basic' }
    expect(challenges).toEqual([{ ...proxy, encrypted, refused: false }])
    under.emit('error', new Error('net::ERR_TUNNEL_CONNECTION_FAILED'))
    expect(await answer).toMatchObject({ failure: { code: 'network.proxy-authentication' } })
  })
})

describe('a proxy’s question that fails', () => {
  it('ends its own request alone: the network stack gets an answer, and no other request waits', async () => {
    const asked = vi.fn<() => Promise<never>>(() => Promise.reject(new Error('the window is gone')))
    const transport = await open({ proxyCredentials: asked })
    const challenge = { isProxy: true, host: 'proxy.example', port: 3128, realm: 'r', scheme: 'basic' }
    const answer = transport.send({ kind: 'anonymous' }, request(est))
    const under = await sent(1)
    const told = await new Promise<unknown[]>((resolve) =>
      under.emit('login', challenge, (...given: unknown[]) => resolve(given)),
    )
    expect(told).toEqual([undefined, undefined])
    expect(asked).toHaveBeenCalledOnce()
    under.emit('error', new Error('net::ERR_TUNNEL_CONNECTION_FAILED'))
    expect(await answer).toMatchObject({ failure: { code: 'network.proxy-authentication' } })
    const other = transport.send({ kind: 'anonymous' }, request(est))
    respond(await sent(2))
    expect(await other).toMatchObject({ ok: true })
  })
})

describe('what the transport tells of its way and its servers', () => {
  it('is the way of the sessions by which a bank is reached, not of the pages', async () => {
    const transport = await open()
    electron.resolver.tellsWay = async () => 'PROXY proxy.example:3128'
    expect(await transport.way(est)).toBe('PROXY proxy.example:3128')
    const answer = transport.send({ kind: 'anonymous' }, request(est))
    expect((await sent(1)).options.session.proxy?.proxyRules).toContain('https=http://proxy.example:3128;')
    respond(electron.requests[0]!)
    await answer
  })

  it('is when an origin last answered over TLS, whatever it said, and nothing of one that did not', async () => {
    const clock = () => 1234
    const transport = await open({ clock })
    const answer = transport.send({ kind: 'anonymous' }, request(est))
    respond(await sent(1), 503)
    await answer
    expect(transport.verifiedAt('https://bank.example/other')).toBe(1234)
    const broken = transport.send({ kind: 'anonymous' }, request('https://bank.example:8443/cmp'))
    ;(await sent(2)).emit('error', new Error('net::ERR_CERT_AUTHORITY_INVALID'))
    await broken
    expect(transport.verifiedAt('https://bank.example:8443/cmp')).toBeUndefined()
  })
})
