import { failure, type Failure, type Result, success } from '../../renewal/errors.ts'
import type { KeyStore } from '../../renewal/ports.ts'
import {
  type Answer,
  answerSchema,
  type Call,
  type CallName,
  type Request,
  type Value,
  valueSchemas,
} from './messages.ts'
import type { WorkerProcess } from './worker-process.ts'

export interface RemoteKeyStoreOptions {
  /** Which store, in the words of its adapter. */
  readonly location: string
  /** Starts the process of the operating system's adapter (worker.ts in its folder). Called again after a process has died. */
  readonly startWorker: () => WorkerProcess
  /** ms after which a process that does not answer is given up; a 4096-bit key takes seconds on a slow machine. */
  readonly patience?: number
  /** ms after which a process that has nothing to do is ended: an app in the tray asks once an hour. */
  readonly idle?: number
}

interface Connection {
  readonly worker: WorkerProcess
  readonly waiting: Map<number, (result: Answer['result']) => void>
}

/**
 * The operating system's key store, worked on by a process of its own: a foreign function that blocks or crashes takes
 * neither the windows nor Chromium's own use of the same libraries along.
 *
 * Calls that are under way when the process dies answer keystore.unavailable (later: every call may be repeated), and
 * the next call starts a new one.
 */
export function createRemoteKeyStore(options: RemoteKeyStoreOptions): KeyStore & { close(): void } {
  const { location, startWorker, patience = 120_000, idle = 20_000 } = options
  let connection: Connection | undefined
  let lastId = 0
  let rest: NodeJS.Timeout | undefined

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
    return opened
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

  function send(call: Call): Promise<Answer['result']> {
    const id = ++lastId
    return new Promise((resolve) => {
      let used: Connection | undefined
      try {
        used = connection ?? connect()
        const through = used
        const timer = setTimeout(() => drop(through, 'the key store process does not answer'), patience)
        through.waiting.set(id, (result) => {
          clearTimeout(timer)
          resolve(result)
        })
        through.worker.send({ kind: 'call', id, call } satisfies Request)
      } catch (error) {
        const cause = `the key store process cannot be used: ${error instanceof Error ? error.message : String(error)}`
        if (used?.waiting.has(id)) drop(used, cause)
        else resolve({ ok: false, failure: { code: 'keystore.unavailable', retry: 'later', cause } })
      }
    })
  }

  async function ask<Name extends CallName>(call: Call & { readonly call: Name }): Promise<Result<Value<Name>>> {
    const result = await send(call)
    if (!result.ok) return result
    const value = valueSchemas[call.call].safeParse(result.value)
    if (!value.success) return failure('internal', { cause: `key store answer to ${call.call}` })
    return success(value.data as Value<Name>)
  }

  return {
    checkWritable: () => ask({ call: 'checkWritable' }),
    list: ({ retired = false } = {}) => ask({ call: 'list', retired }),
    listKeyless: () => ask({ call: 'listKeyless' }),
    read: (thumbprint) => ask({ call: 'read', thumbprint }),
    makeKey: (name, specification) => ask({ call: 'makeKey', name, specification }),
    findKey: (name) => ask({ call: 'findKey', name }),
    sign: (key, data, scheme) => ask({ call: 'sign', key, data, scheme }),
    install: (certificate, keyName, intermediates = []) =>
      ask({ call: 'install', certificate, keyName, intermediates: [...intermediates] }),
    retire: (thumbprint) => ask({ call: 'retire', thumbprint }),
    restore: (thumbprint) => ask({ call: 'restore', thumbprint }),
    discardKey: (name) => ask({ call: 'discardKey', name }),
    delete: (thumbprint) => ask({ call: 'delete', thumbprint }),
    close() {
      if (connection !== undefined) drop(connection, 'the key store was closed')
    },
  }
}
