import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import koffi from 'koffi'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bind } from '../../../main/keystore/macos/foreign.ts'
import { openMacosKeyStore, throwAwayLocation } from '../../../main/keystore/macos/macos-key-store.ts'
import type { KeyStore } from '../../../main/renewal/ports.ts'
import { promised } from '../../unit/keystore/fake-key-store.ts'
import { codeOf, enrol, keyStoreContract, rsa2048, valueOf } from '../key-store.suite.ts'

const onMac = process.platform === 'darwin'
if (!onMac) console.warn(`key store contract on macOS skipped: there is no Security.framework on ${process.platform}`)

interface OpenedStore {
  readonly store: KeyStore
  readonly lock: () => void
  dispose(): Promise<void>
}

/**
 * A keychain file of its own with a password that nobody knows. SecKeychainCreate puts it on the user's search list,
 * SecKeychainDelete takes it off again; the default keychain stays what it was.
 */
function openThrowAway(): OpenedStore {
  const library = koffi.load('/System/Library/Frameworks/Security.framework/Security')
  const calls = new Map(
    bind(library, {
      // OSStatus SecKeychainCreate(const char *, UInt32, const void *, Boolean, SecAccessRef, SecKeychainRef *)
      SecKeychainCreate: ['int32_t', ['void *', 'uint32_t', 'void *', 'uint8_t', 'void *', 'void *']],
      SecKeychainLock: ['int32_t', ['void *']],
      SecKeychainDelete: ['int32_t', ['void *']],
    }),
  )
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

// One skipped test stands for all of them.
if (!onMac) it.skip('a keychain of macOS, as a key store (needs macOS)', () => {})
else {
  keyStoreContract('a keychain of macOS, as a key store,', async () => openThrowAway())

  describe('a keychain of macOS', () => {
    let opened: OpenedStore
    beforeEach(() => void (opened = openThrowAway()))
    afterEach(() => opened.dispose())

    it('holds keys that cannot be taken out', async () => {
      const { thumbprint } = await enrol(opened.store, 'koshin-1')
      const back = valueOf(await opened.store.read(thumbprint))
      expect(back).toMatchObject({ protection: 'keychain-software', exportable: false })
    })

    it('signs by PSS, too, and by ECDSA with a key on P-256', async () => {
      valueOf(await opened.store.makeKey('koshin-1', rsa2048))
      valueOf(await opened.store.makeKey('koshin-2', { ...rsa2048, algorithm: 'ec-p256' }))
      expect(codeOf(await opened.store.sign({ name: 'koshin-1' }, randomBytes(99), 'rsa-pss-sha256'))).toBe('ok')
      expect(codeOf(await opened.store.sign({ name: 'koshin-2' }, randomBytes(99)))).toBe('ok')
    })

    it('says that it is locked, without a question, and still shows its certificates', async () => {
      const { thumbprint } = await enrol(opened.store, 'koshin-1')
      opened.lock()
      expect(codeOf(await opened.store.checkWritable())).toBe('keystore.locked')
      expect(valueOf(await opened.store.list())).toMatchObject([{ thumbprint }])
    })
  })
}
