import { mkdirSync, statSync } from 'node:fs'
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
 * Makes the folder, for its owner alone, if it is missing; softokn then makes the database in it.
 *
 * @throws Error of node:fs
 */
export function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false
}
