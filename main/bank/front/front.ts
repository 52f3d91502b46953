/** What stands in front of a bank, seen from below HTTP: which versions of TLS, which HTTP, and whose certificates it asks for. */
import net from 'node:net'
import tls from 'node:tls'
import { pemToDer } from '../../x509/pem.ts'
import { hostOf } from '../transport/server-names.ts'
import { clientHello, flightReader, type OldVersion, type ServerHello } from './hello.ts'

export interface Front {
  /** Versions that it takes. */
  readonly versions: readonly (OldVersion | 'TLSv1.3')[]
  /** By ALPN, of the newest version; undefined: it chose none. */
  readonly protocol: string | undefined
  /** Does it take who speaks HTTP/1.1 alone, as Koshin does? */
  readonly http1: boolean
  /** What TLS 1.2 tells in the clear; undefined where it is not spoken. */
  readonly hello: ServerHello | undefined
}

/** ms for one connection */
const patience = 10_000
/** Larger than any honest flight. */
const maximumFlight = 256 * 1024

/**
 * Looks at the TLS server of an address, without a proxy and without believing anything. undefined: nobody answers.
 *
 * @param url https
 */
export async function lookAtFront(url: string): Promise<Front | undefined> {
  const { port } = new URL(url)
  const place = { host: hostOf(url), port: port === '' ? 443 : Number(port) }
  const old: (readonly [OldVersion, ServerHello])[] = []
  for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const) {
    const hello = await greet(place, version)
    if (hello !== undefined) old.push([version, hello])
  }
  const newest = await connect(place, { minVersion: 'TLSv1.3', ALPNProtocols: ['h2', 'http/1.1'] })
  if (old.length === 0 && newest === undefined) return undefined
  const hello = old.find(([version]) => version === 'TLSv1.2')?.[1]
  const versions = [...old.map(([version]) => version), ...(newest === undefined ? [] : (['TLSv1.3'] as const))]
  const protocol = newest === undefined ? old.at(-1)?.[1].protocol : newest.protocol
  const http1 = protocol !== 'h2' || (await connect(place, { ALPNProtocols: ['http/1.1'] })) !== undefined
  return { versions, protocol, http1, hello }
}

interface Place {
  readonly host: string
  readonly port: number
}

const asked: Readonly<Record<OldVersion, number>> = { TLSv1: 0x0301, 'TLSv1.1': 0x0302, 'TLSv1.2': 0x0303 }

function greet(place: Place, version: OldVersion): Promise<ServerHello | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect(place)
    const timer = setTimeout(() => end(undefined), patience)
    const read = flightReader(maximumFlight)
    function end(hello: ServerHello | undefined): void {
      clearTimeout(timer)
      socket.destroy()
      resolve(hello?.version === asked[version] ? hello : undefined)
    }
    socket.once('connect', () => socket.write(clientHello(place.host, version)))
    socket.on('data', (part) => {
      try {
        const flight = read(part)
        if (flight === undefined) end(undefined)
        else if (flight.state === 'whole') end(flight.hello)
      } catch {
        end(undefined)
      }
    })
    // What an error ends is closed.
    socket.on('error', () => undefined)
    socket.once('close', () => end(undefined))
  })
}

/** In TLS 1.3 nothing but its being there is told in the clear. */
function connect(
  { host, port }: Place,
  offer: tls.ConnectionOptions,
): Promise<{ readonly protocol: string | undefined } | undefined> {
  return new Promise((resolve) => {
    const socket = tls.connect({
      host,
      port,
      ...(net.isIP(host) === 0 ? { servername: host } : {}),
      ...offer,
      // Nothing is sent, and nothing is believed: whether it is the bank's is asked through the app's own transport.
      rejectUnauthorized: false,
    })
    const timer = setTimeout(() => end(undefined), patience)
    function end(found: { readonly protocol: string | undefined } | undefined): void {
      clearTimeout(timer)
      socket.destroy()
      resolve(found)
    }
    socket.once('secureConnect', () => end({ protocol: socket.alpnProtocol || undefined }))
    // What an error ends is closed.
    socket.on('error', () => undefined)
    socket.once('close', () => end(undefined))
  })
}

/** The roots that TLS is usually believed by (DER): Mozilla's, as Node brings them along. */
export function publicRoots(): readonly Uint8Array[] {
  return tls.rootCertificates.flatMap((pem) => {
    const ders = pemToDer(pem)
    return ders.ok ? ders.value : []
  })
}
