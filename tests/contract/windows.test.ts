/**
 * Windows' key store: on Windows as it is; on Linux in Wine, once as Wine is, and once with what it lacks put in its
 * place (wine-gaps.ts).
 */
import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, keyStoreContract, valueOf } from './key-store.suite.ts'
import { createTestAuthority, thumbprintOf } from './test-authority.ts'
import type { KeyLink } from './windows-hand.ts'
import { startWindows, type WindowsMachine, windowsKind } from './windows-machine.ts'
import { throwAway } from './windows-throw-away.ts'
import { lackingInWine } from './wine-lacking.ts'
import type { Gaps } from './wine-worker.ts'

if (windowsKind === undefined) {
  console.warn('key store contract on Windows skipped: this is not Windows, and there is no Wine that npm test set up')
}

const authority = createTestAuthority('試験認証局')
const data = new TextEncoder().encode('電子証明書更新')

/** CryptoAPI's providers of Internet Explorer's days: PROV_RSA_FULL, and PROV_RSA_AES. */
const olderProviders = [
  { provider: 'Microsoft Enhanced Cryptographic Provider v1.0', providerType: 1 },
  { provider: 'Microsoft Enhanced RSA and AES Cryptographic Provider', providerType: 24 },
]

describe.skipIf(windowsKind === undefined)('on Windows', () => {
  const inWine = windowsKind === 'wine'
  let machine: WindowsMachine
  let place: ReturnType<typeof throwAway>
  let older: KeyLink[]

  // A new Windows takes Wine ten seconds.
  beforeAll(async () => void (machine = await startWindows()), 180_000)
  afterAll(() => machine.dispose())

  function opening(gaps: Gaps) {
    return async () => {
      const opened = throwAway(machine, gaps)
      return { store: opened.open(), dispose: () => opened.dispose() }
    }
  }

  keyStoreContract('the certificate store, as a key store,', opening('open'), inWine ? lackingInWine : {})
  if (inWine) keyStoreContract('the certificate store, with what Wine lacks, as a key store,', opening('filled'))

  function setUp(): void {
    place = throwAway(machine, 'filled')
    older = []
  }

  async function tearDown(): Promise<void> {
    await place.dispose()
    for (const link of older) await machine.hand.deleteOlderKey(link)
  }

  /** A certificate whose key is one of CryptoAPI, as other programs left them. */
  async function addOlder({ provider, providerType } = olderProviders[0]!, friendlyName = 'みずほ 太郎 🔑') {
    const link = { provider, providerType, container: `鍵 ${randomBytes(6).toString('hex')}` }
    older.push(link)
    const { modulus, exponent } = await machine.hand.makeOlderKey(link)
    const publicKey = publicKeyOf(modulus, exponent)
    const der = authority.issue({ publicKey, holder: '𠮷野 花子 🐼' })
    await machine.hand.add(place.location, [{ der, link, friendlyName }])
    return { der, link, publicKey, friendlyName, thumbprint: thumbprintOf(der) }
  }

  const shown = async (der: Uint8Array) =>
    (await machine.hand.show(place.location)).find((one) => Buffer.from(one.der).equals(der))

  describe('a certificate with a key of CryptoAPI', () => {
    beforeEach(setUp)
    afterEach(tearDown)

    it.each(olderProviders)('is listed as such, and signs ($provider)', async (provider) => {
      const { thumbprint, publicKey } = await addOlder(provider)
      const store = place.open()
      const entry = { thumbprint, keyName: undefined, retired: false, protection: 'capi', exportable: false }
      expect(valueOf(await store.list())).toMatchObject([entry])
      const signature = valueOf(await store.sign({ thumbprint }, data))
      expect(verify('sha256', data, createPublicKey(pkcs(publicKey)), signature)).toBe(true)
      expect(codeOf(await store.sign({ thumbprint }, data, 'rsa-pss-sha256'))).toBe('keystore.sign-failed')
    })

    it('is retired so that every program can tell, and restored with all it had', async () => {
      const { thumbprint, der } = await addOlder()
      const before = await shown(der)
      const store = place.open()
      valueOf(await store.retire(thumbprint))
      expect(await shown(der)).toEqual({ ...before, archived: true })
      expect(valueOf(await place.open().list())).toEqual([])
      expect(valueOf(await place.open().list({ retired: true }))).toMatchObject([{ thumbprint, retired: true }])
      valueOf(await store.restore(thumbprint))
      expect(await shown(der)).toEqual(before)
    })

    it('is deleted with its key, and no other is', async () => {
      const [gone, stays] = [await addOlder(), await addOlder()]
      valueOf(await place.open().delete(gone.thumbprint))
      expect(await shown(gone.der)).toBeUndefined()
      expect(await machine.hand.hasOlderKey(gone.link)).toBe(false)
      expect(await machine.hand.hasOlderKey(stays.link)).toBe(true)
      expect(valueOf(await place.open().list())).toMatchObject([{ thumbprint: stays.thumbprint }])
    })

    it('outlives a killed process and a computer switched off', async ({ skip }) => {
      if (machine.switchOff === undefined) skip('this very computer cannot be switched off')
      const { thumbprint } = await addOlder()
      const retired = await addOlder()
      const store = place.open()
      valueOf(await store.retire(retired.thumbprint))
      const listed = valueOf(await store.list({ retired: true }))
      expect(listed).toHaveLength(2)
      const [first] = place.workers
      first!.kill()
      await first!.gone
      expect(valueOf(await store.list({ retired: true }))).toEqual(listed)
      await machine.switchOff!()
      await place.workers[1]!.gone
      expect(valueOf(await store.list({ retired: true }))).toEqual(listed)
      expect(codeOf(await store.sign({ thumbprint }, data))).toBe('ok')
      expect(place.workers).toHaveLength(3)
    })
  })
})

function pkcs(spki: Uint8Array) {
  return { key: Buffer.from(spki), format: 'der', type: 'spki' } as const
}

/** SubjectPublicKeyInfo, DER. */
function publicKeyOf(modulus: Uint8Array, exponent: number): Uint8Array {
  const e = Buffer.alloc(4)
  e.writeUInt32BE(exponent)
  const jwk = { kty: 'RSA', n: Buffer.from(modulus).toString('base64url'), e: e.subarray(1).toString('base64url') }
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' })
}
