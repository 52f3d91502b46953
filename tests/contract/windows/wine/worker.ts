import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import net, { type AddressInfo, type Socket } from 'node:net'
import type { WorkerProcess } from '../../../../main/keystore/process/remote-key-store.ts'
import { type FromGuest, onFrame, sendFrame, type ToGuest } from './frames.ts'

/** A worker whose end can be waited for. */
export interface EndingWorker extends WorkerProcess {
  readonly gone: Promise<void>
  /** Ends it as `kill` does for whoever spoke to it, and may leave its process to another worker: to start one takes longest. */
  leave(): void
}

/** Windows' Node, which has one worker after the other. */
export interface WineNode {
  /** @param worker its address (file:), as Windows' Node sees it @param onLeft told when its turn is over, if the process goes on */
  load(worker: string, onLeft: () => void): EndingWorker
  kill(): void
  readonly gone: Promise<void>
}

/** What Wine lacks: missing, or put in its place by us (wine/gaps.ts). */
export type Gaps = 'open' | 'filled'

interface Wine {
  /** Wine's loader, then what it is to run: Windows' Node and wine/guest.ts. */
  readonly command: readonly [string, ...string[]]
  readonly env: NodeJS.ProcessEnv
  /** What the process prints goes there: a Windows program that writes into a pipe of ours fails with EBADF. */
  readonly log: string
}

/**
 * Windows' Node, spoken to over loopback.
 *
 * @param gaps whether its workers get what Wine lacks (wine/gaps.ts)
 */
export function startNode({ command, env, log }: Wine, gaps: Gaps): WineNode {
  let child: ChildProcess | undefined
  let socket: Socket | undefined
  let ended = false
  let turn = 0
  let hear: (message: unknown) => void
  const unsent: ToGuest[] = []
  let end: () => void
  const gone = new Promise<void>((resolve) => (end = resolve))

  const server = net.createServer((connected) => {
    server.close()
    socket = connected
    onFrame(connected, (frame) => {
      const told = frame as FromGuest
      if (told.turn === turn) hear(told.message)
    })
    // A process that is killed resets the connection; its end is told by the process itself.
    connected.on('error', () => {})
    for (const frame of unsent.splice(0)) sendFrame(connected, frame)
  })
  server.listen(0, '127.0.0.1', () => {
    if (ended) return finish()
    const output = openSync(log, 'a')
    const { port } = server.address() as AddressInfo
    const [loader, ...args] = command
    child = spawn(loader, [...args, String(port), gaps], { env, stdio: ['ignore', output, output] })
    closeSync(output)
    child.once('exit', finish).once('error', finish)
    child.once('exit', (code) => {
      const heard = socket !== undefined || ended
      if (!heard) console.error(`Windows' Node ended with ${code} at its start:\n${readFileSync(log, 'utf8')}`)
    })
  })

  function finish(): void {
    ended = true
    server.close()
    socket?.destroy()
    end()
  }

  function send(frame: ToGuest): void {
    if (socket === undefined) unsent.push(frame)
    else sendFrame(socket, frame)
  }

  function kill(): void {
    ended = true
    child?.kill('SIGKILL')
  }

  return {
    gone,
    kill,
    load(worker, onLeft) {
      const own = ++turn
      const listeners: ((message: unknown) => void)[] = []
      let leave: () => void
      const over = Promise.race([gone, new Promise<void>((resolve) => (leave = resolve))])
      hear = (message) => listeners.forEach((listener) => listener(message))
      send({ worker, turn: own })
      return {
        send: (message) => send({ message }),
        onMessage: (listener) => void listeners.push(listener),
        onExit: (listener) => void over.then(listener),
        kill: () => (own === turn ? kill() : undefined),
        leave() {
          if (own !== turn || ended) return
          turn += 1
          leave()
          onLeft()
        },
        gone: over,
      }
    },
  }
}
