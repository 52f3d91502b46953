import type { HttpRequest, Identity, Transport } from '../../../bank/transport/http.ts'
import type { Clock } from '../../../renewal/ports.ts'
import type { Exchange } from '../session.ts'

export interface Recording<Any extends Transport> {
  readonly transport: Any
  /** What is exchanged while this is done, in its order. */
  during<T>(work: () => Promise<T>): Promise<readonly [T, readonly Exchange[]]>
}

/** The app's transport, with what goes through it kept in memory. No header with a password is kept. */
export function recording<Any extends Transport>(transport: Any, clock: Clock): Recording<Any> {
  let current: Exchange[] = []
  return {
    transport: {
      ...transport,
      async send(identity: Identity, request: HttpRequest) {
        const answer = await transport.send(identity, request)
        const { authorization: _, ...headers } = request.headers
        const { method, url, body } = request
        current.push({ identity, request: { method, url, headers, ...(body && { body }) }, answer, at: clock() })
        return answer
      },
    },
    async during(work) {
      const before = current
      const own: Exchange[] = []
      current = own
      try {
        return [await work(), own]
      } finally {
        before.push(...own)
        current = before
      }
    },
  }
}
