import { describe, expect, it } from 'vitest'
import type { LocalKeyStore } from '../../../../main/keystore/local-key-store.ts'
import { openWindowsKeyStore } from '../../../../main/keystore/windows/windows-key-store.ts'
import { keyStoreContract } from '../../../contract/key-store.suite.ts'
import { promised } from '../fake-key-store.ts'
import { Refusal } from './fake-handles.ts'
import { createMachine } from './fake-machine.ts'
import { startProcess } from './fake-process.ts'
import { open } from './fake-store.ts'

describe.each(['at once', 'on commit'] as const)('with a Windows that writes %s,', (writes) => {
  keyStoreContract('its certificate store, as a key store,', async () => {
    const machine = createMachine({ writes })
    // Another process for each call: nothing may hang on open handles.
    const open = () => openWindowsKeyStore('MY', () => startProcess(machine).foreign)
    const anew = new Proxy({} as LocalKeyStore, { get: (_, name: keyof LocalKeyStore) => open()[name] })
    return { store: promised(anew), another: () => promised(anew), crash: async () => {}, dispose: async () => {} }
  })
})

describe('a Windows that cannot be used', () => {
  it('makes every call fail with the reason, and is tried again with the next', () => {
    let loads = 0
    const store = openWindowsKeyStore('MY', () => {
      loads++
      throw new Error('Failed to load shared library')
    })
    const cause = 'Failed to load shared library'
    expect(store.list()).toMatchObject({ failure: { code: 'keystore.unavailable', cause } })
    expect(store.checkWritable()).toMatchObject({ failure: { code: 'keystore.unavailable', cause } })
    expect(loads).toBe(2)
  })

  it('says that access is denied where it is', () => {
    const denied = (): never => {
      throw new Refusal(5)
    }
    const store = open(createMachine(), () => ({ CertOpenStore: denied }))
    const cause = 'CertOpenStore: 0x00000005 ERROR_ACCESS_DENIED'
    for (const result of [store.list(), store.checkWritable(), store.retire('0'.repeat(64))]) {
      expect(result).toMatchObject({ failure: { code: 'keystore.access-denied', cause, retry: 'never' } })
    }
  })
})
