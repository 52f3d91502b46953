/**
 * The database that a call which only read left open, for the next one that only reads. It is taken again while its files
 * are the very same: one that was locked, replaced or restored meanwhile is opened anew, and seen as it is. What other
 * programs write through NSS changes the files, too, and SQLite would see it in an open database as well.
 */
import { statSync } from 'node:fs'
import path from 'node:path'
import { allFiles, currentFiles } from './nss-database.ts'
import type { Token } from './token.ts'

export interface Opening {
  readonly folder: string
  readonly readOnly: boolean
  readonly password: string | undefined
  /** As they were before the database was opened. */
  readonly files: string
}

interface LeftOpen extends Opening {
  readonly token: Token
  readonly close: () => void
  readonly end: NodeJS.Timeout
}

/** ms: longer than what lies between two questions of one renewal, and no time in which anybody wants the disk back. */
const lasting = 500

let left: LeftOpen | undefined

/** What tells whether the files of a database are the same: another one cannot have the place of an open one on the disk. */
export function filesOf(folder: string): string {
  return [...allFiles, ...writtenAhead].map((name) => identityOf(path.join(folder, name))).join()
}

/** By SQLite, where it is told to. */
const writtenAhead = currentFiles.map((name) => `${name}-wal`)

function identityOf(file: string): string {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? '' : [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ')
}

/** The token of the database that was left open, if it is the one that would be opened now. */
export function takeLeftOpen({ folder, readOnly, password, files }: Opening): Token | undefined {
  if (left?.folder !== folder || left.readOnly !== readOnly || left.password !== password) return undefined
  if (left.files !== files) return undefined
  left.end.refresh()
  return left.token
}

/** @param close closes the library, which knows one database at a time */
export function leaveOpen(opening: Opening, token: Token, close: () => void): void {
  const end = setTimeout(closeLeftOpen, lasting)
  end.unref()
  left = { ...opening, token, close, end }
}

export function closeLeftOpen(): void {
  const closed = left
  left = undefined
  clearTimeout(closed?.end)
  closed?.close()
}
