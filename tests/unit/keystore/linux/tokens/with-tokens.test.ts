import { describe, expect, it, vi } from 'vitest'
import { type TokenStore, withTokens } from '../../../../../main/keystore/linux/tokens/with-tokens.ts'
import type { RemoteKeyStore } from '../../../../../main/keystore/process/remote-key-store.ts'
import { done, failure, success } from '../../../../../main/renewal/errors.ts'
import type { KeyStore, StoredCertificate } from '../../../../../main/renewal/ports.ts'
import { fakeKeyStore } from '../../fake-key-store.ts'

const stored = (thumbprint: string, more: Partial<StoredCertificate> = {}): StoredCertificate => ({
  ...{ der: new Uint8Array(), thumbprint, keyName: undefined, retired: false },
  ...{ protection: 'nss-software', exportable: true, ...more },
})
const inDatabase = stored('bb')
const onToken = stored('aa', { protection: 'pkcs11-token', pinOf: 'Card' })
const signature = new Uint8Array([7])
const signing = { thumbprint: 'aa' }

function computer(tokens: Partial<TokenStore> | undefined = {}) {
  const own = fakeKeyStore({
    list: async () => success([inDatabase]),
    read: async (thumbprint) => success(thumbprint === 'bb' ? inDatabase : undefined),
    sign: async (key) =>
      'thumbprint' in key && key.thumbprint === 'bb' ? success(signature) : failure('keystore.key-missing'),
    retire: async (thumbprint) => (thumbprint === 'bb' ? done : failure('keystore.certificate-missing')),
  } satisfies Partial<KeyStore>)
  const beside = {
    list: vi.fn(async () => success([onToken])),
    read: vi.fn(async (thumbprint: string) => success(thumbprint === 'aa' ? onToken : undefined)),
    sign: vi.fn(async () => success(signature)),
    unlock: vi.fn(async () => success('unlocked' as const)),
    close: vi.fn(),
    ...tokens,
  }
  const database = { ...own, unlock: vi.fn(async () => success('unlocked' as const)), close: vi.fn() } as RemoteKeyStore
  const time = { now: 0 }
  return {
    store: withTokens(
      database,
      () => beside,
      () => time.now,
    ),
    beside,
    database,
    time,
  }
}

describe('a key store with tokens beside it', () => {
  it('lists, reads and signs with what is on both, and makes nothing of a token without drivers', async () => {
    const { store, database } = computer()
    expect(await store.list()).toEqual(success([onToken, inDatabase]))
    expect(await store.read('aa')).toEqual(success(onToken))
    expect(await store.sign(signing, new Uint8Array())).toEqual(success(signature))
    const alone = withTokens(
      database,
      () => undefined,
      () => 0,
    )
    expect(await alone.list()).toEqual(success([inDatabase]))
    expect(await alone.sign(signing, new Uint8Array())).toEqual(failure('keystore.key-missing'))
  })

  it('hides nothing on a token, and says that it is not there only of what is nowhere', async () => {
    const { store } = computer()
    expect(await store.retire('aa')).toMatchObject({ failure: { code: 'keystore.write-failed' } })
    expect(await store.retire('bb')).toEqual(done)
    expect(await store.retire('cc')).toEqual(failure('keystore.certificate-missing'))
  })

  it('shows the user’s own certificates whatever drivers do, and leaves those that failed alone for a while', async () => {
    const list = vi.fn(async () => failure('keystore.unavailable', { retry: 'later' }))
    const { store, time } = computer({ list })
    for (let times = 0; times < 3; times++) expect(await store.list()).toEqual(success([inDatabase]))
    expect(list).toHaveBeenCalledOnce()
    time.now = 10 * 60_000
    await store.list()
    expect(list).toHaveBeenCalledTimes(2)
  })

  it('lets nothing be sent with a token’s certificate until its PIN was right, and knows it for Chromium then', async () => {
    const { store, beside, database } = computer()
    expect(store.pins.missing('aa')).toBeUndefined()
    await store.list()
    expect(store.pins.missing('bb')).toBeUndefined()
    expect(store.pins.wanted()).toBeUndefined()
    expect(store.pins.missing('aa')).toMatchObject({ code: 'keystore.pin-needed', retry: 'never' })
    expect(store.pins.wanted()).toBe('Card')
    await store.unlock('4711', 'Card')
    expect(beside.unlock).toHaveBeenCalledWith('4711', 'Card')
    expect(database.unlock).not.toHaveBeenCalled()
    expect(store.pins.missing('aa')).toBeUndefined()
    expect(store.pins.wanted()).toBeUndefined()
    expect(store.pins.known('Card')).toBe('4711')
    expect(store.pins.known('Other')).toBeUndefined()
  })

  it('forgets a PIN that a signature was refused for, and tells a token that is locked as that', async () => {
    const refusals = [failure('keystore.pin-needed'), failure('keystore.pin-locked')]
    const { store } = computer({ sign: async () => refusals.shift()! })
    await store.unlock('4711', 'Card')
    await store.sign(signing, new Uint8Array())
    expect(store.pins.known('Card')).toBeUndefined()
    expect(store.pins.wanted()).toBe('Card')
    await store.sign(signing, new Uint8Array())
    expect(store.pins.missing('aa')).toMatchObject({ code: 'keystore.pin-locked' })
  })

  it('tells a token that a wrong PIN locked as that, also to what would be sent', async () => {
    const { store } = computer({ unlock: async () => failure('keystore.pin-locked') })
    await store.list()
    expect(store.pins.missing('aa')).toMatchObject({ code: 'keystore.pin-needed' })
    expect(await store.unlock('4712', 'Card')).toEqual(failure('keystore.pin-locked'))
    expect(store.pins.missing('aa')).toMatchObject({ code: 'keystore.pin-locked' })
  })
})
