import { spawn } from 'node:child_process'
import type { SystemLog } from './evidence.ts'

/**
 * syslog on Linux (and with it the journal), the unified log on macOS, through the program `logger` that both have.
 * Without one, as in a small container, events are in the log files alone.
 *
 * @param program a path, or a name that is looked for on PATH
 */
export function loggerProgram(program: string): SystemLog {
  return ({ level, text }) => {
    const priority = level === 'error' ? 'user.err' : 'user.notice'
    // Not waited for: a run may end right after, and the line is already on its way.
    const child = spawn(program, ['-t', 'koshin', '-p', priority, '--', text], { stdio: 'ignore', detached: true })
    child.on('error', () => {})
    child.unref()
  }
}
