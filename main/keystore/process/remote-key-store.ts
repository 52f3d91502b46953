import { failure, type Failure, type Result, success } from '../../renewal/errors.ts'
import {
  keyStoreOf,
  keyStoreOperations,
  type Input,
  type OperationName,
  type Outcome,
} from '../../renewal/key-store-operations.ts'
import type { KeyStore } from '../../renewal/ports.ts'
import type { Unlocked } from '../local-key-store.ts'
import { type Answer, answerSchema, type Request, unlockedSchema } from './messages.ts'
import { operations } from './operations.ts'

/**
 * The key store's process as the app sees it: Electron's utility process in the product, a forked Node process in
 * tests. Messages are structured clones, so that bytes stay bytes.
 */
export interface WorkerProcess {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Told once, however the process ended; also when it could not be started. */
  onExit(listener: () => void): void
  kill(): void
}

export interface RemoteKeyStoreOptions {
  /** Which store, in the words of its adapter. */
  readonly location: string
  /** Starts the process of the operating system's adapter (worker.ts in its folder). Called again after a process has died. */
  readonly startWorker: () => WorkerProcess
  /** Until then calls wait, and no process is started: whatever has to come first does not share the processor with it. */
  readonly notBefore?: Promise<unknown>
  /** ms after which a process that does not answer is given up, unless it makes a key, which may take two minutes. */
  readonly patience?: number
  /** ms after which a process that has nothing to do is ended: an app in the tray asks once an hour. */
  readonly idle?: number
}

export interface RemoteKeyStore extends KeyStore {
  /**
   * Opens a store that has a password, until this app ends: the right one is kept in the memory of both processes, and
   * nowhere else.
   *
   * @param token the one whose PIN it is, where the store is one of tokens
   */
  unlock(password: string, token?: string): Promise<Result<Unlocked>>
  close(): void
}

interface Connection {
  readonly worker: WorkerProcess
  readonly waiting: Map<number, (result: Answer['result']) => void>
}

type Asked = { readonly kind: 'call'; readonly operation: OperationName; readonly input: unknown } | Given

interface Given {
  readonly kind: 'unlock'
  readonly password: string
  readonly token?: string
}

/** ms: a TPM needs as long as it needs to find two primes. */
const makingPatience = 120_000

const pinRefused: ReadonlySet<string> = new Set(['keystore.pin-needed', 'keystore.pin-locked'])

/**
 * The operating system's key store, worked on by a process of its own: a foreign function that blocks or crashes takes
 * neither the windows nor Chromium's own use of the same libraries along.
 *
 * Calls that are under way when the process dies answer keystore.unavailable (later: every call may be repeated), and
 * the next call starts a new one.
 */
export function createRemoteKeyStore(options: RemoteKeyStoreOptions): RemoteKeyStore {
  const { location, startWorker, notBefore, patience = 120_000, idle = 20_000 } = options
  let connection: Connection | undefined
  let lastId = 0
  let rest: NodeJS.Timeout | undefined
  /** The right passwords, each as it was given; a store of tokens has several. */
  let known: readonly Given[] = []

  function connect(): Connection {
    const opened: Connection = { worker: startWorker(), waiting: new Map() }
    opened.worker.onMessage((message) => {
      const answer = answerSchema.safeParse(message)
      if (answer.success) settle(opened, answer.data.id, answer.data.result)
      else drop(opened, 'the key store process sent what is no answer')
    })
    opened.worker.onExit(() => drop(opened, 'the key store process ended'))
    connection = opened
    opened.worker.send({ kind: 'open', location } satisfies Request)
    for (const given of known) opened.worker.send({ id: again(opened, given), ...given } satisfies Request)
    return opened
  }

  /** Nobody waits for its answer, but a password that has become wrong is not tried once more: tokens count. */
  function again({ waiting }: Connection, given: Given): number {
    const id = ++lastId
    waiting.set(id, (result) => {
      if (result.ok && result.value !== 'unlocked') known = known.filter((one) => one !== given)
    })
    return id
  }

  function settle({ waiting }: Connection, id: number, result: Answer['result']): void {
    const resolve = waiting.get(id)
    waiting.delete(id)
    resolve?.(result)
    if (waiting.size > 0) return
    clearTimeout(rest)
    rest = setTimeout(() => {
      if (connection?.waiting.size === 0) drop(connection, 'the key store process has nothing to do')
    }, idle)
    rest.unref()
  }

  function drop(dropped: Connection, cause: string): void {
    if (connection === dropped) connection = undefined
    const lost: Failure = { code: 'keystore.unavailable', retry: 'later', cause }
    for (const id of [...dropped.waiting.keys()]) settle(dropped, id, { ok: false, failure: lost })
    dropped.worker.kill()
  }

  function patienceFor(call: Asked): number {
    const makes = call.kind === 'call' && keyStoreOperations[call.operation].privateKey === 'made'
    return makes ? Math.max(patience, makingPatience) : patience
  }

  const send = (call: Asked): Promise<Answer['result']> =>
    connection !== undefined || notBefore === undefined ? sendNow(call) : notBefore.then(() => sendNow(call))

  function sendNow(call: Asked): Promise<Answer['result']> {
    const id = ++lastId
    return new Promise((resolve) => {
      let used: Connection | undefined
      try {
        used = connection ?? connect()
        const through = used
        const timer = setTimeout(() => drop(through, 'the key store process does not answer'), patienceFor(call))
        through.waiting.set(id, (result) => {
          clearTimeout(timer)
          resolve(result)
        })
        through.worker.send({ id, ...call } satisfies Request)
      } catch (error) {
        const cause = `the key store process cannot be used: ${error instanceof Error ? error.message : String(error)}`
        if (used?.waiting.has(id)) drop(used, cause)
        else resolve({ ok: false, failure: { code: 'keystore.unavailable', retry: 'later', cause } })
      }
    })
  }

  async function ask<Name extends OperationName>(operation: Name, input: Input<Name>): Promise<Outcome<Name>> {
    const result = await send({ kind: 'call', operation, input })
    if (!result.ok && pinRefused.has(result.failure.code)) known = []
    if (!result.ok) return result as Outcome<Name>
    const value = operations[operation].gives.safeParse(result.value)
    if (!value.success) return failure('internal', { cause: `key store answer to ${operation}` }) as Outcome<Name>
    return success(value.data) as Outcome<Name>
  }

  return {
    ...keyStoreOf(ask),
    async unlock(password, token) {
      const given: Given = { kind: 'unlock', password, ...(token !== undefined && { token }) }
      const result = await send(given)
      if (!result.ok) return result
      const value = unlockedSchema.safeParse(result.value)
      if (!value.success) return failure('internal', { cause: 'key store answer to a password' })
      if (value.data === 'unlocked') known = [...known.filter((one) => one.token !== token), given]
      return success(value.data)
    },
    close() {
      if (connection !== undefined) drop(connection, 'the key store was closed')
    },
  }
}
