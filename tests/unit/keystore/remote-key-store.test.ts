import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRemoteKeyStore } from '../../../main/keystore/process/remote-key-store.ts'
import type { WorkerProcess } from '../../../main/keystore/process/remote-key-store.ts'

const rsa2048 = { algorithm: 'rsa-2048', provider: 'software', confirmUse: false } as const

class FakeWorker implements WorkerProcess {
  readonly sent: { kind: string; id?: number; operation?: string }[] = []
  killed = false
  say: (message: unknown) => void = () => {}
  exit: () => void = () => {}

  send(message: unknown): void {
    this.sent.push(message as FakeWorker['sent'][number])
  }
  onMessage(listener: (message: unknown) => void): void {
    this.say = listener
  }
  onExit(listener: () => void): void {
    this.exit = listener
  }
  kill(): void {
    this.killed = true
  }
  answerLast(value: unknown): void {
    this.say({ id: this.sent.at(-1)?.id, result: { ok: true, value } })
  }
}

const lost = { ok: false, failure: { code: 'keystore.unavailable', retry: 'later' } }

describe('a key store in a process of its own, as the app holds it,', () => {
  let workers: FakeWorker[]
  const open = (patience?: number, notBefore?: Promise<unknown>) =>
    createRemoteKeyStore({
      location: '/home/someone/.pki/nssdb',
      startWorker() {
        workers.push(new FakeWorker())
        return workers.at(-1)!
      },
      ...(patience === undefined ? {} : { patience }),
      ...(notBefore === undefined ? {} : { notBefore }),
    })

  beforeEach(() => {
    workers = []
    vi.useFakeTimers()
  })
  afterEach(() => void vi.useRealTimers())

  it('starts no process before it is needed, then one, told the location first', async () => {
    const store = open()
    expect(workers).toHaveLength(0)
    const listing = store.list()
    expect(workers[0]?.sent[0]).toEqual({ kind: 'open', location: '/home/someone/.pki/nssdb' })
    workers[0]?.answerLast([])
    expect(await listing).toEqual({ ok: true, value: [] })
    const finding = store.findKey('koshin-1')
    workers[0]?.answerLast(undefined)
    expect(await finding).toEqual({ ok: true, value: undefined })
    expect(workers).toHaveLength(1)
  })

  it('lets what comes first be done, and then does what was asked meanwhile, in its order, in one process', async () => {
    let begin = (): void => {}
    const store = open(undefined, new Promise<void>((resolve) => (begin = resolve)))
    void store.list()
    void store.findKey('koshin-1')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(workers).toHaveLength(0)
    begin()
    await vi.advanceTimersByTimeAsync(0)
    void store.listKeys()
    expect(workers).toHaveLength(1)
    expect(workers[0]!.sent.map(({ operation }) => operation)).toEqual([undefined, 'list', 'findKey', 'listKeys'])
  })

  it('gives each call its own answer, whatever their order', async () => {
    const store = open()
    const [first, second] = [store.makeKey('koshin-1', rsa2048), store.makeKey('koshin-2', rsa2048)]
    const [one, two] = workers[0]!.sent.slice(1)
    workers[0]?.say({
      id: two?.id,
      result: { ok: true, value: { publicKey: new Uint8Array([2]), protection: 'other' } },
    })
    workers[0]?.say({
      id: one?.id,
      result: { ok: true, value: { publicKey: new Uint8Array([1]), protection: 'other' } },
    })
    expect(await first).toEqual({ ok: true, value: { publicKey: new Uint8Array([1]), protection: 'other' } })
    expect(await second).toEqual({ ok: true, value: { publicKey: new Uint8Array([2]), protection: 'other' } })
  })

  it('ends a process that has nothing to do, and starts another when there is', async () => {
    const store = open()
    const first = store.list()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(workers[0]?.killed).toBe(false)
    workers[0]?.answerLast([])
    await first
    await vi.advanceTimersByTimeAsync(60_000)
    expect(workers[0]?.killed).toBe(true)
    const again = store.list()
    workers[1]?.answerLast([])
    expect(await again).toEqual({ ok: true, value: [] })
  })

  it('never ends a process for being idle while it is busy, even if it was idle a moment ago', async () => {
    const store = open()
    const first = store.list()
    workers[0]?.answerLast([])
    await first
    await vi.advanceTimersByTimeAsync(19_999)
    const second = store.list()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(workers[0]?.killed).toBe(false)
    workers[0]?.answerLast([])
    expect(await second).toEqual({ ok: true, value: [] })
    expect(workers).toHaveLength(1)
  })

  it('lets a process rest for the whole time after its last answer, not after one before', async () => {
    const store = open()
    for (let round = 0; round < 3; round++) {
      const listing = store.list()
      workers[0]?.answerLast([])
      await listing
      await vi.advanceTimersByTimeAsync(19_999)
    }
    expect(workers).toHaveLength(1)
    expect(workers[0]?.killed).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(workers[0]?.killed).toBe(true)
  })

  it('ends no process while one of several calls waits, and does not give up a call that was answered', async () => {
    const store = open()
    const [first, second] = [store.list(), store.findKey('koshin-1')]
    const [one, two] = workers[0]!.sent.slice(1)
    workers[0]?.say({ id: one?.id, result: { ok: true, value: [] } })
    await first
    await vi.advanceTimersByTimeAsync(100_000)
    expect(workers[0]?.killed).toBe(false)
    workers[0]?.say({ id: two?.id, result: { ok: true, value: undefined } })
    expect(await second).toEqual({ ok: true, value: undefined })
  })

  it('gives up after two minutes without an answer, and says so', async () => {
    const listing = open().list()
    await vi.advanceTimersByTimeAsync(119_999)
    expect(workers[0]?.killed).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(workers[0]?.killed).toBe(true)
    expect(await listing).toMatchObject({ failure: { cause: 'the key store process does not answer' } })
  })

  it('is not troubled by an answer to a question that nobody asked', async () => {
    const store = open()
    const listing = store.list()
    workers[0]?.say({ id: 99, result: { ok: true, value: 'of before' } })
    workers[0]?.answerLast([])
    expect(await listing).toEqual({ ok: true, value: [] })
    await vi.advanceTimersByTimeAsync(119_999)
    expect(workers).toHaveLength(1)
  })

  it('hands failures on as they are', async () => {
    const store = open()
    const cause = 'C_Sign: CKR_USER_NOT_LOGGED_IN'
    const result = { ok: false, failure: { code: 'keystore.locked', retry: 'never', cause } }
    const signing = store.sign({ name: 'koshin-1' }, new Uint8Array(1))
    workers[0]?.say({ id: workers[0].sent.at(-1)?.id, result })
    expect(await signing).toEqual(result)
  })

  it('answers all waiting calls when the process dies, and starts another for the next', async () => {
    const store = open()
    const waiting = [store.list(), store.checkWritable()]
    workers[0]?.exit()
    for (const call of waiting) {
      expect(await call).toMatchObject({ failure: { ...lost.failure, cause: 'the key store process ended' } })
    }
    const next = store.list()
    expect(workers).toHaveLength(2)
    workers[1]?.answerLast([])
    expect(await next).toMatchObject({ ok: true })
  })

  it('is not disturbed by the late end of a process that it gave up', async () => {
    const store = open(1000)
    const slow = store.list()
    vi.advanceTimersByTime(1000)
    expect(await slow).toMatchObject(lost)
    expect(workers[0]?.killed).toBe(true)
    const next = store.list()
    workers[0]?.exit()
    workers[1]?.answerLast([])
    expect(await next).toMatchObject({ ok: true })
  })

  it('gives up a process that talks nonsense', async () => {
    const store = open()
    const listing = store.list()
    workers[0]?.say({ hello: 'world' })
    expect(await listing).toMatchObject({ failure: { cause: 'the key store process sent what is no answer' } })
    expect(workers[0]?.killed).toBe(true)
  })

  it('takes no answer of a wrong shape for a value', async () => {
    const making = open().makeKey('koshin-1', rsa2048)
    workers[0]?.answerLast('not bytes')
    expect(await making).toMatchObject({
      failure: { code: 'internal', cause: 'key store answer to makeKey' },
    })
  })

  it('is unavailable when the process cannot be started', async () => {
    const store = createRemoteKeyStore({
      location: '/nowhere',
      startWorker() {
        throw new Error('no such file')
      },
    })
    expect(await store.list()).toMatchObject({
      failure: { ...lost.failure, cause: 'the key store process cannot be used: no such file' },
    })
  })

  it('gives up a process that takes no message, with all who wait for it', async () => {
    const store = open()
    const first = store.list()
    workers[0]!.send = () => {
      // oxlint-disable-next-line typescript/only-throw-error -- libraries do
      throw 'channel closed'
    }
    const cause = 'the key store process cannot be used: channel closed'
    const second = store.checkWritable()
    for (const call of [first, second]) expect(await call).toMatchObject({ failure: { ...lost.failure, cause } })
    expect(workers[0]!.killed).toBe(true)
  })

  describe('tells a process that it starts anew the passwords that were right,', () => {
    const given = { kind: 'unlock', password: '4711', token: 'Card' }
    const unlocks = (worker: FakeWorker) => worker.sent.filter(({ kind }) => kind === 'unlock')

    async function unlocked() {
      const store = open()
      const unlocking = store.unlock('4711', 'Card')
      workers[0]!.answerLast('unlocked')
      expect(await unlocking).toEqual({ ok: true, value: 'unlocked' })
      workers[0]!.exit()
      return store
    }

    it('each until it is wrong: a token counts', async () => {
      const store = await unlocked()
      void store.list()
      expect(unlocks(workers[1]!)).toMatchObject([given])
      workers[1]!.say({ id: unlocks(workers[1]!)[0]!.id, result: { ok: true, value: 'wrong-password' } })
      workers[1]!.exit()
      void store.list()
      expect(unlocks(workers[2]!)).toEqual([])
    })

    it('and none any more after a call for which the PIN was refused', async () => {
      const store = await unlocked()
      const signing = store.sign({ thumbprint: 'aa'.repeat(32) }, new Uint8Array(1))
      const refused = { ok: false, failure: { code: 'keystore.pin-needed', retry: 'never' } }
      workers[1]!.say({ id: workers[1]!.sent.at(-1)!.id, result: refused })
      expect(await signing).toEqual(refused)
      workers[1]!.exit()
      void store.list()
      expect(unlocks(workers[2]!)).toEqual([])
    })
  })
})
