/**
 * Where journal, history and the like are kept: on the computer whose key store they speak of. On Windows the user data
 * folder roams with its user from computer to computer, and keys do not.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'

export interface StatePlaces {
  readonly platform: NodeJS.Platform
  /** Electron's folder for this app: `%APPDATA%\Koshin` on Windows. */
  readonly userData: string
  /** `%LOCALAPPDATA%`, which stays on its computer; undefined or not a whole path: there is none. */
  readonly localAppData: string | undefined
}

/** The folder that this computer's state belongs into, and where it was before. Touches nothing. */
export function statePlace({ platform, userData, localAppData = '' }: StatePlaces): {
  readonly folder: string
  readonly before?: string
} {
  const roaming = path.join(userData, 'state')
  if (platform !== 'win32' || !path.isAbsolute(localAppData)) return { folder: roaming }
  return { folder: path.join(localAppData, path.basename(userData), 'state'), before: roaming }
}

/**
 * The folder to be used, with everything in it that the old place has.
 *
 * The old place is copied, not emptied: another computer of the same user, where the app is older or has not been
 * started since, finds its own half-finished renewal nowhere else. The copy appears whole or not at all, and once it
 * is there the old place is not looked at again. Where it cannot be made, all stays as it was until the next start.
 */
export function openStateFolder(places: StatePlaces): string {
  const { folder, before } = statePlace(places)
  if (before === undefined || existsSync(folder)) return folder
  if (!existsSync(before)) return folder
  const copy = `${folder}.${process.pid}`
  try {
    removeUnfinished(folder)
    copyDurably(before, copy)
    renameSync(copy, folder)
    return folder
  } catch {
    discard(copy)
    // Another process was faster, or it cannot be done now.
    return existsSync(folder) ? folder : before
  }
}

/** What cannot be removed now is removed before the next try. */
function discard(copy: string): void {
  try {
    rmSync(copy, { recursive: true, force: true })
  } catch {
    return
  }
}

/** Copies that a power cut left behind. */
function removeUnfinished(folder: string): void {
  const parent = path.dirname(folder)
  if (!existsSync(parent)) return
  const unfinished = new RegExp(`^${path.basename(folder)}\\.\\d+$`)
  for (const name of readdirSync(parent)) {
    if (unfinished.test(name)) rmSync(path.join(parent, name), { recursive: true, force: true })
  }
}

/** Each file is on the disk before the copy gets its name: an empty journal after a power cut would be a lost one. */
function copyDurably(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isDirectory()) copyDurably(source, target)
    else if (entry.isFile()) writeDurably(target, readFileSync(source))
  }
}

function writeDurably(file: string, content: Uint8Array): void {
  const opened = openSync(file, 'wx', 0o600)
  try {
    for (let written = 0; written < content.length; ) written += writeSync(opened, content, written)
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
