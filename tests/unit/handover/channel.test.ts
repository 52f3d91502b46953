/** The channel between an unattended run and the app, over real sockets, and what either side may meet at its other end. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Address, addressIn } from '../../../main/handover/address.ts'
import { askApp, type Told } from '../../../main/handover/ask.ts'
import { type Channel, listenForRuns, type Taker } from '../../../main/handover/listen.ts'
import { largest, type Request, usualTimes } from '../../../main/handover/messages.ts'
import { failure } from '../../../main/renewal/errors.ts'

const request: Request = { version: '1.2.3', command: 'renew', yes: true, settings: 'a'.repeat(64) }
/** Of a run whose app says nothing. */
const short = { ...usualTimes, reach: 50, silence: 50 }
/** Of an app whose peers say nothing; long enough for one that does, on a machine with much to do. */
const impatient = { ...usualTimes, request: 500 }

let folder = ''
let address: Address
const open: (() => void)[] = []
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-channel-'))
  const found = await addressIn(folder)
  if (!found.ok) throw new Error(found.failure.cause)
  address = found.value
})
afterEach(() => {
  for (const close of open.splice(0)) close()
  rmSync(folder, { recursive: true, force: true })
})

function withResolvers<T>() {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((given) => (resolve = given))
  return { promise, resolve }
}

const toldOf = (line: unknown): Told => ((line as { readonly last?: boolean }).last === true ? 'last' : 'more')

/** The app, which tells two lines unless it is to do something else. */
async function listen(take?: Taker['take'], times = usualTimes): Promise<Channel> {
  const taker = {
    version: '1.2.3',
    take:
      take ??
      (async (_request: Request, print: (line: object) => void) => {
        print({ event: 'step' })
        print({ last: true })
        return undefined
      }),
  }
  const channel = await listenForRuns(address, taker, times)
  if (!channel.ok) throw new Error(channel.failure.code)
  open.push(channel.value.close)
  return channel.value
}

/** A run. @returns its lines and how it ended */
async function ask(asking = request, times = usualTimes) {
  const lines: unknown[] = []
  const print = (line: unknown): Told => {
    lines.push(line)
    return toldOf(line)
  }
  const result = await askApp(address, asking, print, times)
  return { lines, ended: result.ok ? 'done' : result.failure.code, cause: result.ok ? undefined : result.failure.cause }
}

describe('a run and the app', () => {
  it('speak over a socket: the app is told what is wanted, and the run tells the lines of the app', async () => {
    const taken: Request[] = []
    await listen(async (wanted, print) => {
      taken.push(wanted)
      print({ event: 'step', step: '更新' })
      print({ last: true })
      return undefined
    })
    const wanted = { ...request, command: 'retire', thumbprint: 'b'.repeat(64), bank: 'second' } as const
    expect(await ask(wanted)).toMatchObject({ ended: 'done', lines: [{ step: '更新' }, { last: true }] })
    expect(taken).toEqual([wanted])
  })

  it('find each other while the app is still starting', async () => {
    const asked = ask()
    await listen()
    expect((await asked).ended).toBe('done')
  })

  it('part with what the app refuses it for', async () => {
    await listen(async () => failure('handover.other-settings', { retry: 'later', cause: 'why' }).failure)
    expect(await ask()).toEqual({ ended: 'handover.other-settings', cause: 'why', lines: [] })
  })

  it('of two versions do nothing: neither guesses what the other means', async () => {
    await listen()
    const newer = { ...request, version: '2.0.0', more: true } as Request
    expect(await ask(newer)).toMatchObject({ ended: 'handover.other-version', lines: [] })
  })

  it('work at one run at a time; a run that is killed takes nothing back', async () => {
    const began = withResolvers<void>()
    const goOn = withResolvers<void>()
    const finished = withResolvers<void>()
    await listen(async () => {
      began.resolve()
      await goOn.promise
      finished.resolve()
      return undefined
    })
    const killed = net.connect(address.path)
    killed.write(`${JSON.stringify(request)}\n`)
    await began.promise
    expect((await ask()).ended).toBe('handover.work-in-progress')
    killed.destroy()
    goOn.resolve()
    await finished.promise
  })

  it('part where the app breaks, and the next run is taken on again', async () => {
    let times = 0
    await listen(async (_request, print) => {
      times += 1
      if (times === 1) throw new TypeError('of ours')
      print({ last: true })
      return undefined
    })
    expect(await ask()).toMatchObject({ ended: 'internal', cause: 'TypeError' })
    expect((await ask()).ended).toBe('done')
  })
})

