/**
 * The key store's own process: Electron's utility process in the product, a plain Node process in tests. Takes one
 * request at a time and ends with its parent.
 */
import { z } from 'zod'
import { failure, type Result } from '../../renewal/errors.ts'
import type { LocalKeyStore, Unlocked } from '../local-key-store.ts'
import { type Answer, operationSchema, requestSchema } from './messages.ts'
import { operations } from './operations.ts'

/** Electron's end of the line in a utility process; its messages come wrapped. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  postMessage(message: unknown): void
}

/**
 * Answers the app's calls until it goes away.
 *
 * @param open the store at a location, called once; loads libraries when they are needed, not here
 */
export function serve(open: (location: string) => LocalKeyStore): void {
  let store: LocalKeyStore | undefined

  function answer(message: unknown): Answer | undefined {
    const request = requestSchema.safeParse(message)
    if (!request.success) return undefined
    if (request.data.kind === 'open') {
      store ??= open(request.data.location)
      return undefined
    }
    const { data } = request
    const result = data.kind === 'unlock' ? unlock(store, data.password, data.token) : perform(store, data)
    return { id: data.id, result: result as Answer['result'] }
  }

  const { parentPort } = process as { parentPort?: ParentPort }
  if (parentPort !== undefined) {
    parentPort.on('message', ({ data }) => {
      const answered = answer(data)
      if (answered !== undefined) parentPort.postMessage(answered)
    })
  } else {
    process.on('message', (message) => {
      const answered = answer(message)
      if (answered !== undefined) process.send?.(answered)
    })
    process.on('disconnect', () => process.exit())
  }
}

function unlock(store: LocalKeyStore | undefined, password: string, token: string | undefined): Result<Unlocked> {
  if (store?.unlock === undefined) return failure('internal', { cause: 'this key store takes no password' })
  return attempt(() => store.unlock!(password, token))
}

/**
 * Does one call, whatever it says.
 *
 * @param store undefined if none was opened yet
 */
export function perform(
  store: LocalKeyStore | undefined,
  call: { readonly operation?: unknown; readonly input?: unknown },
): Result<unknown> {
  const operation = operationSchema.safeParse(call.operation)
  if (!operation.success) return failure('internal', { cause: 'the key store knows no such operation' })
  const input = operations[operation.data].takes.safeParse(call.input)
  if (!input.success) return failure('internal', { cause: `key store call: ${z.prettifyError(input.error)}` })
  if (store === undefined) return failure('internal', { cause: 'no key store was opened' })
  const work = store[operation.data] as (...given: readonly unknown[]) => Result<unknown>
  return attempt(() => work(...input.data))
}

function attempt<T>(work: () => Result<T>): Result<T> {
  try {
    return work()
  } catch (error) {
    return failure('internal', { cause: error instanceof Error ? error.message : String(error) })
  }
}
