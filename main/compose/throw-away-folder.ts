/** A folder that goes with the process: what Chromium wants to write where nothing is to be kept. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Chromium's other processes end a little after the app has told them to: together at most two seconds. */
const rounds = 40
const pause = 50

/**
 * @param beginning of the folder's name, in the system's folder for what is temporary
 * @returns its path; throws as `mkdtemp` does
 */
export function throwAwayFolder(beginning: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), beginning))
  process.once('exit', () => removeFolder(folder))
  return folder
}

/**
 * Also where others still write into it. Node's own repetition (`maxRetries`) removes the emptied folder again, never the file that has come into it meanwhile:
 * each round here looks anew.
 */
export function removeFolder(folder: string): void {
  for (let round = 0; round < rounds && existsSync(folder); round++) {
    if (round > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // A process of Chromium's still writes there. Where it never ends, what it writes is the system's to clear.
    }
  }
}
