/** What every key store must do, whatever the operating system: the promises of KeyStore in main/renewal/ports.ts. */
import { generateKeyPairSync, constants, createPublicKey, randomBytes, verify } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Result } from '../../main/renewal/errors.ts'
import { type KeySpecification, partsOfScheme, signatureSchemes } from '../../main/renewal/key.ts'
import {
  type Input,
  keyStoreOperations,
  type OperationName,
  operationNames,
} from '../../main/renewal/key-store-operations.ts'
import type { KeyStore } from '../../main/renewal/ports.ts'
import { createTestAuthority, thumbprintOf } from './test-authority.ts'

export interface ThrowAwayStore {
  readonly store: KeyStore
  /** The same key store as another process has it, e.g. a second app; absent where a test has one process only. */
  readonly another?: () => KeyStore
  /** Takes the process of `store` away between two calls; the next call goes on without it. */
  readonly crash?: () => Promise<void>
  /** Ends what the store runs and removes all of it. */
  dispose(): Promise<void>
}

export const rsa2048: KeySpecification = { algorithm: 'rsa-2048', provider: 'tpm-preferred', confirmUse: false }

const authority = createTestAuthority('試験認証局')
const unknownThumbprint = '0'.repeat(64)

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.cause ?? ''}`)
  return result.value
}

export function codeOf(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.failure.code
}

interface Enrolled {
  readonly der: Uint8Array
  readonly thumbprint: string
}

/** A key with a certificate next to it. */
export async function enrol(store: KeyStore, name: string, holder = 'テスト 太郎'): Promise<Enrolled> {
  const { publicKey } = valueOf(await store.makeKey(name, rsa2048))
  const der = authority.issue({ publicKey, holder })
  valueOf(await store.install(der, name, [authority.intermediate]))
  return { der, thumbprint: thumbprintOf(der) }
}

/** The same, without the chain above it, as it comes out of a PKCS#12 file of another program. */
async function enrolAlone(store: KeyStore, name: string): Promise<Enrolled> {
  const { publicKey } = valueOf(await store.makeKey(name, rsa2048))
  const der = authority.issue({ publicKey, holder: 'テスト 太郎' })
  valueOf(await store.install(der, name))
  return { der, thumbprint: thumbprintOf(der) }
}

function isSignedBy(publicKey: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
  return verify('sha256', data, key, signature)
}

/** @param lacking titles of tests that this operating system cannot pass, or that are left out, and why; they are skipped */
export function keyStoreContract(
  title: string,
  open: () => Promise<ThrowAwayStore>,
  lacking: Readonly<Record<string, string>> | ((title: string) => string | undefined) = {},
): void {
  describe(title, () => {
    let store: KeyStore
    let another: ThrowAwayStore['another']
    let crash: ThrowAwayStore['crash']
    let dispose: ThrowAwayStore['dispose']

    beforeEach(async ({ task, skip }) => {
      dispose = async () => {}
      const reason = typeof lacking === 'function' ? lacking(task.name) : lacking[task.name]
      if (reason !== undefined) skip(reason)
      const opened = await open()
      store = opened.store
      another = opened.another
      crash = opened.crash
      dispose = () => opened.dispose()
    })
    afterEach(() => dispose())

    const thumbprints = async (retired = false): Promise<string[]> =>
      valueOf(await store.list({ retired })).map(({ thumbprint }) => thumbprint)

    describe('keys', () => {
      const data = new TextEncoder().encode('電子証明書更新')

      it('are made inside the store, and made once for each name', async () => {
        const first = valueOf(await store.makeKey('koshin-1', rsa2048))
        expect(valueOf(await store.makeKey('koshin-1', rsa2048))).toEqual(first)
        expect(valueOf(await store.makeKey('koshin-2', rsa2048))).not.toEqual(first)
      })

      it('have the length that was asked for', async () => {
        const { publicKey } = valueOf(await store.makeKey('koshin-1', { ...rsa2048, algorithm: 'rsa-3072' }))
        const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
        expect(key.asymmetricKeyDetails?.modulusLength).toBe(3072)
      })

      it('are found by their name, and no other key is', async () => {
        const { publicKey } = valueOf(await store.makeKey('koshin-1', rsa2048))
        expect(valueOf(await store.findKey('koshin-1'))).toEqual(publicKey)
        expect(valueOf(await store.findKey('koshin-'))).toBeUndefined()
      })

      it('are listed by their names, with and without a certificate, and none once they are discarded', async () => {
        expect(valueOf(await store.listKeys())).toEqual([])
        await enrol(store, 'koshin-2')
        valueOf(await store.makeKey('koshin-1', rsa2048))
        expect(valueOf(await store.listKeys())).toEqual(['koshin-1', 'koshin-2'])
        valueOf(await store.discardKey('koshin-1'))
        expect(valueOf(await store.listKeys())).toEqual(['koshin-2'])
      })

      it('sign by name, with a signature that their public key verifies', async () => {
        const { publicKey } = valueOf(await store.makeKey('koshin-1', rsa2048))
        const signature = valueOf(await store.sign({ name: 'koshin-1' }, data))
        expect(isSignedBy(publicKey, data, signature)).toBe(true)
        expect(isSignedBy(publicKey, data.subarray(1), signature)).toBe(false)
      })

      it('sign by the thumbprint of their certificate', async () => {
        const { thumbprint } = await enrol(store, 'koshin-1')
        const { publicKey } = valueOf(await store.makeKey('koshin-1', rsa2048))
        expect(isSignedBy(publicKey, data, valueOf(await store.sign({ thumbprint }, data)))).toBe(true)
      })

      it.each(signatureSchemes.filter((one) => one.startsWith('rsa')))('sign as the bank wants: %s', async (scheme) => {
        const { publicKey } = valueOf(await store.makeKey('koshin-1', rsa2048))
        const signature = valueOf(await store.sign({ name: 'koshin-1' }, data, scheme))
        const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
        const { family, hash } = partsOfScheme(scheme)
        const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: hash === 'sha256' ? 32 : 48 }
        expect(verify(hash, data, family === 'rsa-pss' ? pss : key, signature)).toBe(true)
      })

      it.each([
        ['ec-p256', 'prime256v1', 'sha256'],
        ['ec-p384', 'secp384r1', 'sha384'],
      ] as const)('may be %s: made, signed with, and installed next to', async (algorithm, namedCurve, hash) => {
        const { publicKey } = valueOf(await store.makeKey('koshin-1', { ...rsa2048, algorithm }))
        const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
        expect(key.asymmetricKeyDetails).toEqual({ namedCurve })
        expect(valueOf(await store.findKey('koshin-1'))).toEqual(publicKey)
        expect(verify(hash, data, key, valueOf(await store.sign({ name: 'koshin-1' }, data)))).toBe(true)
        const der = authority.issue({ publicKey, holder: '楕円曲線' })
        const thumbprint = thumbprintOf(der)
        valueOf(await store.install(der, 'koshin-1', [authority.intermediate]))
        expect(await thumbprints()).toEqual([thumbprint])
        const signature = valueOf(await store.sign({ thumbprint }, data, `ecdsa-${hash}`))
        expect(verify(hash, data, key, signature)).toBe(true)
        expect(codeOf(await store.sign({ thumbprint }, data, 'rsa-pkcs1-sha256'))).toBe('keystore.sign-failed')
        valueOf(await store.retire(thumbprint))
        valueOf(await store.restore(thumbprint))
        expect(await thumbprints()).toEqual([thumbprint])
        valueOf(await store.delete(thumbprint))
        expect(valueOf(await store.findKey('koshin-1'))).toBeUndefined()
      })

      it('of RSA never sign by ECDSA', async () => {
        valueOf(await store.makeKey('koshin-1', rsa2048))
        expect(codeOf(await store.sign({ name: 'koshin-1' }, data, 'ecdsa-sha256'))).toBe('keystore.sign-failed')
      })

      it('are told with the place where they really are, and it is the one that the list tells', async () => {
        const { publicKey, protection } = valueOf(await store.makeKey('koshin-1', rsa2048))
        const der = authority.issue({ publicKey, holder: '場所' })
        valueOf(await store.install(der, 'koshin-1'))
        expect(valueOf(await store.list())).toMatchObject([{ protection, keyName: 'koshin-1' }])
      })

      it('that must be in hardware that is not there are not made anywhere else', async () => {
        const wanted = [
          { ...rsa2048, provider: 'tpm' },
          { ...rsa2048, provider: 'secure-enclave', algorithm: 'ec-p256' },
        ] as const
        const results = []
        for (const [index, specification] of wanted.entries()) {
          const result = await store.makeKey(`koshin-${index}`, specification)
          results.push(result)
          if (result.ok) continue
          expect(['keystore.tpm-absent', 'keystore.access-denied']).toContain(result.failure.code)
          expect(valueOf(await store.findKey(`koshin-${index}`))).toBeUndefined()
        }
        // No machine has both.
        expect(results.every(({ ok }) => ok)).toBe(false)
      })

      it('that are not there sign nothing', async () => {
        expect(codeOf(await store.sign({ name: 'koshin-1' }, data))).toBe('keystore.key-missing')
        expect(codeOf(await store.sign({ thumbprint: unknownThumbprint }, data))).toBe('keystore.key-missing')
      })

      it('without a certificate are not listed, and can be discarded, also twice', async () => {
        valueOf(await store.makeKey('koshin-1', rsa2048))
        expect(await thumbprints(true)).toEqual([])
        expect(codeOf(await store.discardKey('koshin-1'))).toBe('ok')
        expect(valueOf(await store.findKey('koshin-1'))).toBeUndefined()
        expect(codeOf(await store.discardKey('koshin-1'))).toBe('ok')
      })

      it('with a certificate are never discarded, installed or retired', async () => {
        const { thumbprint } = await enrol(store, 'koshin-1')
        expect(codeOf(await store.discardKey('koshin-1'))).toBe('keystore.key-exists')
        valueOf(await store.retire(thumbprint))
        expect(codeOf(await store.discardKey('koshin-1'))).toBe('keystore.key-exists')
        expect(valueOf(await store.findKey('koshin-1'))).toBeDefined()
      })
    })

    describe('an issued certificate', () => {
      it('is installed next to its key and read back as it was issued', async () => {
        const { der, thumbprint } = await enrol(store, 'koshin-1')
        const back = valueOf(await store.read(thumbprint))
        expect(back).toMatchObject({ thumbprint, keyName: 'koshin-1', retired: false })
        expect(Buffer.from(back?.der ?? []).equals(der)).toBe(true)
        expect(valueOf(await store.list())).toEqual([back])
      })

      it('may be installed again: nothing changes', async () => {
        const { der, thumbprint } = await enrol(store, 'koshin-1')
        valueOf(await store.install(der, 'koshin-1', [authority.intermediate]))
        expect(await thumbprints(true)).toEqual([thumbprint])
      })

      const holders = ['株式会社 更新商事：経理部', 'a: b, c=d', '𠮷野 花子', '🔑 鍵 👩‍💼', '']
      it.each(holders)('may have the holder "%s"', async (holder) => {
        const { thumbprint } = await enrol(store, 'koshin-1', holder)
        expect(await thumbprints()).toEqual([thumbprint])
      })

      it('for another key is refused, and nothing of it stays', async () => {
        const { publicKey: foreign } = valueOf(await store.makeKey('koshin-other', rsa2048))
        valueOf(await store.makeKey('koshin-1', rsa2048))
        const der = authority.issue({ publicKey: foreign, holder: '別人' })
        expect(codeOf(await store.install(der, 'koshin-1'))).toBe('keystore.key-missing')
        expect(codeOf(await store.install(der, 'koshin-absent'))).toBe('keystore.key-missing')
        expect(await thumbprints(true)).toEqual([])
        expect(codeOf(await store.discardKey('koshin-other'))).toBe('ok')
      })

      it('that is garbage is refused, and nothing of it stays', async () => {
        const { publicKey } = valueOf(await store.makeKey('koshin-1', rsa2048))
        const good = authority.issue({ publicKey, holder: 'テスト' })
        const longer = new Uint8Array([...good, 0])
        const large = randomBytes(64 * 1024)
        const garbage = [new Uint8Array(), good.subarray(0, -1), longer, new Uint8Array(300).fill(0x30), large]
        for (const der of garbage) expect(codeOf(await store.install(der, 'koshin-1'))).toBe('issued.unreadable')
        expect(codeOf(await store.install(good, 'koshin-1', [garbage[1]!]))).toBe('issued.unreadable')
        expect(await thumbprints(true)).toEqual([])
        expect(codeOf(await store.discardKey('koshin-1'))).toBe('ok')
      })

      it('is installed without an intermediate in whose place another one is', async () => {
        const serial = '2233445566778899'
        const { publicKey: foreign } = generateKeyPairSync('rsa', { modulusLength: 2048 })
        const publicKey = new Uint8Array(foreign.export({ type: 'spki', format: 'der' }))
        const twins = ['一', '二'].map((holder) => authority.issue({ publicKey, holder, serial }))
        for (const [index, twin] of twins.entries()) {
          const name = `koshin-${index}`
          const own = valueOf(await store.makeKey(name, rsa2048))
          const der = authority.issue({ publicKey: own.publicKey, holder: '更新 花子' })
          valueOf(await store.install(der, name, [twin, authority.intermediate]))
          expect(valueOf(await store.read(thumbprintOf(der)))?.keyName).toBe(name)
        }
      })

      it('never takes the place of another with the same issuer and serial number', async () => {
        const serial = '1122334455667788'
        const { publicKey } = valueOf(await store.makeKey('koshin-1', rsa2048))
        const first = authority.issue({ publicKey, holder: '一', serial })
        valueOf(await store.install(first, 'koshin-1'))
        const second = authority.issue({ publicKey, holder: '二', serial })
        expect(codeOf(await store.install(second, 'koshin-1'))).toBe('keystore.write-failed')
        expect(await thumbprints(true)).toEqual([thumbprintOf(first)])
      })

      it('of the same holder stands beside the old one, and the list is in order of thumbprints', async () => {
        const made = [await enrol(store, 'koshin-1'), await enrol(store, 'koshin-2'), await enrol(store, 'koshin-3')]
        expect(await thumbprints()).toEqual(made.map(({ thumbprint }) => thumbprint).sort())
      })

      it('that nobody has is undefined, not an error', async () => {
        expect(valueOf(await store.read(unknownThumbprint))).toBeUndefined()
      })
    })

    describe('retiring', () => {
      it('takes a certificate out of the list but loses nothing', async () => {
        const { thumbprint, der } = await enrol(store, 'koshin-1')
        valueOf(await store.retire(thumbprint))
        expect(await thumbprints()).toEqual([])
        const retired = valueOf(await store.list({ retired: true }))
        expect(retired).toMatchObject([{ thumbprint, keyName: 'koshin-1', retired: true }])
        expect(Buffer.from(retired[0]?.der ?? []).equals(der)).toBe(true)
        expect(valueOf(await store.read(thumbprint))).toEqual(retired[0])
        expect(codeOf(await store.sign({ thumbprint }, der))).toBe('ok')
      })

      it('is undone by restoring; each may be repeated', async () => {
        const { thumbprint } = await enrol(store, 'koshin-1')
        for (const step of ['retire', 'retire', 'restore', 'restore'] as const) valueOf(await store[step](thumbprint))
        expect(valueOf(await store.list())).toMatchObject([{ thumbprint, keyName: 'koshin-1', retired: false }])
      })

      it('is undone by installing the certificate once more', async () => {
        const { thumbprint, der } = await enrol(store, 'koshin-1')
        valueOf(await store.retire(thumbprint))
        valueOf(await store.install(der, 'koshin-1'))
        expect(await thumbprints()).toEqual([thumbprint])
      })

      it('leaves the other certificates alone', async () => {
        const old = await enrol(store, 'koshin-1')
        const renewed = await enrol(store, 'koshin-2')
        valueOf(await store.retire(old.thumbprint))
        expect(await thumbprints()).toEqual([renewed.thumbprint])
      })

      it('needs a certificate', async () => {
        expect(codeOf(await store.retire(unknownThumbprint))).toBe('keystore.certificate-missing')
        expect(codeOf(await store.restore(unknownThumbprint))).toBe('keystore.certificate-missing')
      })
    })

    describe('deleting', () => {
      it.each(['installed', 'retired'])('takes the %s certificate and its key, and may be repeated', async (state) => {
        const { thumbprint } = await enrol(store, 'koshin-1')
        const other = await enrol(store, 'koshin-2')
        if (state === 'retired') valueOf(await store.retire(thumbprint))
        valueOf(await store.delete(thumbprint))
        expect(await thumbprints(true)).toEqual([other.thumbprint])
        expect(valueOf(await store.findKey('koshin-1'))).toBeUndefined()
        expect(codeOf(await store.delete(thumbprint))).toBe('ok')
      })

      it('leaves a key that another certificate needs', async () => {
        const { thumbprint } = await enrol(store, 'koshin-1')
        const again = await enrol(store, 'koshin-1')
        valueOf(await store.delete(thumbprint))
        expect(await thumbprints(true)).toEqual([again.thumbprint])
      })
    })

    describe('the CA certificates beside them', () => {
      const listed = async () => valueOf(await store.listAuthorities()).map((der) => Buffer.from(der).toString('hex'))
      const intermediate = Buffer.from(authority.intermediate).toString('hex')

      it('are put there, listed, and are nobody’s own', async () => {
        const { thumbprint, der } = await enrolAlone(store, 'koshin-1')
        expect(await listed()).not.toContain(intermediate)
        valueOf(await store.addAuthorities([authority.intermediate]))
        expect(await listed()).toContain(intermediate)
        expect(await listed()).not.toContain(Buffer.from(der).toString('hex'))
        expect(await thumbprints(true)).toEqual([thumbprint])
      })

      it('are those that came with a certificate, too', async () => {
        await enrol(store, 'koshin-1')
        expect(await listed()).toContain(intermediate)
      })

      it('have no root put among them, and nothing where one of them is no certificate', async () => {
        valueOf(await store.addAuthorities([authority.root]))
        expect(await listed()).not.toContain(Buffer.from(authority.root).toString('hex'))
        expect(codeOf(await store.addAuthorities([authority.intermediate, Uint8Array.of(5, 0)]))).toBe(
          'issued.unreadable',
        )
        expect(await listed()).not.toContain(intermediate)
      })
    })

    describe('every operation', () => {
      it.each(operationNames)('may be repeated: %s', async (name) => {
        const { thumbprint } = await enrol(store, 'koshin-1')
        const { publicKey } = valueOf(await store.makeKey('koshin-2', rsa2048))
        const state = async () => [valueOf(await store.list({ retired: true })), await store.findKey('koshin-2')]
        const inputs: { readonly [Name in OperationName]: Input<Name> } = {
          checkWritable: [{ trial: true }],
          list: [],
          listKeyless: [],
          listAuthorities: [],
          addAuthorities: [[authority.intermediate]],
          listKeys: [],
          read: [thumbprint],
          makeKey: ['koshin-3', rsa2048],
          findKey: ['koshin-2'],
          sign: [{ thumbprint }, publicKey],
          install: [authority.issue({ publicKey, holder: '更新 花子' }), 'koshin-2', [authority.intermediate]],
          retire: [thumbprint],
          restore: [thumbprint],
          discardKey: ['koshin-2'],
          delete: [thumbprint],
        }
        const call = store[name] as (...input: readonly unknown[]) => Promise<Result<unknown>>
        const before = await state()
        const first = valueOf(await call(...inputs[name]))
        const after = await state()
        const second = valueOf(await call(...inputs[name]))
        expect(await state()).toEqual(after)
        const { access, repeated } = keyStoreOperations[name]
        if (access === 'to read') expect(after).toEqual(before)
        if (repeated !== 'does it again') expect(second).toEqual(first)
      })
    })

    describe('a crash', () => {
      it('between any two calls loses nothing and doubles nothing', async ({ skip }) => {
        if (crash === undefined) skip('the store runs in the process of this test')
        const data = new TextEncoder().encode('電子証明書更新')
        const { publicKey } = valueOf(await store.makeKey('koshin-1', rsa2048))
        await crash!()
        expect(valueOf(await store.makeKey('koshin-1', rsa2048)).publicKey).toEqual(publicKey)
        await crash!()
        expect(isSignedBy(publicKey, data, valueOf(await store.sign({ name: 'koshin-1' }, data)))).toBe(true)
        await crash!()
        const der = authority.issue({ publicKey, holder: 'テスト' })
        const thumbprint = thumbprintOf(der)
        for (let round = 0; round < 2; round++) {
          valueOf(await store.install(der, 'koshin-1', [authority.intermediate]))
          await crash!()
        }
        expect(valueOf(await store.list({ retired: true }))).toMatchObject([{ thumbprint, retired: false }])
        for (const step of ['retire', 'restore'] as const) {
          for (let round = 0; round < 2; round++) {
            valueOf(await store[step](thumbprint))
            await crash!()
          }
          expect(valueOf(await store.read(thumbprint))).toMatchObject({ retired: step === 'retire' })
        }
        expect(codeOf(await store.discardKey('koshin-1'))).toBe('keystore.key-exists')
        for (let round = 0; round < 2; round++) {
          valueOf(await store.delete(thumbprint))
          await crash!()
        }
        expect(await thumbprints(true)).toEqual([])
        expect(valueOf(await store.findKey('koshin-1'))).toBeUndefined()
      })
    })

    describe('two apps at once', () => {
      it("make one key of one name, and see each other's certificates", async ({ skip }) => {
        if (another === undefined) skip('the store runs in the process of this test')
        const right = another!()
        const made = await Promise.all([store.makeKey('koshin-1', rsa2048), right.makeKey('koshin-1', rsa2048)])
        const found = valueOf(await store.findKey('koshin-1'))
        // One of the two may have lost the race; it then finds the winner's key.
        for (const result of made) if (result.ok) expect(result.value.publicKey).toEqual(found)
        expect(valueOf(await right.makeKey('koshin-1', rsa2048)).publicKey).toEqual(found)
        const { thumbprint } = await enrol(store, 'koshin-1')
        expect(valueOf(await right.list())).toMatchObject([{ thumbprint, keyName: 'koshin-1' }])
        valueOf(await right.retire(thumbprint))
        expect(await thumbprints()).toEqual([])
      })
    })

    it('says whether it can be written, and leaves nothing behind', async () => {
      valueOf(await store.makeKey('koshin-1', rsa2048))
      expect(codeOf(await store.checkWritable())).toBe('ok')
      expect(codeOf(await store.checkWritable({ trial: true }))).toBe('ok')
      expect(await thumbprints(true)).toEqual([])
    })
  })
}
