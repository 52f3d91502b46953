/** What a window may truthfully say about the server that is asked next. */
import type { Purpose } from '../renewal/machine/machine.ts'
import type { Clock, Question } from '../renewal/ports.ts'
import { type Protocol, protocolFor } from './choose-protocol.ts'

interface DestinationPorts {
  readonly estUrl: string | undefined
  readonly cmpUrl: string | undefined
  readonly preferred: Protocol
  /** Which protocol a request of this purpose will go by. */
  readonly speaks: (purpose: Purpose) => Promise<Protocol>
  /** When a server at this address last showed in a TLS handshake that it is the bank's (ms since the epoch). */
  readonly verifiedAt: (url: string) => number | undefined
  readonly clock: Clock
}

/** As a confirmation shows it. */
export interface AskedServer {
  readonly bankHost: string
  readonly bankVerified: boolean
}

export interface Destination {
  /** A new preparation begins: what servers showed before it does not count for the first confirmation. */
  prepare(): void
  of(question: Question, purpose: Purpose): Promise<AskedServer>
  /** The host that a renewal of this certificate will ask, before there is any. */
  hostFor(current: { readonly notAfter: number }): string
}

export function createDestination(ports: DestinationPorts): Destination {
  const { estUrl, cmpUrl, preferred, speaks, verifiedAt, clock } = ports
  let prepared = Infinity
  const addressOf = (protocol: Protocol): string => (protocol === 'cmp' ? (cmpUrl ?? estUrl) : (estUrl ?? cmpUrl))!
  return {
    prepare: () => void (prepared = clock()),
    async of(question, purpose) {
      const url = addressOf(await speaks(purpose))
      const shown = verifiedAt(url) ?? -Infinity
      // At the second one the request has been answered; an acquisition is not prepared.
      const since = question === 'installation' ? 0 : purpose.kind === 'renewal' ? prepared : Infinity
      return { bankHost: new URL(url).host, bankVerified: shown >= since }
    },
    hostFor: ({ notAfter }) => new URL(addressOf(protocolFor(preferred, notAfter, clock()))).host,
  }
}
