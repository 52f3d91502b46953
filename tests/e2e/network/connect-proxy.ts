/** A real HTTP proxy on loopback: CONNECT (RFC 9110 9.3.6) with Basic authentication, and a PAC file. */
import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export interface ConnectProxy {
  readonly port: number
  /** Tunnels that were opened. */
  readonly tunnels: readonly string[]
  /** How often the PAC file was fetched. */
  readonly pacRequests: () => number
  /** The credentials that were offered, `user:password`. */
  readonly offered: readonly string[]
  close(): void
}

interface ProxyOptions {
  /** `user:password`; without it everybody may pass. */
  readonly credentials?: string
  /** Asks again, once, on the second connection of whoever has signed in: as one does whose sign-ins run out. */
  readonly asksAnew?: boolean
  /** Where every tunnel really ends, for a proxy that takes the bank's place. */
  readonly divertTo?: number
  /** The port of a proxy that was closed and comes back. */
  readonly port?: number
}

const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/

export async function startProxy({
  credentials,
  asksAnew = false,
  divertTo,
  port: wanted = 0,
}: ProxyOptions = {}): Promise<ConnectProxy> {
  const tunnels: string[] = []
  const offered: string[] = []
  const sockets = new Set<Duplex>()
  let pacRequests = 0
  let signedIn = 0
  const server = http.createServer((_request, answer) => {
    pacRequests++
    const { port } = server.address() as AddressInfo
    answer.setHeader('content-type', 'application/x-ns-proxy-autoconfig')
    answer.end(`function FindProxyForURL(url, host) { return 'PROXY 127.0.0.1:${port}' }`)
  })
  server.on('connect', (request, socket) => {
    sockets.add(socket)
    // Of whoever is ended, or closed, while it is being told.
    socket.on('error', () => socket.destroy())
    const sent = /^Basic (.+)$/.exec(request.headers['proxy-authorization'] ?? '')?.[1]
    const told = sent === undefined ? undefined : Buffer.from(sent, 'base64').toString()
    if (told !== undefined) offered.push(told)
    signedIn = told === undefined ? 0 : signedIn + 1
    const isForgotten = asksAnew && signedIn === 2
    if (credentials !== undefined && (told !== credentials || isForgotten)) {
      // Real proxies put Japanese into headers, which Latin-1 has no room for.
      const headers = [
        'Proxy-Authenticate: Basic realm="company proxy"',
        'X-Reason: 認証が必要です',
        'Content-Length: 0',
      ]
      return void socket.end(['HTTP/1.1 407 Proxy Authentication Required', ...headers, '', ''].join('\r\n'))
    }
    tunnels.push(request.url ?? '')
    const { hostname, port } = new URL(`https://${request.url}`)
    // No test leaves this machine.
    if (divertTo === undefined && !loopback.test(hostname)) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    const far = net.connect(divertTo ?? Number(port), hostname.replace(/^\[|\]$/g, ''), () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      far.pipe(socket).pipe(far)
    })
    sockets.add(far)
    far.on('error', () => socket.destroy())
    socket.on('error', () => far.destroy())
  })
  server.listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    tunnels,
    offered,
    pacRequests: () => pacRequests,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
