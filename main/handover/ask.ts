/** The run's side: has the app beside it do what it was started for, and prints what that prints. */
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { done, failure, type Result } from '../renewal/errors.ts'
import type { Address } from './address.ts'
import { jsonLines } from './json-lines.ts'
import { answerSchema, largest, type Request, type Times, usualTimes } from './messages.ts'

/** What a line is to whoever prints it. */
export type Told = 'more' | 'last' | 'no-line'

/** ms between two tries to reach an app that is starting. */
const pace = 100

/**
 * Resolves once the app has told the last line. Fails with what the app refuses it for, with handover.no-answer where it
 * says nothing, or nothing that makes sense, in bounded time, and with handover.untrusted where somebody else may answer.
 *
 * @param print is given each line
 */
export async function askApp(
  address: Address,
  request: Request,
  print: (line: unknown) => Told,
  times: Times = usualTimes,
): Promise<Result<void>> {
  const until = performance.now() + times.reach
  for (;;) {
    const checked = address.check()
    const reached = checked.ok ? await connect(address.path) : checked
    if (reached.ok) return converse(reached.value, request, print, times)
    if (reached.failure.code === 'handover.untrusted' || performance.now() > until) return reached
    await pause(pace)
  }
}

function connect(to: string): Promise<Result<net.Socket>> {
  return new Promise((resolve) => {
    const socket = net.connect(to)
    socket.once('error', ({ code = 'internal' }: NodeJS.ErrnoException) => resolve(noAnswer(code)))
    socket.once('connect', () => resolve({ ok: true, value: socket }))
  })
}

function converse(
  socket: net.Socket,
  request: Request,
  print: (line: unknown) => Told,
  times: Times,
): Promise<Result<void>> {
  return new Promise((resolve) => {
    const read = jsonLines(largest.answer)
    let left: number = largest.answers
    const end = (result: Result<void>): void => {
      clearTimeout(whole)
      clearTimeout(silence)
      socket.destroy()
      resolve(result)
    }
    const whole = setTimeout(() => end(noAnswer('not done in time')), times.whole)
    const silence = setTimeout(() => end(noAnswer('no sign of life')), times.silence)
    socket.on('error', ({ code = 'internal' }: NodeJS.ErrnoException) => end(noAnswer(code)))
    socket.on('close', () => end(noAnswer('ended early')))
    socket.on('data', (bytes) => {
      silence.refresh()
      left -= bytes.length
      const lines = left < 0 ? undefined : read(bytes)
      if (lines === undefined) return end(noAnswer('not an answer'))
      for (const line of lines) {
        const ended = hear(line, print)
        if (ended !== undefined) return end(ended)
      }
    })
    socket.write(`${JSON.stringify(request)}\n`)
  })
}

/** What an answer ends it with; undefined while it goes on. */
function hear(said: unknown, print: (line: unknown) => Told): Result<void> | undefined {
  const answer = answerSchema.safeParse(said)
  if (!answer.success) return noAnswer('not an answer')
  switch (answer.data.type) {
    case 'working':
      return undefined
    case 'refused':
      return { ok: false, failure: answer.data.failure }
    case 'line': {
      const told = print(answer.data.line)
      if (told === 'no-line') return noAnswer('not an answer')
      return told === 'last' ? done : undefined
    }
  }
}

const noAnswer = (cause: string) => failure('handover.no-answer', { retry: 'later', cause })
