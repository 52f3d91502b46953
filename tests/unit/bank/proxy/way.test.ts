/** Attacks of whoever writes the PAC file, or answers in a server's place, on the way to it: with a stand-in for Electron. */
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { HttpRequest } from '../../../../main/bank/transport/http.ts'
import type { ProxyChallenge } from '../../../../main/bank/proxy/challenge.ts'
import { replaceElectron, respond, type StandInSession, soon } from '../transport/electron-stand-in.ts'

let electron: ReturnType<typeof replaceElectron>
beforeEach(() => {
  electron = replaceElectron()
})

const open = async () => {
  const { createTransport } = await import('../../../../main/bank/transport/transport.ts')
  const challenges: ProxyChallenge[] = []
  const proxyCredentials = async (challenge: ProxyChallenge) => (challenges.push(challenge), undefined)
  return { transport: createTransport({ trust: 'system', clock: Date.now, proxyCredentials }), challenges }
}
const nobody = { kind: 'anonymous' } as const
const request = (url: string, timeout = 60_000): HttpRequest => ({
  ...{ method: 'GET', url, headers: {} },
  ...{ timeout, maximumBody: 1000 },
})
const sent = (count: number) => vi.waitUntil(() => electron.requests.length === count && electron.requests.at(-1), soon)
const bank = 'https://bank.example/cacerts'
const nowhere = 'http=http://127.0.0.1:1'

