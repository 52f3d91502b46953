/**
 * Why the lock of the single instance was not had, and by whom it is held. Electron says "no" alike to a second start and
 * where the lock could not be made: a folder that belongs to root after a start with sudo, a full disk, a lock of another
 * computer.
 */
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { done, failure, type Result } from '../renewal/errors.ts'
import { kindOfError, storageCode } from './storage-failure.ts'

/** Chromium's lock (chrome/browser/process_singleton_posix.cc): a link to `<host>-<process>`; Windows has none. */
const lockName = 'SingletonLock'

/**
 * Can Koshin keep its records in `folder`? Changes nothing.
 *
 * @returns storage.access-denied, with the error's name, where its user may not write there, or where it cannot be made
 */
export function checkFolder(folder: string): Result<void> {
  try {
    let place = folder
    while (!isThere(place) && path.dirname(place) !== place) place = path.dirname(place)
    accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK)
    return done
  } catch (error) {
    return refused(error)
  }
}

/** Why the lock in `folder` was refused: done where another instance has it. What another computer left, Chromium takes over. */
export function explainRefusal(folder: string): Result<void> {
  if (process.platform === 'win32') return checkFolder(folder)
  try {
    const holder = lstatSync(path.join(folder, lockName), { throwIfNoEntry: false })
    if (holder === undefined) tryOut(folder)
    return done
  } catch (error) {
    return refused(error)
  }
}

/** There while a run without windows holds the lock, and after it until the next holder. */
const runMark = 'held-by-run'

/** Is whoever holds the lock of this folder, if anybody, a run without windows? */
export const isHeldByRun = (folder: string): boolean =>
  lstatSync(path.join(folder, runMark), { throwIfNoEntry: false }) !== undefined

/** In the mark's place may be a pipe, which is a mark as well: nobody waits until somebody reads it. */
const toNote = constants.O_WRONLY | constants.O_CREAT | (constants.O_NONBLOCK ?? 0)

/** For whoever holds the lock. Where it cannot be noted, the other kind of holder is believed to be there, as before. */
export function noteHolder(folder: string, isRun: boolean): void {
  const mark = path.join(folder, runMark)
  try {
    if (isRun) closeSync(openSync(mark, toNote, 0o600))
    else rmSync(mark, { force: true, recursive: true })
  } catch {
    return
  }
}

/** A block of a file system is the least that the lock and the journal need. */
const block = Buffer.alloc(4096)

/** @throws Error of node:fs about what the lock, too, would meet */
function tryOut(folder: string): void {
  const file = path.join(folder, `.space-${process.pid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const opened = openSync(file, 'wx', 0o600)
  try {
    writeSync(opened, block)
  } finally {
    closeSync(opened)
    rmSync(file, { force: true })
  }
  // Not every file system knows links, and on such a one there is no lock.
  symlinkSync(lockName, file)
  rmSync(file, { force: true })
}

function refused(error: unknown): Result<never> {
  return failure(storageCode(error) ?? 'storage.access-denied', { retry: 'later', cause: kindOfError(error) })
}

function isThere(name: string): boolean {
  try {
    statSync(name)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
