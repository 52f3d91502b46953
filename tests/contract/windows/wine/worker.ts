import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import net, { type AddressInfo, type Socket } from 'node:net'
import type { WorkerProcess } from '../../../../main/keystore/process/remote-key-store.ts'
import { onFrame, sendFrame } from './frames.ts'

/** A worker whose end can be waited for. */
export interface EndingWorker extends WorkerProcess {
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
 * A worker of the product in Windows' Node, spoken to over loopback.
 *
 * @param worker its address (file:), as Windows' Node sees it
 * @param gaps whether it gets what Wine lacks (wine/gaps.ts)
 */
export function startInWine({ command, env, log }: Wine, worker: string, gaps: Gaps): EndingWorker {
  let child: ChildProcess | undefined
  let socket: Socket | undefined
  let ended = false
  const unsent: unknown[] = []
  const listeners: ((message: unknown) => void)[] = []
  let end: () => void
  const gone = new Promise<void>((resolve) => (end = resolve))

  const server = net.createServer((connected) => {
    server.close()
    socket = connected
    onFrame(connected, (message) => listeners.forEach((listener) => listener(message)))
    // A process that is killed resets the connection; its end is told by the process itself.
    connected.on('error', () => {})
    for (const message of unsent.splice(0)) sendFrame(connected, message)
  })
  server.listen(0, '127.0.0.1', () => {
    if (ended) return finish()
    const output = openSync(log, 'a')
    const { port } = server.address() as AddressInfo
    const [loader, ...args] = command
    child = spawn(loader, [...args, String(port), worker, gaps], { env, stdio: ['ignore', output, output] })
    closeSync(output)
    child.once('exit', finish).once('error', finish)
    child.once('exit', (code) => {
      const heard = socket !== undefined || ended
      if (!heard) console.error(`Windows' Node ended with ${code} at its start:\n${readFileSync(log, 'utf8')}`)
    })
  })

  function finish(): void {
    server.close()
    socket?.destroy()
    end()
  }

  return {
    send(message) {
      if (socket === undefined) unsent.push(message)
      else sendFrame(socket, message)
    },
    onMessage: (listener) => void listeners.push(listener),
    onExit: (listener) => void gone.then(listener),
    kill() {
      ended = true
      child?.kill('SIGKILL')
    },
    gone,
  }
}
