import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, enrol, keyStoreContract, rsa2048, valueOf } from '../key-store.suite.ts'
import { type OpenedStore, openThrowAway } from './throw-away-keychain.ts'

const onMac = process.platform === 'darwin'
if (!onMac) console.warn(`key store contract on macOS skipped: there is no Security.framework on ${process.platform}`)

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
