/** strongSwan's `pki` as a foreign EST client (Debian: strongswan-pki with the two packages of plugins). */
import { execFile, execFileSync } from 'node:child_process'
import { missing as missingTools } from './openssl.ts'

/** Why these tests cannot run here; undefined: they can. */
export const missing = missingTools ?? (isThere() ? undefined : "strongSwan's pki with the commands --est and --estca")
if (missing !== undefined) console.warn(`skipped: not installed here: ${missing}`)

function isThere(): boolean {
  try {
    return /--estca/.test(execFileSync('pki', ['--help'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString())
  } catch {
    return false
  }
}

export interface PkiAnswer {
  /** Exit code. */
  readonly exit: number
  readonly output: Buffer
  /** What it says about its work, on standard error. */
  readonly words: string
}

/** Runs `pki`; never rejects, whatever its exit code. */
export function pki(...args: readonly string[]): Promise<PkiAnswer> {
  return new Promise((resolve) => {
    const started = execFile('pki', [...args], { encoding: 'buffer', timeout: 20_000 }, (_error, output, complaint) => {
      resolve({ exit: started.exitCode ?? -1, output, words: complaint.toString() })
    })
  })
}
