/** The two Windowses on which the key store is tried: the one we are on, and Wine's on Linux. */
import type { ChildProcess } from 'node:child_process'
import { forkWorker } from '../forked-worker.ts'
import type { Hand } from './hand.ts'
import { createWineMachine, hasWine } from './wine/machine.ts'
import type { EndingWorker, Gaps } from './wine/worker.ts'

type Distant<Call> = Call extends (...input: infer Input) => infer Answer ? (...input: Input) => Promise<Answer> : never

/** Each of its calls is done by another process than the key store's. */
type DistantHand = { readonly [Name in keyof Hand]: Distant<Hand[Name]> }

export interface WindowsMachine {
  readonly hand: DistantHand
  /** Where its Node finds the files of this folder (file:). */
  readonly testFiles: string
  /** @param gaps of Wine; there are none on Windows itself @param execArgv options for Node itself */
  startKeyStore(gaps: Gaps, execArgv?: string[]): EndingWorker
  /** Ends all that runs there, where that can be done to it. */
  readonly switchOff: (() => Promise<void>) | undefined
  dispose(): Promise<void>
}

export const windowsKind = process.platform === 'win32' ? 'windows' : hasWine ? 'wine' : undefined
if (windowsKind === undefined) {
  console.warn('key store contract on Windows skipped: this is not Windows, and there is no Wine that npm test set up')
}

export async function startWindows(): Promise<WindowsMachine> {
  return windowsKind === 'windows' ? thisWindows() : wine()
}

async function thisWindows(): Promise<WindowsMachine> {
  const { perform } = await import('./hand.ts')
  return {
    testFiles: new URL('.', import.meta.url).href,
    hand: handThrough(async (name, input) => perform(name, input)),
    startKeyStore(_gaps, execArgv = []) {
      let child: ChildProcess | undefined
      const worker = forkWorker((started) => void (child = started), execArgv, 'windows')
      const gone = new Promise<void>((resolve) => void child?.once('exit', () => resolve()))
      return { ...worker, gone, leave: () => worker.kill() }
    },
    switchOff: undefined,
    dispose: async () => {},
  }
}

function wine(): WindowsMachine {
  const machine = createWineMachine()
  let worker: EndingWorker | undefined
  let lastId = 0

  function call(name: keyof Hand, input: unknown[]): Promise<unknown> {
    const through = (worker ??= machine.startWorker('tests/contract/windows/wine/hand.ts', 'filled'))
    const id = ++lastId
    through.send([id, name, input])
    return new Promise((resolve, reject) => {
      through.onMessage((message) => {
        const [answered, value, error] = message as [number, unknown, string | undefined]
        if (answered !== id) return
        if (error === undefined) resolve(value)
        else reject(new Error(error))
      })
      through.onExit(() => reject(new Error(`${name}: the process ended`)))
    })
  }

  async function switchOff(): Promise<void> {
    worker?.kill()
    await worker?.gone
    worker = undefined
    machine.switchOff()
  }

  return {
    testFiles: 'file:///C:/koshin/tests/contract/windows/',
    hand: handThrough(call),
    startKeyStore: (gaps, execArgv) => machine.startWorker('out/keystore-windows.cjs', gaps, execArgv),
    switchOff,
    async dispose() {
      await switchOff()
      machine.dispose()
    },
  }
}

function handThrough(call: (name: keyof Hand, input: unknown[]) => Promise<unknown>): DistantHand {
  return new Proxy({} as DistantHand, {
    get:
      (_, name: keyof Hand) =>
      (...input: unknown[]) =>
        call(name, input),
  })
}