describe('the app', () => {
  const peers: readonly [string, string | Buffer][] = [
    ['says nothing', ''],
    ['stops in the middle of a request', '{"version":'],
    ['sends garbage', Buffer.from([0xff, 0x00, 0x0a])],
    ['sends JSON that is no request', '{"version":"1.2.3"}\n'],
    ['sends a request with something beside it', `${JSON.stringify({ ...request, password: 'x' })}\n`],
    ['wants what is not handed over', `${JSON.stringify({ ...request, command: 'enrol' })}\n`],
    ['sends two requests', `${JSON.stringify(request)}\n${JSON.stringify(request)}\n`],
    ['sends more than a request may have', `"${'x'.repeat(largest.request)}`],
  ]
  it.each(peers)('cuts off a peer that %s, and takes the next run on', async (_what, bytes) => {
    let taken = 0
    await listen(async (_request, print) => {
      taken += 1
      print({ last: true })
      return undefined
    }, impatient)
    const peer = net.connect(address.path)
    peer.on('error', () => undefined)
    peer.resume()
    peer.write(bytes)
    await once(peer, 'close')
    expect((await ask()).ended).toBe('done')
    expect(taken).toBe(1)
  })

  it('answers again once a flood of connections is over', async () => {
    await listen(undefined, impatient)
    const flood = Array.from({ length: 200 }, () => net.connect(address.path))
    await Promise.all(
      flood.map(async (peer) => {
        peer.on('error', () => undefined)
        peer.resume()
        await once(peer, 'close')
      }),
    )
    expect((await ask()).ended).toBe('done')
  })

  it('is not held up by a peer that never reads', async () => {
    const told = withResolvers<void>()
    await listen(async (_request, print) => {
      for (let line = 0; line < 100; line += 1) print({ text: 'x'.repeat(100_000) })
      print({ last: true })
      told.resolve()
      return undefined
    }, impatient)
    const peer = net.connect(address.path)
    peer.on('error', () => undefined)
    peer.write(`${JSON.stringify(request)}\n`)
    await told.promise
    peer.resume()
    await once(peer, 'close')
  })

  it('takes the place of what a crash left, and stands on nothing that is not its own', async () => {
    const left = await listen()
    left.close()
    await listen()
    expect((await ask()).ended).toBe('done')
    rmSync(address.path)
    mkdirSync(path.join(folder, 'elsewhere'))
    writeFileSync(path.join(folder, 'elsewhere/file'), 'kept')
    symlinkSync(path.join(folder, 'elsewhere/file'), address.path)
    await listen()
    expect((await ask()).ended).toBe('done')

    const other = await addressIn(path.join(folder, 'elsewhere'))
    if (!other.ok) throw new Error('no address')
    symlinkSync(folder, path.join(folder, 'elsewhere/handover'))
    expect(other.value.prepare()).toMatchObject({ failure: { code: 'handover.untrusted' } })
    rmSync(path.join(folder, 'elsewhere/handover'))
    mkdirSync(path.join(folder, 'elsewhere/handover'))
    writeFileSync(other.value.path, '')
    expect(other.value.prepare()).toMatchObject({ failure: { code: 'handover.untrusted' } })
  })

  it('is found after an update that starts the new one before the old one has ended', async () => {
    const before = await listen(async () => failure('internal').failure)
    await listen()
    before.close()
    expect((await ask()).ended).toBe('done')
  })

  it('listens nowhere else where the path is too long for a socket', async () => {
    const deep = path.join(folder, '更新'.repeat(20))
    mkdirSync(deep)
    const long = await addressIn(deep)
    if (!long.ok) throw new Error('no address')
    const refused = { failure: { code: 'handover.no-answer', cause: 'the path is too long' } }
    const taker = { version: '1.2.3', take: async () => undefined }
    expect(await listenForRuns(long.value, taker)).toMatchObject(refused)
    expect(await askApp(long.value, request, toldOf, short)).toMatchObject(refused)
    expect(readdirSync(folder, { recursive: true })).toEqual([path.basename(deep)])
  })

  it('makes the folder of its socket its own: nobody else may enter it, whoever made it', async () => {
    mkdirSync(path.dirname(address.path), { mode: 0o777 })
    chmodSync(path.dirname(address.path), 0o777)
    await listen()
    expect(address.check()).toEqual({ ok: true, value: undefined })
  })
})

