/** The key store's process as built, lent by processes that have one after the other: to start Node takes longer than most calls. */
import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import type { WorkerProcess } from '../../main/keystore/process/remote-key-store.ts'
import { built } from './forked-worker.ts'

const host = path.join(import.meta.dirname, 'worker-host.cjs')
const worker = path.join(built, 'keystore-linux.cjs')

interface FromHost {
  readonly turn: number
  readonly message: unknown
}

/** Processes that nobody has. They end with the tests' own. */
const idle = new Set<ChildProcess>()
let turns = 0

function start(): ChildProcess {
  const child = fork(host, { serialization: 'advanced' })
  child.setMaxListeners(0)
  child.once('exit', () => idle.delete(child))
  return child
}

export interface LentWorker extends WorkerProcess {
  /** Gives its process back. */
  leave(): void
}

export function lendWorker(onStart: (child: ChildProcess) => void): LentWorker {
  const [child = start()] = idle
  idle.delete(child)
  onStart(child)
  const turn = ++turns
  let isLeft = false
  const listeners: ((message: unknown) => void)[] = []
  const hear = (told: FromHost): void => {
    if (told.turn === turn) for (const listener of listeners) listener(told.message)
  }
  child.on('message', hear)
  child.send({ worker, turn }, () => {})
  return {
    send: (message) => void child.send({ message }, () => {}),
    onMessage: (listener) => void listeners.push(listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void (isLeft || child.kill('SIGKILL')),
    leave() {
      isLeft = true
      child.off('message', hear)
      if (child.exitCode === null && child.signalCode === null && !child.killed) idle.add(child)
    },
  }
}
