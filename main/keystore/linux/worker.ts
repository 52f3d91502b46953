/**
 * The key store's own process. softokn may be initialised once in a process only, and Chromium has done so in the
 * app's; a crash in there must not take the app along either. Runs as an Electron utility process, and as a plain
 * Node process in tests. Takes one request at a time and ends with its parent.
 */
import { z } from 'zod'
import { failure, type Result, success } from '../../renewal/errors.ts'
import { type Answer, type Call, callSchema, requestSchema } from './messages.ts'
import * as operations from './operations.ts'
import { checkFilesWritable, withToken } from './softokn.ts'

/** Electron's end of the line in a utility process; its messages come wrapped. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  postMessage(message: unknown): void
}

let folder: string | undefined

function perform(database: string, call: Call): Result<unknown> {
  switch (call.call) {
    case 'checkWritable':
      return withToken(database, 'keystore.write-failed', (token) => {
        const files = checkFilesWritable(database)
        if (files.ok) token.checkWritable()
        return files
      })
    case 'list':
      return withToken(database, 'keystore.unavailable', (token) => success(operations.list(token, call)))
    case 'read':
      return withToken(database, 'keystore.unavailable', (token) => success(operations.read(token, call.thumbprint)))
    case 'makeKey':
      return withToken(database, 'keystore.write-failed', (token) => operations.makeKey(token, call.name, call.bits))
    case 'findKey':
      return withToken(database, 'keystore.unavailable', (token) => success(operations.findKey(token, call.name)))
    case 'sign':
      return withToken(database, 'keystore.sign-failed', (token) => operations.sign(token, call.key, call.data))
    case 'install':
      return withToken(database, 'keystore.write-failed', (token) =>
        operations.install(token, call.certificate, call.keyName, call.intermediates),
      )
    case 'retire':
    case 'restore':
      return withToken(database, 'keystore.write-failed', (token) =>
        operations.retire(token, call.thumbprint, call.call === 'retire'),
      )
    case 'discardKey':
      return withToken(database, 'keystore.write-failed', (token) => operations.discardKey(token, call.name))
    case 'delete':
      return withToken(database, 'keystore.write-failed', (token) => operations.remove(token, call.thumbprint))
  }
}

function answer(message: unknown): Answer | undefined {
  const request = requestSchema.safeParse(message)
  if (!request.success) return undefined
  if (request.data.kind === 'database') {
    folder ??= request.data.folder
    return undefined
  }
  return { id: request.data.id, result: attempt(request.data.call) as Answer['result'] }
}

function attempt(message: unknown): Result<unknown> {
  const call = callSchema.safeParse(message)
  if (!call.success) return failure('internal', { cause: `key store call: ${z.prettifyError(call.error)}` })
  if (folder === undefined) return failure('internal', { cause: 'no database was named' })
  try {
    return perform(folder, call.data)
  } catch (error) {
    return failure('internal', { cause: error instanceof Error ? error.message : String(error) })
  }
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
