/**
 * The key store's own process: Electron's utility process in the product, a plain Node process in tests. Takes one
 * request at a time and ends with its parent.
 */
import { z } from 'zod'
import { failure, type Result } from '../../renewal/errors.ts'
import type { LocalKeyStore } from '../local-key-store.ts'
import { type Answer, type Call, callSchema, requestSchema } from './messages.ts'

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
    return { id: request.data.id, result: attempt(store, request.data.call) as Answer['result'] }
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

function attempt(store: LocalKeyStore | undefined, message: unknown): Result<unknown> {
  const call = callSchema.safeParse(message)
  if (!call.success) return failure('internal', { cause: `key store call: ${z.prettifyError(call.error)}` })
  if (store === undefined) return failure('internal', { cause: 'no key store was opened' })
  try {
    return perform(store, call.data)
  } catch (error) {
    return failure('internal', { cause: error instanceof Error ? error.message : String(error) })
  }
}

function perform(store: LocalKeyStore, call: Call): Result<unknown> {
  switch (call.call) {
    case 'checkWritable':
      return store.checkWritable()
    case 'list':
      return store.list({ retired: call.retired })
    case 'listKeyless':
      return store.listKeyless()
    case 'read':
      return store.read(call.thumbprint)
    case 'makeKey':
      return store.makeKey(call.name, call.specification)
    case 'findKey':
      return store.findKey(call.name)
    case 'sign':
      return store.sign(call.key, call.data, call.scheme)
    case 'install':
      return store.install(call.certificate, call.keyName, call.intermediates)
    case 'retire':
      return store.retire(call.thumbprint)
    case 'restore':
      return store.restore(call.thumbprint)
    case 'discardKey':
      return store.discardKey(call.name)
    case 'delete':
      return store.delete(call.thumbprint)
  }
}
