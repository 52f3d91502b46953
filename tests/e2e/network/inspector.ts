/** A proxy that inspects TLS: whatever host is asked for is answered under a root of the company's, and read on the way. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { startProxy } from './connect-proxy.ts'

export interface Inspector {
  readonly port: number
  /** PEM */
  readonly root: string
  /** The paths that were asked for, in clear. */
  readonly read: readonly string[]
  close(): void
}

/** @param bankAnchors PEM, whom the proxy itself believes */
export async function startInspector(folder: string, bankAnchors: string): Promise<Inspector> {
  const at = (name: string): string => path.join(folder, `inspector-${name}`)
  const make = (...args: string[]) =>
    execFileSync('openssl', ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '2', ...args], {
      stdio: 'ignore',
    })
  make('-subj', '/CN=Company Root', '-keyout', at('root.key'), '-out', at('root.pem'))
  const leaf = [
    '-addext',
    'subjectAltName=DNS:localhost',
    '-addext',
    'basicConstraints=critical,CA:FALSE',
    '-addext',
    'extendedKeyUsage=serverAuth',
  ]
  make(
    '-subj',
    '/CN=localhost',
    ...leaf,
    '-CA',
    at('root.pem'),
    '-CAkey',
    at('root.key'),
    '-keyout',
    at('key'),
    '-out',
    at('pem'),
  )

  const read: string[] = []
  const server = https.createServer(
    { key: readFileSync(at('key')), cert: readFileSync(at('pem')) },
    (request, answer) => {
      const { method, url: asked = '/', headers } = request
      read.push(asked)
      const onwards = https.request(`https://${headers.host}${asked}`, { method, headers, ca: bankAnchors }, (told) => {
        answer.writeHead(told.statusCode ?? 502, told.headers)
        told.pipe(answer)
      })
      onwards.on('error', () => answer.destroy())
      request.pipe(onwards)
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await startProxy({ divertTo: (server.address() as AddressInfo).port })
  return {
    port: proxy.port,
    root: readFileSync(at('root.pem'), 'utf8'),
    read,
    close() {
      proxy.close()
      server.closeAllConnections()
      server.close()
    },
  }
}
