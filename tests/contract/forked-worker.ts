import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { WorkerProcess } from '../../main/keystore/process/remote-key-store.ts'

const built = path.resolve(import.meta.dirname, '../../out/main')

/**
 * The key store's process as built for the product, under plain Node.
 *
 * @param execArgv options for Node itself
 */
export function forkWorker(
  onStart: (child: ChildProcess) => void,
  execArgv: string[] = [],
  system: 'linux' | 'windows' = 'linux',
): WorkerProcess {
  const workerFile = path.join(built, `keystore-${system}.cjs`)
  if (!existsSync(workerFile)) throw new Error(`${workerFile} is missing: run \`npm run build\` first`)
  const child = fork(workerFile, { serialization: 'advanced', execArgv })
  onStart(child)
  return {
    send: (message) => void child.send(message as object, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener).once('error', listener),
    kill: () => void child.kill('SIGKILL'),
  }
}
