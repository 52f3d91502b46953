/** A machine with a managed policy: an /etc of the test's own, seen by the app alone, so that the real one is never touched. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Why this machine cannot have one, or undefined. */
export function missingForManagement(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root, on Linux, can give the app another /etc'
  return spawnSync('unshare', ['--mount', 'true']).status === 0 ? undefined : 'unshare --mount does not work here'
}

/** What the policy is bound by; nothing of it is put into this line. */
const inMachine = 'mount --bind "$1" /etc && shift && exec "$@"'

/**
 * @param policy an object, or the very text of the file
 * @returns the command that another command is put behind to run on the machine
 */
export function manage(folder: string, policy: unknown, mode = 0o644): readonly [string, ...string[]] {
  const etc = path.join(folder, 'etc')
  if (!existsSync(etc)) execFileSync('cp', ['-a', '/etc', etc])
  const own = path.join(etc, 'koshin')
  rmSync(own, { recursive: true, force: true })
  mkdirSync(own, { mode: 0o755 })
  const file = path.join(own, 'policy.json')
  writeFileSync(file, typeof policy === 'string' ? policy : JSON.stringify(policy))
  chmodSync(file, mode)
  return ['unshare', '--mount', '--', '/bin/sh', '-c', inMachine, 'sh', etc]
}