describe('a run', () => {
  /** Something that listens where the app should. */
  async function impostor(answer: (socket: net.Socket) => void): Promise<void> {
    expect(address.prepare().ok).toBe(true)
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined)
      answer(socket)
    })
    server.listen(address.path)
    await once(server, 'listening')
    open.push(() => server.close())
  }

  it('does not wait for ever where nobody listens', async () => {
    expect(await ask(request, short)).toMatchObject({ ended: 'handover.no-answer', cause: 'ENOENT' })
  })

  const line = (what: object) => `${JSON.stringify(what)}\n`
  const answers: readonly [string, (socket: net.Socket) => void][] = [
    ['accepts and hangs', () => undefined],
    ['ends at once', (socket) => socket.destroy()],
    ['breaks off after a line', (socket) => socket.end(line({ type: 'line', line: {} }))],
    ['sends garbage', (socket) => socket.write('GET / HTTP/1.1\r\n\r\n')],
    ['answers as no version of this one does', (socket) => socket.write(line({ type: 'line', line: {}, more: 1 }))],
    ['names a failure that there is not', (socket) => socket.write(line({ type: 'refused', failure: { code: 'x' } }))],
    ['sends a line without an end', (socket) => socket.write('x'.repeat(largest.answer + 1))],
    [
      'never comes to an end',
      (socket) => {
        const beat = `${line({ type: 'working' })}`.repeat(10_000)
        // Nothing is written after an end: each try would fail at once, and call for the next before anything else happens.
        const more = (failed?: Error | null): void => void (failed || socket.write(beat, more))
        more()
      },
    ],
  ]
  it.each(answers)('ends, and says why, where what listens %s', async (_what, answer) => {
    await impostor(answer)
    const { ended, cause } = await ask(request, short)
    expect([ended, typeof cause]).toEqual(['handover.no-answer', 'string'])
  })

  it('ends where the app goes on giving signs of life for longer than any renewal takes', async () => {
    const never = withResolvers<undefined>()
    await listen(() => never.promise, { ...usualTimes, beat: 5 })
    expect(await ask(request, { ...usualTimes, whole: 50 })).toMatchObject({ cause: 'not done in time' })
    never.resolve(undefined)
  })

  it('prints nothing that is no line of a run', async () => {
    await impostor((socket) => socket.write(line({ type: 'line', line: { event: 'x' } })))
    const result = await askApp(address, request, () => 'no-line')
    expect(result).toMatchObject({ failure: { code: 'handover.no-answer', cause: 'not an answer' } })
  })

  it.each([
    ['the folder is open to others', () => chmodSync(path.dirname(address.path), 0o711)],
    [
      'the folder is a link',
      () => {
        const at = path.dirname(address.path)
        mkdirSync(path.join(folder, 'other'), { mode: 0o700 })
        rmSync(at, { recursive: true })
        symlinkSync(path.join(folder, 'other'), at)
      },
    ],
    [
      'the socket is a link',
      () => {
        rmSync(address.path)
        symlinkSync('/run/other.socket', address.path)
      },
    ],
    [
      'the socket is a file',
      () => {
        rmSync(address.path)
        writeFileSync(address.path, '')
      },
    ],
  ])('says nothing where %s', async (_what, change) => {
    let connected = 0
    await impostor(() => void (connected += 1))
    change()
    expect((await ask()).ended).toBe('handover.untrusted')
    expect(connected).toBe(0)
  })

  it('says nothing where the folder or the socket is another user’s', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('only root can give what is its own to another user')
    await impostor(() => undefined)
    chownSync(address.path, 65_534, 65_534)
    expect((await ask()).ended).toBe('handover.untrusted')
    chownSync(address.path, 0, 0)
    chownSync(path.dirname(address.path), 65_534, 65_534)
    expect((await ask()).ended).toBe('handover.untrusted')
  })
})
