/**
 * One bank for each folder. The ledger's SQLite locks by making a folder, which a killed process leaves behind and
 * which would lock every later start out; so this lock, which can tell a living owner from a dead one, is taken
 * first, and whoever holds it may clear what the dead one left.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export interface FolderLock {
  release(): void
}

interface Owner {
  readonly pid: number
  /** When the process started, where the system tells (Linux): a process ID alone may have been given to another. */
  readonly started: string
}

/** @throws Error when another living process holds the folder. */
export function lockFolder(folder: string): FolderLock {
  const file = path.join(folder, 'owner.json')
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Owner)
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 })
      return { release: () => release(file, mine) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    clearIfStale(file)
  }
  throw new Error(`the demo bank's folder is in use: ${folder}`)
}

/**
 * Takes the lock as soon as it is free: a bank whose parent was killed needs a moment to notice and to leave.
 *
 * @param patience ms
 * @throws Error when the other process still holds the folder then.
 */
export async function awaitFolder(folder: string, patience: number): Promise<FolderLock> {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      return lockFolder(folder)
    } catch (error) {
      if (Date.now() >= deadline) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function clearIfStale(file: string): void {
  const found = readIfThere(file)
  if (found === undefined) return
  const owner = parse(found)
  if (owner !== undefined && isAlive(owner)) {
    throw new Error(`another demo bank (process ${owner.pid}) uses this folder`)
  }
  // Moved away first: of two starters that both saw the stale lock, only one can have moved that very file.
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  if (readFileSync(aside, 'utf8') !== found) {
    renameSync(aside, file)
    throw new Error('another demo bank has just taken this folder')
  }
  rmSync(aside)
}

function release(file: string, mine: string): void {
  if (readIfThere(file) === mine) rmSync(file, { force: true })
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function parse(text: string): Owner | undefined {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Owner>
    return Number.isInteger(pid) && typeof started === 'string' ? { pid: pid!, started } : undefined
  } catch {
    return undefined
  }
}

function isAlive({ pid, started }: Owner): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives, under another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startOf(pid) === started
}

/** Start time in clock ticks since boot (proc(5), field 22), '' where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field, the program's name, may hold spaces and brackets: count from its closing bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
