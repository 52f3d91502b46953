import { expect } from 'vitest'
import type { LocalKeyStore } from '../../../../main/keystore/local-key-store.ts'
import { openMacosKeyStore } from '../../../../main/keystore/macos/macos-key-store.ts'
import type { KeyStore } from '../../../../main/renewal/ports.ts'
import type { FakeMacos } from './fake-macos.ts'

type Calls = [string, (...values: unknown[]) => unknown][]

/** A store of which every call is seen to release what it was given; the heap refuses to release more than that. */
export function openWatchedStore(folder: string, macos: FakeMacos): LocalKeyStore {
  const calls = Object.entries(openMacosKeyStore(folder, () => macos)) as Calls
  const watched = calls.map(([name, call]) => {
    const watch = (...values: unknown[]): unknown => {
      try {
        return call(...values)
      } finally {
        expect(macos.heap.living()).toEqual([])
      }
    }
    return [name, watch]
  })
  return Object.fromEntries(watched) as LocalKeyStore
}

/** The store as the app sees it through a process, without one. */
export function asynchronous(store: LocalKeyStore): KeyStore {
  const calls = Object.entries(store) as Calls
  return Object.fromEntries(
    calls.map(([name, call]) => [name, async (...values: unknown[]) => call(...values)]),
  ) as unknown as KeyStore
}
