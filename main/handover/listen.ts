/** The app's side: takes on what an unattended run beside it was started for. */
import net from 'node:net'
import { type Failure, failure, type Result } from '../renewal/errors.ts'
import type { Address } from './address.ts'
import { jsonLines } from './json-lines.ts'
import { type Answer, anyRequest, largest, type Request, requestSchema, type Times, usualTimes } from './messages.ts'

export interface Taker {
  /** Of the app. */
  readonly version: string
  /**
   * Takes a run on, one at a time.
   *
   * @param print called with each of its lines
   * @returns why nothing was done, if so; undefined after the last line
   */
  take(request: Request, print: (line: object) => void): Promise<Failure | undefined>
}

export interface Channel {
  close(): void
}

/** Connections at a time: whoever opens more is not answered. */
const most = 8

/**
 * Listens until it is closed. A peer that says nothing, too much, or nothing that makes sense is cut off, and one that goes
 * away takes nothing back: what was begun goes on to its end.
 */
export async function listenForRuns(
  address: Address,
  taker: Taker,
  times: Times = usualTimes,
): Promise<Result<Channel>> {
  const prepared = address.prepare()
  if (!prepared.ok) return prepared
  let isWorking = false
  const server = net.createServer((socket) => serve(socket))
  server.maxConnections = most

  function serve(socket: net.Socket): void {
    const read = jsonLines(largest.request)
    let isAsked = false
    // A peer that vanishes is no news.
    socket.on('error', () => socket.destroy())
    const late = setTimeout(() => socket.destroy(), times.request)
    socket.once('close', () => clearTimeout(late))
    socket.on('data', (bytes) => {
      const lines = isAsked ? undefined : read(bytes)
      // One request, and nothing behind it.
      if (lines === undefined || lines.length > 1) return void socket.destroy()
      if (lines.length === 0) return
      isAsked = true
      clearTimeout(late)
      void answer(socket, lines[0])
    })
  }

  async function answer(socket: net.Socket, asked: unknown): Promise<void> {
    const say = (what: Answer): void => {
      if (!socket.writable) return
      // Whoever asks and does not read is not waited for.
      if (socket.writableLength > largest.answers) socket.destroy()
      else socket.write(`${JSON.stringify(what)}\n`)
    }
    const refuse = ({ code, retry, cause }: Failure): void =>
      say({ type: 'refused', failure: { code, retry, ...(cause === undefined ? {} : { cause }) } })
    const known = anyRequest.safeParse(asked)
    const request = requestSchema.safeParse(asked)
    if (known.success && known.data.version !== taker.version) {
      const cause = `the app is ${taker.version}, the run ${known.data.version}`
      refuse(failure('handover.other-version', { retry: 'later', cause }).failure)
    } else if (!request.success) {
      return void socket.destroy()
    } else if (isWorking) {
      refuse(failure('handover.work-in-progress', { retry: 'later', cause: 'another run' }).failure)
    } else {
      isWorking = true
      say({ type: 'working' })
      const beat = setInterval(() => say({ type: 'working' }), times.beat)
      try {
        const refused = await taker.take(request.data, (line) => say({ type: 'line', line: { ...line } }))
        if (refused !== undefined) refuse(refused)
      } catch (error) {
        refuse({ code: 'internal', retry: 'later', cause: error instanceof Error ? error.name : 'fault' })
      } finally {
        clearInterval(beat)
        isWorking = false
      }
    }
    const left = setTimeout(() => socket.destroy(), times.request)
    socket.once('close', () => clearTimeout(left))
    socket.end()
  }

  return new Promise((resolve) => {
    server.once('error', ({ code = 'internal' }: NodeJS.ErrnoException) =>
      resolve(failure('handover.untrusted', { retry: 'later', cause: code })),
    )
    server.listen(address.own, () => {
      server.removeAllListeners('error')
      // What goes wrong with one connection ends none of the app.
      server.on('error', () => undefined)
      const channel = { close: () => void server.close() }
      const published = address.publish()
      if (!published.ok) channel.close()
      resolve(published.ok ? { ok: true, value: channel } : published)
    })
  })
}