describe('the way to a bank', () => {
  it('is the one that was judged: a PAC file that says HTTPS to us has nothing else to say to Chromium', async () => {
    const answers = ['HTTPS proxy.example:3128', 'PROXY proxy.example:3128']
    const tellsWay = vi.fn(async () => answers.shift()!)
    electron.resolver.tellsWay = tellsWay
    const { transport, challenges } = await open()
    const answer = transport.send(nobody, request(bank))
    const under = await sent(1)
    const question = { isProxy: true, host: 'proxy.example', port: 3128, realm: 'r', scheme: 'basic' }
    await new Promise((resolve) => under.emit('login', question, resolve))
    expect(challenges).toMatchObject([{ encrypted: true }])
    expect(electron.sessions.map(({ proxy }) => proxy)).toEqual([
      {
        mode: 'fixed_servers',
        proxyRules: `https=https://proxy.example:3128;${nowhere}`,
        proxyBypassRules: '<-loopback>',
      },
    ])
    expect(tellsWay).toHaveBeenCalledOnce()
    respond(under)
    await answer
  })

  it('is the system’s, or that of policy, and what tells it keeps nothing', async () => {
    const { openWays } = await import('../../../../main/bank/proxy/way.ts')
    const asked = vi.fn(async (url: string) => `PROXY proxy.example:80 for ${url}`)
    electron.resolver.tellsWay = asked
    const [system, policy] = [openWays({ clock: Date.now }), openWays({ clock: Date.now, proxy: { mode: 'direct' } })]
    expect(await system.to(bank, 1000)).toBe(`PROXY proxy.example:80 for ${bank}`)
    const resolver: StandInSession = electron.resolver
    expect([resolver.proxy, resolver.options]).toEqual([undefined, { cache: false }])
    await policy.to(bank, 1000)
    expect(resolver.proxy).toEqual({ mode: 'direct' })
  })

  it('is looked for anew for each request, and is set before anything is sent by it', async () => {
    const { transport } = await open()
    const rules: unknown[] = []
    for (const way of ['', 'DIRECT', 'PROXY one.example:8080;DIRECT', 'SOCKS5 [::1]:1080;SOCKS two.example:1080']) {
      electron.resolver.tellsWay = async () => way
      const answer = transport.send(nobody, request(bank))
      const under = await sent(rules.length + 1)
      rules.push(under.options.session.proxy?.proxyRules)
      respond(under)
      await answer
    }
    expect(rules).toEqual([
      `https=http://127.0.0.1:1;${nowhere}`,
      `https=direct://;${nowhere}`,
      `https=http://one.example:8080,direct://;${nowhere}`,
      `https=socks5://[::1]:1080,socks4://two.example:1080;${nowhere}`,
    ])
  })

  it('leads nowhere where it cannot be read, and to no server beside the one that is asked', async () => {
    const { keepingTo } = await import('../../../../main/bank/proxy/way.ts')
    const rulesOf = (way: string, url = bank) => keepingTo(way, url).proxyRules
    for (const way of [
      '',
      'no PROXY proxy.example:80',
      'PROXY a,direct://:80',
      'QUIC proxy.example:443',
      'PROXY proxy.example',
      'PROXY proxy.example:80x',
      'proxy proxy.example:80',
    ]) {
      expect(rulesOf(way), way).toBe(`https=http://127.0.0.1:1;${nowhere}`)
    }
    expect(rulesOf('SOCKS [2001:DB8::1]:1080')).toBe(`https=socks4://[2001:DB8::1]:1080;${nowhere}`)
    expect(rulesOf('PROXY a;b=c:80;HTTPS proxy.example:443')).toBe(`https=https://proxy.example:443;${nowhere}`)
    expect(rulesOf('DIRECT', 'http://bank.example/cmp')).toBe('http=direct://')
  })

  it('is over TLS to the very proxy that it names so, by name or by address', async () => {
    const { isEncrypted } = await import('../../../../main/bank/proxy/way.ts')
    expect(isEncrypted('HTTPS [2001:db8::1]:443', { host: '[2001:db8::1]', port: 443 })).toBe(true)
    expect(isEncrypted('HTTPS [2001:db8::1]:443', { host: '2001:db8::1', port: 443 })).toBe(true)
    expect(isEncrypted('HTTPS proxy.example:443', { host: 'proxy.example', port: 443 })).toBe(true)
    expect(isEncrypted('HTTPS proxy.example:443', { host: 'proxy.example', port: 8443 })).toBe(false)
    // Whoever answers unencrypted under its address may be another one.
    expect(isEncrypted('HTTPS proxy.example:443 ; PROXY proxy.example:443', { host: 'proxy.example', port: 443 })).toBe(
      false,
    )
    expect(isEncrypted('PROXY [2001:db8::1]:443', { host: '[2001:db8::1]', port: 443 })).toBe(false)
    expect(isEncrypted('HTTPS [::1]:443;PROXY [::1]:443', { host: '[::1]', port: 443 })).toBe(false)
  })

  it('of updates is no sign-in of the system’s user, either', async () => {
    const { prepareForOthers } = await import('../../../../main/bank/proxy/way.ts')
    const own = electron.module.session.fromPartition('electron-updater')
    prepareForOthers(own as never, { clock: Date.now })
    expect(electron.sessions.map(({ ticketsFor }) => ticketsFor)).toEqual(['nobody.invalid'])
  })

  it('that a PAC file never tells has that file ended, which else kept every other one waiting, and nothing else', async () => {
    const { transport } = await open()
    const serviceName = 'proxy_resolver.mojom.ProxyResolverFactory'
    electron.module.app.getAppMetrics = () => [
      { pid: 11 },
      { pid: 12, serviceName },
      { pid: 13, serviceName: 'network.mojom.NetworkService' },
      { pid: 14, serviceName },
    ]
    const kill = vi.spyOn(process, 'kill').mockImplementation((pid) => {
      if (pid === 12) throw new Error('ESRCH')
      return true
    })
    electron.resolver.tellsWay = () => new Promise(() => {})
    await transport.send(nobody, request(bank, 20))
    expect(kill.mock.calls).toEqual([
      [12, 'SIGKILL'],
      [14, 'SIGKILL'],
    ])
    kill.mockClear()
    electron.resolver.tellsWay = async () => 'DIRECT'
    const next = transport.send(nobody, request(bank))
    respond(await sent(1))
    await next
    expect(kill).not.toHaveBeenCalled()
    kill.mockRestore()
  })

  it('that a PAC file never tells ends the request in its time, and keeps no other waiting', async () => {
    const { transport } = await open()
    electron.resolver.tellsWay = () => new Promise(() => {})
    expect(await transport.send(nobody, request(bank, 20))).toMatchObject({
      failure: { code: 'network.proxy-unreachable', retry: 'later' },
    })
    expect(electron.requests).toEqual([])
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const way = transport.way(bank)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await way).toBe('')
    electron.resolver.tellsWay = async () => 'DIRECT'
    const next = transport.send(nobody, request(bank))
    respond(await sent(1))
    expect(await next).toMatchObject({ ok: true })
  })
})
