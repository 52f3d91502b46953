import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import type { LocalKeyStore } from '../../../../main/keystore/local-key-store.ts'
import { openMacosKeyStore } from '../../../../main/keystore/macos/macos-key-store.ts'
import { FakeMacos } from './fake-macos.ts'

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

/** A store before empty keychains, with everything it writes below `root`, which is the caller's to remove. */
export function openThrowAwayStore() {
  const root = mkdtempSync(path.join(tmpdir(), 'koshin-macos-'))
  const folder = path.join(root, 'retired-certificates')
  const macos = new FakeMacos()
  return { root, folder, macos, store: openWatchedStore(folder, macos) }
}
