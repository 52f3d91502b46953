/**
 * The way to a server, decided once for a request and kept to: a PAC file may give another answer each time it is asked, one
 * to us, who judge a proxy by it, and one to Chromium, which speaks to that proxy.
 */
import { app, type ProxyConfig, type Session, session } from 'electron'
import { alsoBelieve, type TrustOptions } from '../transport/server-trust.ts'
import { startDeadline } from '../transport/deadline.ts'

/** Proxies in turns, as a PAC file names them: `HTTPS proxy.example:3129;PROXY proxy.example:8080;DIRECT`. */
export type Way = string

export interface Ways {
  /**
   * As it is now, by the system, its PAC file or policy.
   *
   * @param patience ms; a PAC file may run without an end
   * @returns undefined where it is not known in time
   */
  to(url: string, patience: number): Promise<Way | undefined>
}

/**
 * For a session by which something else than a bank is asked: it signs in nowhere as the system's user, who would be known to
 * every server of Windows' intranet zone that asks, and believes whom Chromium believes, and the network's roots.
 */
export function prepareForOthers(own: Session, { networkRoots = [], clock }: Believed): void {
  own.allowNTLMCredentialsForDomains('nobody.invalid')
  alsoBelieve(own, networkRoots, clock)
}

/**
 * Has a session go by these settings from now on. Electron says so while they are on their way to Chromium's network process,
 * where one request in fifty still went by the former ones; told to begin anew, it has them.
 */
export async function goBy(own: Session, proxy: ProxyConfig): Promise<void> {
  await own.setProxy(proxy)
  await own.forceReloadProxyConfig()
}

type Believed = Pick<TrustOptions, 'networkRoots' | 'clock'>

interface WayOptions extends Believed {
  /** Instead of the operating system's proxy. */
  readonly proxy?: ProxyConfig | undefined
}

let count = 0

/** Asked of a session of its own, by which nothing is sent but the request for a PAC file. */
export function openWays({ proxy, ...believed }: WayOptions): Ways {
  let opened: Promise<Session> | undefined

  async function open(): Promise<Session> {
    const own = session.fromPartition(`ways-${count++}`, { cache: false })
    prepareForOthers(own, believed)
    if (proxy !== undefined) await goBy(own, proxy)
    return own
  }

  return {
    async to(url, patience) {
      const own = await (opened ??= open())
      const way = await within(patience, own.resolveProxy(url))
      if (way === undefined) endPacFiles()
      return way
    },
  }
}

/**
 * One process of Chromium's runs all PAC files, one after the other: one without an end keeps every other from being asked,
 * also in the next network, until that process ends. Chromium starts another one where it is needed.
 */
function endPacFiles(): void {
  for (const { pid, serviceName } of app.getAppMetrics()) {
    if (serviceName === pacService) endProcess(pid)
  }
}

const pacService = 'proxy_resolver.mojom.ProxyResolverFactory'

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const deadline = startDeadline(ms, () => resolve(undefined))
    void work.then(resolve, reject).finally(() => deadline.end())
  })
}

/** tcpmux, where nothing listens and no ordinary program may. */
const nowhere = 'http://127.0.0.1:1'

/** As a PAC file names them, and as Chromium takes them in its settings. */
const kinds: Readonly<Record<string, string>> = { PROXY: 'http', HTTPS: 'https', SOCKS: 'socks4', SOCKS5: 'socks5' }

/**
 * For a session that asks servers of one scheme: this way, and no other. What Chromium asks for by itself is asked for by
 * http, whoever answers names it in a certificate (authority information access, RFC 5280 4.2.2.1), and nobody here needs
 * it: from a session for https that leads nowhere.
 */
export function keepingTo(way: Way, url: string): ProxyConfig {
  const proxies = turnsOf(way).flatMap((turn) => {
    if (turn === 'DIRECT') return ['direct://']
    const found = /^(PROXY|HTTPS|SOCKS5?) ((?:[\w.-]+|\[[\da-fA-F:.]+\]):\d+)$/.exec(turn)
    return found === null ? [] : [`${kinds[found[1]!]!}://${found[2]!}`]
  })
  const rule = `${new URL(url).protocol.replace(':', '')}=${proxies.length === 0 ? nowhere : proxies.join(',')}`
  const isPlain = rule.startsWith('http=')
  return {
    mode: 'fixed_servers',
    proxyRules: isPlain ? rule : `${rule};http=${nowhere}`,
    // The way to this computer itself is decided by then, too.
    proxyBypassRules: '<-loopback>',
  }
}

/** Is the proxy spoken to over TLS on this way, whenever it is spoken to? */
export function isEncrypted(way: Way, { host, port }: { readonly host: string; readonly port: number }): boolean {
  // Of an address of IPv6, Chromium writes the brackets into the question, too; others may not.
  const at = `${/^[^[].*:/.test(host) ? `[${host}]` : host}:${port}`
  const turns = turnsOf(way)
  return turns.includes(`HTTPS ${at}`) && !turns.includes(`PROXY ${at}`)
}

const turnsOf = (way: Way): readonly string[] => way.split(';').map((turn) => turn.trim())
