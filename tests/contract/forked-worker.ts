import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import type { WorkerProcess } from '../../main/keystore/process/remote-key-store.ts'

/** Where `npm run build` puts the processes. */
export const built = path.resolve(import.meta.dirname, '../../out/main')

/**
 * The key store's process as built for the product, under plain Node.
 *
 * @param execArgv options for Node itself
 * @param inside a program that runs another, with its arguments up to that one, around Node
 */
export function forkWorker(
  onStart: (child: ChildProcess) => void,
  execArgv: string[] = [],
  system: 'linux' | 'tokens' | 'windows' = 'linux',
  inside: readonly string[] = [],
): WorkerProcess {
  const workerFile = path.join(built, `keystore-${system}.cjs`)
  const [execPath = process.execPath, ...around] = [...inside, process.execPath]
  const child = fork(workerFile, { serialization: 'advanced', execPath, execArgv: [...around, ...execArgv] })
  onStart(child)
  return {
    send: (message) => void child.send(message as object, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener).once('error', listener),
    kill: () => void child.kill('SIGKILL'),
  }
}
