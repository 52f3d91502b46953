/**
 * Bounds for electron-updater's requests. It counts bytes only where a length was told, and redirects not at all; who
 * cancels a download ends none of its requests; and an address that it cannot follow, such as `file:` or what is none, it
 * answers by an exception that nobody would catch.
 */
import type { Failure } from '../renewal/errors.ts'

interface Answer {
  on(event: 'data', listener: (part: { readonly length: number }) => void): unknown
}

interface Sent {
  // oxlint-disable-next-line typescript/no-explicit-any
  on(event: string, listener: (...told: any[]) => void): unknown
  abort(): void
}

interface Bounds {
  /** Bytes of a body. */
  readonly longest: number
  /** Told why, once: the last request is ended already. */
  readonly stopped: (why: Failure) => void
}

export interface BoundRequests {
  /** @param create as the executor would @param options for it @param answered by whom the answer is read */
  create<Request extends Sent>(create: Create<Request>, options: object, answered: Answered): Request
  /** Ends the request under way, and each that follows. */
  stop(why: Failure): void
}

// oxlint-disable-next-line typescript/no-explicit-any
type Answered = (answer: any) => void
type Create<Request> = (options: object, answered: Answered) => Request

/** Where a package lies: many a server leads to another one, which leads no further. */
const maximumRedirects = 5
/** An honest answer has a few dozen; for some ten thousand Electron itself takes seconds. */
const maximumHeaders = 500

export function boundRequests({ longest, stopped }: Bounds): BoundRequests {
  let requests = 0
  let isStopped = false
  let last: Sent | undefined

  function stop(why: Failure): void {
    if (isStopped) return
    isStopped = true
    last?.abort()
    stopped(why)
  }

  const unreachable = (cause: string): Failure => ({ code: 'update.download-failed', retry: 'later', cause })

  const caught =
    <Told extends unknown[]>(listener: (...told: Told) => void) =>
    (...told: Told): void => {
      try {
        listener(...told)
      } catch (error) {
        stop(unreachable(`an address that cannot be followed: ${(error as { code?: string }).code ?? 'not https'}`))
      }
    }

  return {
    stop,
    create(create, options, answered) {
      let length = 0
      const request = create(options, (answer: Answer) => {
        answer.on('data', (part) => {
          length += part.length
          if (length > longest) stop({ code: 'update.wrong-package', retry: 'never', cause: 'longer than signed' })
        })
        caught(answered)(answer)
      })
      const on = request.on.bind(request)
      request.on = (event, listener) => on(event, event === 'redirect' ? caught(listener) : listener)
      request.on('redirect', (_status: number, _method: string, _url: string, headers: object) => {
        if (Object.keys(headers).length > maximumHeaders) stop(unreachable('too many headers'))
      })
      last = request
      if (++requests > maximumRedirects + 1) stop(unreachable('too many redirects'))
      // Whoever asked sends it all the same, after this.
      if (isStopped) process.nextTick(() => request.abort())
      return request
    },
  }
}
