/** The bank's one TLS port: server authentication for everybody, client certificates for whoever has one. */
import { constants } from 'node:crypto'
import type { RequestListener } from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import { derToPem } from '../../x509/pem.ts'
import { type Authority, makeServerIdentity } from '../ca/authority.ts'

export interface BankServer {
  readonly port: number
  close(): Promise<void>
}

/** Listens on both loopback addresses, nowhere else. Port 0: any free one. */
export async function listen(
  authority: Authority,
  { host, port, now }: { readonly host: string; readonly port: number; readonly now: number },
  listener: RequestListener,
): Promise<BankServer> {
  const { key, certificate } = await makeServerIdentity(authority, host, now)
  const server = https.createServer(
    {
      key,
      cert: certificate,
      // The names that a client is told: it offers what these issued (RFC 8446, 4.2.4).
      ca: [derToPem(authority.issuing), derToPem(authority.root)],
      requestCert: true,
      // Answered with words instead of a broken handshake; every service judges the peer itself.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      // No resumption: every connection proves possession of its key anew.
      secureOptions: constants.SSL_OP_NO_TICKET,
    },
    listener,
  )
  const chosen = await listenOn(server, port, '127.0.0.1')
  // The same port on ::1, where there is one: browsers try it first for `localhost`.
  const v6 = net.createServer((socket) => server.emit('connection', socket))
  const hasV6 = await listenOn(v6, chosen, '::1').then(() => true, () => false)
  return {
    port: chosen,
    async close() {
      if (hasV6) v6.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listenOn(server: net.Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
