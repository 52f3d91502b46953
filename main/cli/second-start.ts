/** The same program once more, as it should have been started: one process for whoever waits for it, or ends it. */
import { spawnSync } from 'node:child_process'
import net from 'node:net'
import type { Start } from './clean-start.ts'
import { product } from '../renewal/product/product.ts'

/** Names the descriptor that ends when the first process does. */
const variable = `${product.variables}STARTED_BY`
/** The first behind standard input, output and errors. */
const descriptor = 3

/**
 * Runs the program and waits for it: an AppImage's files are there for as long as its first process. Whatever ends this
 * process, also what nobody can listen for, ends a pipe that the second one holds.
 *
 * @returns its exit code; where a signal ended it, the same signal ends this process
 */
export function startAgain({ args, environment }: Start): number {
  const env = { ...environment, [variable]: String(descriptor) }
  const { status, signal } = spawnSync(process.execPath, args, {
    stdio: ['inherit', 'inherit', 'inherit', ...(process.platform === 'win32' ? [] : ['pipe' as const])],
    env,
  })
  if (signal !== null) process.kill(process.pid, signal)
  return status ?? 1
}

/** In a second process: `end` is called once the first one has ended. What this process starts knows nothing of it. */
export function endWithStarter(environment: NodeJS.ProcessEnv, end: () => void): void {
  const given = environment[variable]
  delete environment[variable]
  if (given !== String(descriptor)) return
  try {
    const pipe = new net.Socket({ fd: descriptor, readable: true, writable: false })
    pipe.on('error', end)
    pipe.on('close', end)
    pipe.resume()
    pipe.unref()
  } catch {
    // Set by somebody else: there is no such descriptor.
  }
}
