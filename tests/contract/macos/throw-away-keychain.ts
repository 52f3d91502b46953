import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import koffi from 'koffi'
import { expect } from 'vitest'
import { bind } from '../../../main/keystore/macos/foreign.ts'
import { openMacosKeyStore, throwAwayLocation } from '../../../main/keystore/macos/macos-key-store.ts'
import type { KeyStore } from '../../../main/renewal/ports.ts'
import { promised } from '../../unit/keystore/fake-key-store.ts'

export interface OpenedStore {
  readonly store: KeyStore
  readonly lock: () => void
  dispose(): Promise<void>
}

/** What makes a keychain, and takes it away. */
export function loadKeychainFunctions() {
  const library = koffi.load('/System/Library/Frameworks/Security.framework/Security')
  return new Map(
    bind(library, {
      SecKeychainCreate: ['int32_t', ['void *', 'uint32_t', 'void *', 'uint8_t', 'void *', 'void *']],
      SecKeychainLock: ['int32_t', ['void *']],
      SecKeychainDelete: ['int32_t', ['void *']],
    }),
  )
}

/**
 * A keychain file of its own with a password that nobody knows. SecKeychainCreate puts it on the user's search list,
 * SecKeychainDelete takes it off again; the default keychain stays what it was.
 */
export function openThrowAway(): OpenedStore {
  const calls = loadKeychainFunctions()
  const root = mkdtempSync(path.join(tmpdir(), 'koshin-keychain-'))
  const file = path.join(root, 'throw-away.keychain-db')
  const [password, made] = [randomBytes(32), Buffer.alloc(8)]
  const name = Buffer.from(`${file}\0`)
  expect(calls.get('SecKeychainCreate')?.(name, password.length, password, 0, null, made)).toBe(0)
  const keychain = made.readBigUInt64LE()
  return {
    store: promised(openMacosKeyStore(throwAwayLocation(path.join(root, 'retired-certificates'), file))),
    lock: () => expect(calls.get('SecKeychainLock')?.(keychain)).toBe(0),
    dispose: async () => {
      expect(calls.get('SecKeychainDelete')?.(keychain)).toBe(0)
      rmSync(root, { recursive: true })
    },
  }
}
