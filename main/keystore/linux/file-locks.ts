import { readFileSync, statSync } from 'node:fs'

/**
 * The name of another program that has a lock on one of these files, as Linux knows it (proc_locks(5)); undefined where
 * there is none, or it cannot be told.
 */
export function lockHolder(files: readonly string[]): string | undefined {
  try {
    const inodes = new Set(files.flatMap((file) => statSync(file, { throwIfNoEntry: false })?.ino.toString() ?? []))
    for (const line of readFileSync('/proc/locks', 'utf8').split('\n')) {
      // 1: POSIX  ADVISORY  WRITE 4711 fd:01:1234567 1073741826 1073742335
      const [, , , , holder, file] = line.split(/\s+/)
      const inode = file?.split(':').at(-1)
      if (holder === undefined || inode === undefined || !inodes.has(inode)) continue
      if (holder !== String(process.pid)) return nameOf(holder)
    }
  } catch {
    // /proc may be hidden from this process
  }
  return undefined
}

function nameOf(process: string): string {
  try {
    return readFileSync(`/proc/${process}/comm`, 'utf8').trim()
  } catch {
    return 'another program'
  }
}
