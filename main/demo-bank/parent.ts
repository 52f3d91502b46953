/** The line to the process that started the bank: Electron's utilityProcess, or Node's child_process.fork. */
import type { BankFailed, BankReady, StartBank } from './control.ts'

export interface Parent {
  onStart(listener: (start: StartBank) => void): void
  /** It hung up, or asked us to stop. */
  onGone(listener: () => void): void
  tell(message: BankReady | BankFailed): void
}

/** `process.parentPort` of Electron's utility processes, as far as it is used here. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
  postMessage(message: unknown): void
}

/** undefined: nobody started us, so there is nobody to serve. */
export function findParent(): Parent | undefined {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort }
  if (parentPort !== undefined && parentPort !== null) {
    return {
      onStart: (listener) => parentPort.on('message', ({ data }) => isStart(data) && listener(data)),
      onGone(listener) {
        parentPort.on('close', listener)
        process.on('SIGTERM', listener)
      },
      tell: (message) => parentPort.postMessage(message),
    }
  }
  if (process.send === undefined) return undefined
  return {
    onStart: (listener) => void process.on('message', (message) => isStart(message) && listener(message)),
    onGone(listener) {
      process.on('disconnect', listener)
      process.on('SIGTERM', listener)
    },
    tell: (message) => void process.send?.(message),
  }
}

function isStart(message: unknown): message is StartBank {
  return typeof message === 'object' && message !== null && (message as { kind?: unknown }).kind === 'start'
}
