import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { requireRegularFile } from '../regular-file.ts'
import { done, failure, type Result } from '../renewal/errors.ts'

/** Whole or not at all. Fails with schedule.refused. */
export function writeWhole(file: string, content: string | Buffer): Result<void> {
  const unfinished = `${file}.${process.pid}`
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(unfinished, content, { mode: 0o600 })
    renameSync(unfinished, file)
    return done
  } catch (error) {
    return refused(error)
  }
}

/** What is not there is no failure. Fails with schedule.refused. */
export function removeFiles(...files: readonly string[]): Result<void> {
  try {
    for (const file of files) rmSync(file, { force: true })
    return done
  } catch (error) {
    return refused(error)
  }
}

/** Bytes; a plan or a unit has a few hundred. */
const longest = 64 * 1024

/** Empty where there is none. What is there may be a pipe of another program, that nothing ever comes out of. */
export function textIn(file: string, encoding: BufferEncoding = 'utf8'): string {
  try {
    requireRegularFile(file, longest)
    return readFileSync(file, encoding)
  } catch {
    return ''
  }
}

export function refused(cause: unknown) {
  const { code, message } = cause as NodeJS.ErrnoException
  return failure('schedule.refused', { cause: code ?? message ?? String(cause) })
}
