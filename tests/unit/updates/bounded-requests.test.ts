/** What electron-updater leaves open, against an update server that means harm. */
import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { boundRequests } from '../../../main/updates/bounded-requests.ts'
import type { Failure } from '../../../main/renewal/errors.ts'

/** Requests as Electron makes them, by hand. */
function openRequests(longest = 10) {
  const told: Failure[] = []
  const bounds = boundRequests({ longest, stopped: (why) => void told.push(why) })
  const made: (EventEmitter & { isAborted: boolean; answer: (answer: EventEmitter) => void })[] = []
  function ask(hear?: () => void) {
    const answers: EventEmitter[] = []
    const request = bounds.create(
      (_options, answer) => {
        const one = Object.assign(new EventEmitter(), {
          isAborted: false,
          abort: () => void (one.isAborted = true),
          answer,
        })
        made.push(one)
        return one
      },
      {},
      hear ?? ((answer: EventEmitter) => void answers.push(answer)),
    )
    return { request, answers }
  }
  /** As electron-updater follows. */
  function redirect(headers: object = {}) {
    made.at(-1)!.emit('redirect', 302, 'GET', 'https://elsewhere.example/x', headers)
    return ask()
  }
  return { bounds, told, made, ask, redirect }
}
const soon = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a package', () => {
  it('that never ends is given up where it gets longer than signed, whether or not a length was told', () => {
    const { told, ask } = openRequests(10)
    const { request, answers } = ask()
    const answer = new EventEmitter()
    request.answer(answer)
    expect(answers).toEqual([answer])
    answer.emit('data', Buffer.alloc(10))
    expect(told).toEqual([])
    expect(request.isAborted).toBe(false)
    answer.emit('data', Buffer.alloc(1))
    answer.emit('data', Buffer.alloc(1))
    expect(told).toMatchObject([{ code: 'update.wrong-package', cause: 'longer than signed' }])
    expect(request.isAborted).toBe(true)
  })

  it('is looked for at five other places, and not for ever', async () => {
    const { told, made, ask, redirect } = openRequests()
    ask()
    for (let count = 0; count < 5; count++) redirect()
    expect(told).toEqual([])
    redirect()
    await soon()
    expect(told).toMatchObject([{ code: 'update.download-failed', retry: 'later', cause: 'too many redirects' }])
    expect(made.at(-1)!.isAborted).toBe(true)
  })

  it('is not looked for any more after a redirect of thousands of headers, each of which stops the app for seconds', async () => {
    const { told, made, ask, redirect } = openRequests()
    ask()
    const headers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, ['y']]))
    redirect(headers(500))
    expect(told).toEqual([])
    redirect(headers(501))
    await soon()
    expect(told).toMatchObject([{ code: 'update.download-failed', cause: 'too many headers' }])
    expect(made.at(-1)!.isAborted).toBe(true)
  })

  it('is not looked for where its server leads to no address, or to one of another kind: nobody else caught that', () => {
    const cannotFollow = (): never => {
      throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' })
    }
    const failed = {
      code: 'update.download-failed',
      retry: 'later',
      cause: expect.stringContaining('ERR_INVALID_URL') as string,
    }
    const led = openRequests()
    const { request } = led.ask()
    request.on('redirect', cannotFollow)
    request.emit('redirect', 302, 'GET', 'file:///x', {})
    expect(led.told).toMatchObject([failed])
    expect(request.isAborted).toBe(true)

    // A server may say where to go and answer all the same.
    const answered = openRequests()
    const other = answered.ask(cannotFollow)
    other.request.answer(new EventEmitter())
    expect(answered.told).toMatchObject([failed])
    expect(other.request.isAborted).toBe(true)
  })

  it('of which the download is stopped comes no further, and is told once', async () => {
    const { bounds, told, made, ask } = openRequests()
    ask()
    const busy: Failure = { code: 'update.busy', retry: 'later' }
    bounds.stop(busy)
    bounds.stop({ ...busy, code: 'update.download-failed' })
    expect(made[0]!.isAborted).toBe(true)
    ask()
    await soon()
    expect(made[1]!.isAborted).toBe(true)
    expect(told).toEqual([busy])
  })
})
