/** Certificates and keys belong to a user: a run as one of the system's own accounts would find none, and say so of everybody. */
import type { Command } from '../../cli/unattended/command.ts'
import { failure, type Failure } from '../../renewal/errors.ts'

/** Those that are about the certificates of who is signed in. */
const ofItsUser: ReadonlySet<Command> = new Set(['status', 'renew', 'enrol', 'retire', 'self-test'])

/** LocalSystem, LocalService, NetworkService (MS-DTYP 2.4.2.4). */
const windowsAccounts: ReadonlySet<string> = new Set(['S-1-5-18', 'S-1-5-19', 'S-1-5-20'])

/** Which account a process runs as: the SID on Windows, the user's number elsewhere; undefined where the system does not tell. */
type Account = string | number | undefined

/**
 * Why this run is not begun: management agents start what they run as the system. On Linux root is a user like others, with
 * a database of its own.
 */
export function refusedFor(
  command: Command | undefined,
  account: Account,
  platform: NodeJS.Platform,
): Failure | undefined {
  if (command === undefined || !ofItsUser.has(command)) return undefined
  const isSystem = platform === 'win32' ? windowsAccounts.has(String(account)) : platform === 'darwin' && account === 0
  return isSystem ? failure('renewal.wrong-user', { cause: `started as ${account}` }).failure : undefined
}

export async function ownAccount(): Promise<Account> {
  if (process.platform !== 'win32') return process.getuid?.()
  const { ownSid } = await import('../../handover/windows-user.ts')
  try {
    return ownSid('user')
  } catch {
    return undefined
  }
}
