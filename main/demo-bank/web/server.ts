/** The bank's one TLS port: server authentication for everybody, client certificates for whoever has one. */
import { constants } from 'node:crypto'
import type { RequestListener } from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import { derToPem } from '../../x509/pem.ts'
import { makeServerIdentity } from '../ca/authority.ts'
import type { Rollover } from '../ca/rollover.ts'

export interface BankServer {
  readonly port: number
  /** Takes a server certificate of the CA that issues now; open connections keep the old one. */
  renewIdentity(): Promise<void>
  close(): Promise<void>
}

/** Listens on both loopback addresses, nowhere else. Port 0: any free one. */
export async function listen(
  rollover: Rollover,
  {
    host,
    port,
    clock,
    asks,
  }: {
    readonly host: string
    readonly port: number
    readonly clock: () => number
    /** Is the next connection asked for a client certificate? */
    readonly asks: () => boolean
  },
  listener: RequestListener,
): Promise<BankServer> {
  async function identity() {
    const authority = rollover.current()
    const { key, certificate } = await makeServerIdentity(authority, host, clock())
    return {
      key,
      cert: [certificate, ...rollover.serverChain().map(derToPem)].join(''),
      // The names that a client is told: it offers what these issued (RFC 8446, 4.2.4).
      ca: rollover.published().map(derToPem),
    }
  }
  const own = await identity()
  const serverThat = (requestCert: boolean): https.Server =>
    // Answered with words instead of a broken handshake; every service judges the peer itself.
    https.createServer({ ...own, requestCert, rejectUnauthorized: false, ...protocol }, listener)
  const servers = { asking: serverThat(true), silent: serverThat(false) }
  // Neither of the two listens by itself, so neither knows what to close.
  const connections = new Set<net.Socket>()
  const take = (socket: net.Socket): void => {
    // As HTTPS servers that listen by themselves do. Else an answer waits 40 ms for the client's word that it has what TLS 1.3
    // sends after the handshake.
    socket.setNoDelay(true)
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    servers[asks() ? 'asking' : 'silent'].emit('connection', socket)
  }
  const v4 = net.createServer(take)
  const chosen = await listenOn(v4, port, '127.0.0.1')
  // The same port on ::1, where there is one: browsers try it first for `localhost`.
  const v6 = net.createServer(take)
  const hasV6 = await listenOn(v6, chosen, '::1').then(
    () => true,
    () => false,
  )
  return {
    port: chosen,
    async renewIdentity() {
      const renewed = { ...(await identity()), ...protocol }
      for (const server of Object.values(servers)) server.setSecureContext(renewed)
    },
    async close() {
      if (hasV6) v6.close()
      const closed = new Promise((resolve) => v4.close(resolve))
      for (const connection of connections) connection.destroy()
      await closed
    },
  }
}

const protocol = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  // No resumption: every connection proves possession of its key anew.
  secureOptions: constants.SSL_OP_NO_TICKET,
} as const

function listenOn(server: net.Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
