import { randomBytes } from 'node:crypto'
import { createRemoteKeyStore } from '../../main/keystore/process/remote-key-store.ts'
import type { KeyStore } from '../../main/renewal/ports.ts'
import type { WindowsMachine } from './windows-machine.ts'
import type { EndingWorker, Gaps } from './wine-worker.ts'

/** A system store of the current user under a name that nobody else has, and all that was made for it. */
export function throwAway(machine: WindowsMachine, gaps: Gaps, location = `Koshin${randomBytes(6).toString('hex')}`) {
  const workers: EndingWorker[] = []
  const stores: { close(): void }[] = []
  const keys = new Set<string>()

  return {
    location,
    workers,

    /** Another process each time. @param execArgv options for Node itself */
    open(execArgv: string[] = []): KeyStore {
      const startWorker = () => {
        const worker = machine.startKeyStore(gaps, execArgv)
        workers.push(worker)
        return worker
      }
      const store = createRemoteKeyStore({ location, startWorker })
      stores.push(store)
      return {
        ...store,
        makeKey(name, specification) {
          keys.add(name)
          return store.makeKey(name, specification)
        },
      }
    },

    async dispose(): Promise<void> {
      for (const store of stores) store.close()
      await Promise.all(workers.map(({ gone }) => gone))
      await machine.hand.remove([location, `${location}-CA`], [...keys])
    },
  }
}
