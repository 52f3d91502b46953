/**
 * Windows' key store: on Windows as it is; on Linux in Wine, once as Wine is, and once with what it lacks put in its
 * place (wine-gaps.ts).
 */
import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  verify,
} from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, enrol, keyStoreContract, rsa2048, valueOf } from './key-store.suite.ts'
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
  afterAll(() => machine?.dispose())

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
      expect(verify('sha256', data, spki(publicKey), signature)).toBe(true)
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

    it('is retired by one that may be killed meanwhile: the caller repeats it', async () => {
      const { thumbprint, der } = await addOlder()
      const store = place.open()
      valueOf(await store.list())
      const retiring = store.retire(thumbprint)
      place.workers[0]!.kill()
      expect(await retiring).toMatchObject({ failure: { code: 'keystore.unavailable', retry: 'later' } })
      valueOf(await store.retire(thumbprint))
      expect(await shown(der)).toMatchObject({ archived: true })
    })
  })

  describe('a certificate that Koshin installs', () => {
    beforeEach(setUp)
    afterEach(tearDown)

    it('is seen by other programs with its name and its key', async () => {
      const { der, thumbprint } = await enrol(place.open(), 'koshin-1', '𠮷野 花子 🐼')
      const seen = await shown(der)
      expect(seen).toMatchObject({ friendlyName: `𠮷野 花子 🐼 ${thumbprint.slice(0, 8)}`, archived: false })
      expect(seen?.link).toMatchObject({ container: 'koshin-1', providerType: 0 })
    })

    it('brings its intermediate issuers, and never a root', async () => {
      const store = place.open()
      const { publicKey } = valueOf(await store.makeKey('koshin-1', rsa2048))
      const der = authority.issue({ publicKey, holder: 'テスト' })
      valueOf(await store.install(der, 'koshin-1', [authority.intermediate, authority.root]))
      const issuers = await machine.hand.show(`${place.location}-CA`)
      expect(issuers.map((issuer) => thumbprintOf(issuer.der))).toEqual([thumbprintOf(authority.intermediate)])
    })

    it('has a key that signs by PSS, too', async () => {
      const store = place.open()
      const { publicKey } = valueOf(await store.makeKey('koshin-1', rsa2048))
      const signature = valueOf(await store.sign({ name: 'koshin-1' }, data, 'rsa-pss-sha256'))
      const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      expect(verify('sha256', data, { key: spki(publicKey), ...options }, signature)).toBe(true)
    })

    it('has a key that no program gets out', async ({ skip }) => {
      if (inWine) skip('Wine opens no CNG key of another process')
      valueOf(await place.open().makeKey('koshin-1', rsa2048))
      const answered = await machine.hand.exportPrivate('koshin-1')
      expect(answered).toEqual(expect.any(Number))
      expect(answered).not.toBe(0)
    })

    it('is taken back when its key cannot be reached through it', async ({ skip }) => {
      if (!inWine) skip('Windows itself reaches every key that it has made')
      const broken = throwAway(machine, 'open', place.location)
      const store = broken.open()
      const { publicKey } = valueOf(await store.makeKey('koshin-1', rsa2048))
      const der = authority.issue({ publicKey, holder: 'テスト' })
      expect(codeOf(await store.install(der, 'koshin-1'))).toBe('keystore.read-back-failed')
      expect(await machine.hand.show(place.location)).toEqual([])
      await broken.dispose()
    })

    it('stands beside those of another process that installs at the same time', async () => {
      const [left, right] = [place.open(), place.open()]
      const names = ['a', 'b', 'c']
      const both = names.flatMap((name) => [enrol(left, `koshin-l-${name}`), enrol(right, `koshin-r-${name}`)])
      const thumbprints = (await Promise.all(both)).map(({ thumbprint }) => thumbprint).sort()
      expect(valueOf(await left.list()).map(({ thumbprint }) => thumbprint)).toEqual(thumbprints)
      expect(valueOf(await right.list()).map(({ thumbprint }) => thumbprint)).toEqual(thumbprints)
    })

    it('is handled while garbage is collected at every turn', async () => {
      const store = place.open(['--gc-interval=500', '--gc-global'])
      const { thumbprint } = await enrol(store, 'koshin-1')
      for (let round = 0; round < 10; round++) expect(valueOf(await store.read(thumbprint))).toBeDefined()
      valueOf(await store.delete(thumbprint))
      expect(place.workers).toHaveLength(1)
    })
  })

  describe('a certificate store', () => {
    beforeEach(setUp)
    afterEach(tearDown)

    it('with 500 certificates of others shows those with a key, and asks no foreign provider for it', async () => {
      const link = { container: '他社 🔑', provider: 'Foreign Key Storage Provider', providerType: 0 }
      const foreign = many(500).map((der, index) => (index % 50 === 0 ? { der, link } : { der }))
      await machine.hand.add(place.location, foreign)
      const mine = await addOlder()
      const listed = valueOf(await place.open().list())
      expect(listed).toHaveLength(11)
      expect(listed.find(({ thumbprint }) => thumbprint === mine.thumbprint)).toMatchObject({ protection: 'capi' })
      expect(listed.filter(({ protection }) => protection === 'other')).toHaveLength(10)
      valueOf(await place.open().delete(mine.thumbprint))
      expect(await machine.hand.show(place.location)).toHaveLength(500)
    })

    it('with 64 kB of garbage where a certificate should be shows the others', async () => {
      const [{ thumbprint }, spoiled] = [await addOlder(), await addOlder()]
      // Windows files certificates under their SHA-1.
      const slot = createHash('sha1').update(spoiled.der).digest('hex').toUpperCase()
      await machine.hand.spoil(place.location, slot, randomBytes(64 * 1024))
      expect(await shown(spoiled.der)).toBeUndefined()
      expect(valueOf(await place.open().list())).toMatchObject([{ thumbprint }])
      expect(codeOf(await place.open().sign({ thumbprint }, data))).toBe('ok')
    })

    it('is MY in the product, with CA beside it', async ({ skip }) => {
      if (!inWine) skip('the user’s own certificates are in there')
      const product = throwAway(machine, 'filled', 'MY')
      const { der } = await enrol(product.open(), 'koshin-1')
      const found = async (store: string) => (await machine.hand.show(store)).map((one) => Buffer.from(one.der))
      expect(await found('MY')).toEqual([Buffer.from(der)])
      expect(await found('CA')).toHaveLength(1)
      await product.dispose()
    })
  })
})

function spki(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
}

/** Nobody looks at their signatures: one certificate with many serial numbers. */
function many(count: number): Uint8Array[] {
  const serial = 'fedcba9876543210'
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const der = authority.issue({ publicKey: publicKey.export({ type: 'spki', format: 'der' }), holder: '他人', serial })
  const at = Buffer.from(der).indexOf(serial, 0, 'hex')
  return Array.from({ length: count }, (_, index) => {
    const other = Buffer.from(der)
    other.writeUInt32BE(index, at)
    return other
  })
}

/** SubjectPublicKeyInfo, DER. */
function publicKeyOf(modulus: Uint8Array, exponent: number): Uint8Array {
  const e = Buffer.alloc(4)
  e.writeUInt32BE(exponent)
  const jwk = { kty: 'RSA', n: Buffer.from(modulus).toString('base64url'), e: e.subarray(1).toString('base64url') }
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' })
}
