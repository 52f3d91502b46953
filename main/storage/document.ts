import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { writeFileSync } from 'atomically'
import Store from 'electron-store'
import { z } from 'zod'
import { requireRegularFile } from '../regular-file.ts'
import { done, failure, type FailureCode, type Result, success } from '../renewal/errors.ts'
import { kindOfError, storageCode } from './storage-failure.ts'

/**
 * One small JSON file, checked at each reading, written atomically with fsync (electron-store, or atomically under it). It is
 * read without either: to make a store of a file takes longer than all else that a start reads.
 */
export interface Document<T> {
  /** The content; `empty` where the file does not exist yet. */
  read(): Result<T>
  write(value: T): Result<void>
}

interface DocumentOptions<T> {
  /** File name without `.json`. */
  readonly name: string
  readonly folder: string
  readonly schema: z.ZodType<T, unknown>
  readonly empty: T
  /**
   * The content as JSON, for a document that is written without electron-store, by the writer under it: that reads the
   * file twice before it writes, and where a rename fails it writes in place, which a power cut could leave half done.
   */
  readonly toJson?: (value: T) => string
  /** Codes for a file that cannot be read or written. */
  readonly codes?: { readonly unreadable: FailureCode; readonly unwritable: FailureCode }
}

/** Its user's alone. */
const fileMode = 0o600

/** ms since the epoch: a date that can be written, in Japan's time, too. What others have put in its place may be none. */
export const instant = z.number().min(-8.6e15).max(8.6e15)

/** Bytes in a document: base64 on disk, Uint8Array in memory. */
export const bytes = z.codec(z.base64(), z.instanceof(Uint8Array<ArrayBufferLike>), {
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  encode: (value) => Buffer.from(value).toString('base64'),
})

export function openDocument<T>(options: DocumentOptions<T>): Document<T> {
  const { name, folder, schema, empty, toJson, codes } = options
  const unreadable = codes?.unreadable ?? 'internal'
  const unwritable = codes?.unwritable ?? 'internal'
  const file = path.join(folder, `${name}.json`)
  let store: Store<{ content?: unknown }> | undefined

  // Opened late: a damaged file must become a failure of the call that needs it, not of the start.
  function open(): Store<{ content?: unknown }> {
    requireSmallFile(file)
    // A damaged file is evidence and may be all that knows of a key: never silently replaced by an empty one.
    store ??= new Store({ name, cwd: folder, clearInvalidConfig: false, configFileMode: fileMode })
    return store
  }

  return {
    read() {
      try {
        requireSmallFile(file)
        const { content } = (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as { readonly content?: unknown }
        if (content !== undefined) return success(z.decode(schema, content))
        // Whatever is in the file, we did not write it: what was there before may be lost, which is not "nothing yet".
        return failure(unreadable, { cause: `${name}.json: no content` })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return success(empty)
        return failure(storageCode(error) ?? unreadable, { cause: `${name}.json: ${reason(error)}` })
      }
    },
    write(value) {
      try {
        if (toJson === undefined) open().set('content', z.encode(schema, value))
        else writeDirectly(file, `{"content":${toJson(value)}}`)
        return done
      } catch (error) {
        return failure(storageCode(error) ?? unwritable, { retry: 'later', cause: `${name}.json: ${reason(error)}` })
      }
    },
  }
}

function writeDirectly(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, text, { mode: fileMode })
}

/** The kind of error without the content that caused it. */
function reason(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join(', ')
  return error instanceof SyntaxError ? 'not JSON' : kindOfError(error)
}

/** Bytes; far more than any of ours has. */
const longest = 16 * 1024 * 1024

/** @throws Error as requireRegularFile, for what is too long to be a record */
export const requireSmallFile = (file: string): void => requireRegularFile(file, longest)
