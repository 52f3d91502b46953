/** What Koshin finds in Windows' certificate stores when it comes: other programs' certificates, and damage. */
import { createHash, generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, valueOf } from '../key-store.suite.ts'
import { createTestAuthority } from '../test-authority.ts'
import { startWindows, type WindowsMachine, windowsKind } from './machine.ts'
import { olderProviders, publicKeyFrom, throwAway } from './throw-away.ts'

const data = new TextEncoder().encode('電子証明書更新')

describe.skipIf(windowsKind === undefined)('on Windows', () => {
  let machine: WindowsMachine
  let place: ReturnType<typeof throwAway>

  beforeAll(async () => void (machine = await startWindows()), 180_000)
  afterAll(() => machine?.dispose())
  beforeEach(() => void (place = throwAway(machine, 'filled')))
  afterEach(() => place.dispose())

  describe('a certificate with a key of CryptoAPI', () => {
    it.each(olderProviders)('is listed as such, and signs ($provider)', async (provider) => {
      const { thumbprint, publicKey } = await place.addOlder(provider)
      const store = place.open()
      const entry = { thumbprint, keyName: undefined, retired: false, protection: 'capi', exportable: false }
      expect(valueOf(await store.list())).toMatchObject([entry])
      const signature = valueOf(await store.sign({ thumbprint }, data))
      expect(verify('sha256', data, publicKeyFrom(publicKey), signature)).toBe(true)
      expect(codeOf(await store.sign({ thumbprint }, data, 'rsa-pss-sha256'))).toBe('keystore.sign-failed')
    })

    it('is retired so that every program can tell, and restored with all it had', async () => {
      const { thumbprint, der } = await place.addOlder()
      const before = await place.shown(der)
      const store = place.open()
      valueOf(await store.retire(thumbprint))
      expect(await place.shown(der)).toEqual({ ...before, archived: true })
      expect(valueOf(await place.open().list())).toEqual([])
      expect(valueOf(await place.open().list({ retired: true }))).toMatchObject([{ thumbprint, retired: true }])
      valueOf(await store.restore(thumbprint))
      expect(await place.shown(der)).toEqual(before)
    })

    it('is deleted with its key, and no other is', async () => {
      const [gone, stays] = [await place.addOlder(), await place.addOlder()]
      valueOf(await place.open().delete(gone.thumbprint))
      expect(await place.shown(gone.der)).toBeUndefined()
      expect(await machine.hand.hasOlderKey(gone.link)).toBe(false)
      expect(await machine.hand.hasOlderKey(stays.link)).toBe(true)
      expect(valueOf(await place.open().list())).toMatchObject([{ thumbprint: stays.thumbprint }])
    })

    it('outlives a killed process and a computer switched off', async ({ skip }) => {
      if (machine.switchOff === undefined) skip('this very computer cannot be switched off')
      const { thumbprint } = await place.addOlder()
      const retired = await place.addOlder()
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

    it.each([
      ['retire', { archived: true }],
      ['delete', undefined],
    ] as const)('is %sd, whichever call the process died before', { timeout: 120_000 }, async (step, left) => {
      let deaths = 0
      for (let done = false; !done; ) {
        const { thumbprint, der, link } = await place.addOlder()
        const dying = place.open(['--import', `${machine.testFiles}crash.ts?before=${deaths + 1}`])
        const result = await dying[step](thumbprint)
        done = result.ok
        if (!result.ok) {
          expect(result.failure).toMatchObject({ code: 'keystore.unavailable', retry: 'later' })
          expect(++deaths).toBeLessThan(20)
        }
        valueOf(await place.open()[step](thumbprint))
        const seen = await place.shown(der)
        if (left === undefined) expect(seen).toBeUndefined()
        else expect(seen).toMatchObject(left)
        expect(await machine.hand.hasOlderKey(link)).toBe(step === 'retire')
      }
      expect(deaths).toBeGreaterThan(1)
    })

    it('is retired by one that may be killed meanwhile: the caller repeats it', async () => {
      const { thumbprint, der } = await place.addOlder()
      const store = place.open()
      valueOf(await store.list())
      const retiring = store.retire(thumbprint)
      place.workers[0]!.kill()
      expect(await retiring).toMatchObject({ failure: { code: 'keystore.unavailable', retry: 'later' } })
      valueOf(await store.retire(thumbprint))
      expect(await place.shown(der)).toMatchObject({ archived: true })
    })
  })

  describe('a certificate store', () => {
    it('with 500 certificates of others shows those with a key', async () => {
      const link = { container: '他社 🔑', provider: 'Foreign Key Storage Provider', providerType: 0 }
      const foreign = many(500).map((der, index) => (index % 50 === 0 ? { der, link } : { der }))
      await machine.hand.add(place.location, foreign)
      const mine = await place.addOlder()
      const listed = valueOf(await place.open().list())
      expect(listed).toHaveLength(11)
      expect(listed.find(({ thumbprint }) => thumbprint === mine.thumbprint)).toMatchObject({ protection: 'capi' })
      expect(listed.filter(({ protection }) => protection === 'other')).toHaveLength(10)
      valueOf(await place.open().delete(mine.thumbprint))
      expect(await machine.hand.show(place.location)).toHaveLength(500)
    })

    it('with 64 kB of garbage where a certificate should be shows the others', async () => {
      const [{ thumbprint }, spoiled] = [await place.addOlder(), await place.addOlder()]
      // Windows files certificates under their SHA-1.
      const slot = createHash('sha1').update(spoiled.der).digest('hex').toUpperCase()
      await machine.hand.spoil(place.location, slot, randomBytes(64 * 1024))
      expect(await place.shown(spoiled.der)).toBeUndefined()
      expect(valueOf(await place.open().list())).toMatchObject([{ thumbprint }])
      expect(codeOf(await place.open().sign({ thumbprint }, data))).toBe('ok')
    })
  })
})

/** Nobody looks at their signatures: one certificate with many serial numbers. */
function many(count: number): Uint8Array[] {
  const serial = 'fedcba9876543210'
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const authority = createTestAuthority('他社')
  const der = authority.issue({ publicKey: publicKey.export({ type: 'spki', format: 'der' }), holder: '他人', serial })
  const at = Buffer.from(der).indexOf(serial, 0, 'hex')
  return Array.from({ length: count }, (_, index) => {
    const other = Buffer.from(der)
    other.writeUInt32BE(index, at)
    return other
  })
}
