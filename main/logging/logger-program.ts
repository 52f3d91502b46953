import { spawn } from 'node:child_process'
import type { SystemLog } from './recorder.ts'
import { product } from '../renewal/product/product.ts'

type SystemEvent = Parameters<SystemLog>[0]

/** ms that an event may wait for a moment when nobody waits for the app. */
const patience = 2000

/**
 * syslog on Linux (and with it the journal), the unified log on macOS, through the program `logger` that both have.
 * Without one, as in a small container, events are in the log files alone.
 *
 * To start a program stops the app for some 8 ms. So only an error is told at once, after what came before it; other events
 * wait a little. What ends the app without a word (SIGKILL) may take the last ones along: the log files have them.
 *
 * @param program a path, or a name that is looked for on PATH
 */
export function loggerProgram(program: string): SystemLog {
  const waiting: SystemEvent[] = []
  let timer: NodeJS.Timeout | undefined

  function tellAll(): void {
    clearTimeout(timer)
    timer = undefined
    for (const event of waiting.splice(0)) tell(program, event)
  }
  // Electron emits it, too, however the app is ended from inside.
  process.once('exit', tellAll)
  return (event) => {
    waiting.push(event)
    if (event.level === 'error') tellAll()
    else timer ??= setTimeout(tellAll, patience).unref()
  }
}

function tell(program: string, { level, text }: SystemEvent): void {
  const priority = level === 'error' ? 'user.err' : 'user.notice'
  // Not waited for: a run may end right after, and the line is already on its way.
  const child = spawn(program, ['-t', product.program, '-p', priority, '--', text], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
