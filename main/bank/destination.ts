/** What a confirmation may truthfully say about the server that is asked next. */
import type { Purpose } from '../renewal/machine/machine.ts'
import type { Clock, Question } from '../renewal/ports.ts'
import type { Protocol } from './choose-protocol.ts'

interface DestinationPorts {
  readonly estUrl: string
  readonly cmpUrl: string | undefined
  /** Which protocol a request of this purpose will go by. */
  readonly speaks: (purpose: Purpose) => Promise<Protocol>
  /** When a server at this address last showed in a TLS handshake that it is the bank's (ms since the epoch). */
  readonly verifiedAt: (url: string) => number | undefined
  readonly clock: Clock
}

export interface Destination {
  /** A new preparation begins: what servers showed before it does not count for the first confirmation. */
  prepare(): void
  of(question: Question, purpose: Purpose): Promise<{ readonly bankHost: string; readonly bankVerified: boolean }>
}

export function createDestination({ estUrl, cmpUrl, speaks, verifiedAt, clock }: DestinationPorts): Destination {
  let prepared: number | undefined
  return {
    prepare: () => void (prepared = clock()),
    async of(question, purpose) {
      const url = cmpUrl !== undefined && (await speaks(purpose)) === 'cmp' ? cmpUrl : estUrl
      const shown = verifiedAt(url)
      // At the second one the request has been answered; an acquisition is not prepared.
      const since = question === 'installation' ? 0 : purpose.kind === 'renewal' ? prepared : undefined
      return {
        bankHost: new URL(url).host,
        bankVerified: shown !== undefined && since !== undefined && shown >= since,
      }
    },
  }
}
