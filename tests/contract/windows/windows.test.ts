/**
 * Windows' key store: on Windows as it is; on Linux in Wine, once as Wine is, and once with what it lacks put in its
 * place (wine/gaps.ts).
 */
import { constants, verify } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, enrol, keyStoreContract, rsa2048, valueOf } from '../key-store.suite.ts'
import { createTestAuthority, thumbprintOf } from '../test-authority.ts'
import { startWindows, type WindowsMachine, windowsKind } from './machine.ts'
import { publicKeyFrom, throwAway } from './throw-away.ts'
import { lackingInWine, lackingWhenFilled } from './wine/lacking.ts'
import type { Gaps } from './wine/worker.ts'

const authority = createTestAuthority('試験認証局')
const data = new TextEncoder().encode('電子証明書更新')

describe.skipIf(windowsKind === undefined)('on Windows', () => {
  const inWine = windowsKind === 'wine'
  let machine: WindowsMachine
  let place: ReturnType<typeof throwAway>

  beforeAll(async () => void (machine = await startWindows()), 180_000)
  afterAll(() => machine?.dispose())

  function opening(gaps: Gaps) {
    return async () => {
      const opened = throwAway(machine, gaps)
      return {
        store: opened.open(),
        another: () => opened.open(),
        crash: () => opened.crash(),
        dispose: () => opened.dispose(),
      }
    }
  }

  keyStoreContract('the certificate store, as a key store,', opening('open'), inWine ? lackingInWine : {})
  if (inWine)
    keyStoreContract(
      'the certificate store, with what Wine lacks, as a key store,',
      opening('filled'),
      lackingWhenFilled,
    )

  describe('a certificate that Koshin installs', () => {
    beforeEach(() => void (place = throwAway(machine, 'filled')))
    afterEach(() => place.dispose())

    it('is seen by other programs with its name and its key', async () => {
      const { der, thumbprint } = await enrol(place.open(), 'koshin-1', '𠮷野 花子 🐼')
      const seen = await place.shown(der)
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
      expect(verify('sha256', data, { key: publicKeyFrom(publicKey), ...options }, signature)).toBe(true)
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

    it('is in MY in the product, with its issuer in CA', async ({ skip }) => {
      if (!inWine) skip('the user’s own certificates are in there')
      const product = throwAway(machine, 'filled', 'MY')
      const { der } = await enrol(product.open(), 'koshin-1')
      const found = async (store: string) => (await machine.hand.show(store)).map((one) => Buffer.from(one.der))
      expect(await found('MY')).toEqual([Buffer.from(der)])
      expect(await found('CA')).toHaveLength(1)
      await product.dispose()
    })

    it('is handled while garbage is collected at every turn', async () => {
      const store = place.open(['--gc-interval=500', '--gc-global'])
      const { thumbprint } = await enrol(store, 'koshin-1')
      for (let round = 0; round < 10; round++) expect(valueOf(await store.read(thumbprint))).toBeDefined()
      valueOf(await store.delete(thumbprint))
      expect(place.workers).toHaveLength(1)
    })
  })
})
