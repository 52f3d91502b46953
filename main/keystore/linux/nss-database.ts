/** The files of a user's NSS database, looked at without the library that opens it. */
import { accessSync, constants, mkdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import path from 'node:path'

/** From this version on Chromium knows the XDG place; older ones know ~/.pki/nssdb alone. */
const firstChromiumWithXdg = 146

interface Places {
  readonly home: string
  /** $XDG_DATA_HOME where it is set. */
  readonly dataHome?: string | undefined
  readonly chromiumMajor: number
}

/**
 * The folder of the NSS database that this Chromium reads.
 *
 * Where there is none yet it is the old place: old and new versions read it, and a later program of the old kind that
 * made it would take the certificates in the new place out of every browser's sight.
 */
export function databaseFolder({ home, dataHome, chromiumMajor }: Places): string {
  const old = path.join(home, '.pki', 'nssdb')
  if (isFolder(old) || chromiumMajor < firstChromiumWithXdg) return old
  const xdg = path.join(dataHome ?? path.join(home, '.local', 'share'), 'pki', 'nssdb')
  return isFolder(xdg) ? xdg : old
}

/**
 * What is in a database's folder. `older`: only files of NSS before 3.12, which softokn reads, and takes over when it
 * opens them to write. `keys-lost`: certificates without the file of their keys.
 */
export type DatabaseFiles = 'none' | 'whole' | 'older' | 'keys-lost'

/** Certificates and keys of a database of today's kind, and of both kinds. */
export const currentFiles = ['cert9.db', 'key4.db'] as const
export const allFiles = [...currentFiles, 'cert8.db', 'key3.db'] as const

/** @throws Error of node:fs when the folder cannot be looked into */
export function databaseFiles(folder: string): DatabaseFiles {
  const [certificates, keys] = [isThere(folder, 'cert9.db'), isThere(folder, 'key4.db')]
  if (certificates && keys) {
    for (const name of currentFiles) accessSync(path.join(folder, name), constants.R_OK)
    return 'whole'
  }
  if (!certificates) return !keys && isThere(folder, 'cert8.db') ? 'older' : 'none'
  // A program that died while it made a database leaves this one, too, with nothing in it yet.
  return readFileSync(path.join(folder, 'cert9.db')).includes(longDer) ? 'keys-lost' : 'none'
}

/** SEQUENCE, and a length of two octets: so does every certificate begin. */
const longDer = Buffer.from([0x30, 0x82])

/**
 * Can the folder and the database in it be written by this user? SQLite puts its journals beside the files. Of a folder
 * that is not there yet: can it be made?
 *
 * @throws Error of node:fs, about the first that cannot
 */
export function checkFilesWritable(folder: string): void {
  const place = nearest(folder)
  accessSync(place, constants.W_OK | constants.X_OK)
  if (place !== folder) return
  for (const name of allFiles) {
    if (isThere(folder, name)) accessSync(path.join(folder, name), constants.W_OK)
  }
}

/**
 * Makes the folder, for its owner alone, if it is missing; softokn then makes the database in it.
 *
 * @throws Error of node:fs
 */
export function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** SQLite needs a few pages for a new object, and its journal as much again. */
const neededSpace = 64 * 1024

/** Is there no room left for this user where the database is? What softokn then answers tells anything but that. */
export function isDiskFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(nearest(folder))
    return bavail * bsize < neededSpace
  } catch {
    return false
  }
}

/** As Chromium looks for it: one that this user may not look into is none. */
function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory()
  } catch {
    return false
  }
}

/** The folder itself, or the one in which it would be made. */
function nearest(folder: string): string {
  let place = folder
  while (!isThere(place) && path.dirname(place) !== place) place = path.dirname(place)
  return place
}

function isThere(...parts: string[]): boolean {
  try {
    statSync(path.join(...parts))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
