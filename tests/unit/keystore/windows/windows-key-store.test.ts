import { describe } from 'vitest'
import type { LocalKeyStore } from '../../../../main/keystore/local-key-store.ts'
import { openWindowsKeyStore } from '../../../../main/keystore/windows/windows-key-store.ts'
import type { KeyStore } from '../../../../main/renewal/ports.ts'
import { keyStoreContract } from '../../../contract/key-store.suite.ts'
import { createMachine } from './fake-machine.ts'
import { startProcess } from './fake-process.ts'

/** The calls of another process, without the process. */
function promised(store: LocalKeyStore): KeyStore {
  return new Proxy(store as unknown as KeyStore, {
    get: (target, name: keyof KeyStore) => {
      const call = target[name] as (...input: never[]) => unknown
      return async (...input: never[]) => call(...input)
    },
  })
}

describe.each(['at once', 'on commit'] as const)('with a Windows that writes %s,', (writes) => {
  keyStoreContract('its certificate store, as a key store,', async () => {
    const machine = createMachine({ writes })
    // Another process for each call: nothing may hang on open handles.
    const open = () => openWindowsKeyStore('MY', () => startProcess(machine).foreign)
    const anew = new Proxy({} as LocalKeyStore, { get: (_, name: keyof LocalKeyStore) => open()[name] })
    return { store: promised(anew), dispose: async () => {} }
  })
})
