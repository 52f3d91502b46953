import { describe, expect, it, vi } from 'vitest'
import { type TokenPorts, type TokenStore, withTokens } from '../../../../../main/keystore/linux/tokens/with-tokens.ts'
import { pinNeeded } from '../../../../../main/keystore/linux/tokens/pins.ts'
import type { RemoteKeyStore } from '../../../../../main/keystore/process/remote-key-store.ts'
import { done, failure, success } from '../../../../../main/renewal/errors.ts'
import type { KeySpecification } from '../../../../../main/renewal/key.ts'
import type { KeyStore, StoredCertificate } from '../../../../../main/renewal/ports.ts'
import { fakeKeyStore } from '../../fake-key-store.ts'

const stored = (thumbprint: string, more: Partial<StoredCertificate> = {}): StoredCertificate => ({
  ...{ der: new Uint8Array(), thumbprint, keyName: undefined, retired: false },
  ...{ protection: 'nss-software', exportable: true, ...more },
})
const inDatabase = stored('bb')
const onToken = stored('aa', { protection: 'pkcs11-token', pinOf: 'Card (01)' })
const signature = new Uint8Array([7])
const signing = { thumbprint: 'aa' }

/** @param hasTpm is the driver of a TPM among the tokens'? */
function computer(tokens: Partial<TokenStore> = {}, { hasTpm = false, own: more = {} } = {}) {
  const own = fakeKeyStore({
    list: async () => success([inDatabase]),
    read: async (thumbprint) => success(thumbprint === 'bb' ? inDatabase : undefined),
    sign: async (key) =>
      'thumbprint' in key && key.thumbprint === 'bb' ? success(signature) : failure('keystore.key-missing'),
    retire: async (thumbprint) => (thumbprint === 'bb' ? done : failure('keystore.certificate-missing')),
    ...more,
  } satisfies Partial<KeyStore>)
  const beside = {
    ...fakeKeyStore({}),
    list: vi.fn(async () => success([onToken])),
    read: vi.fn(async (thumbprint: string) => success(thumbprint === 'aa' ? onToken : undefined)),
    sign: vi.fn(async () => success(signature)),
    unlock: vi.fn(async () => success('unlocked' as const)),
    close: vi.fn(),
    ...tokens,
  }
  const database = { ...own, unlock: vi.fn(async () => success('unlocked' as const)), close: vi.fn() } as RemoteKeyStore
  const time = { now: 0 }
  const showChromium = vi.fn(async () => {})
  const ports: TokenPorts = {
    tokens: () => beside,
    tpm: () => (hasTpm ? beside : undefined),
    showChromium,
    clock: () => time.now,
  }
  return {
    store: withTokens(database, ports),
    beside,
    showChromium,
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
    const none = () => undefined
    const alone = withTokens(database, { tokens: none, tpm: none, showChromium: async () => {}, clock: () => 0 })
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
    expect(store.pins.wanted()).toBe('Card (01)')
    await store.unlock('4711', 'Card (01)')
    expect(beside.unlock).toHaveBeenCalledWith('4711', 'Card (01)')
    expect(database.unlock).not.toHaveBeenCalled()
    expect(store.pins.missing('aa')).toBeUndefined()
    expect(store.pins.wanted()).toBeUndefined()
    expect(store.pins.known('Card')).toBe('4711')
    expect(store.pins.known('Other')).toBeUndefined()
  })

  it('forgets a PIN that a signature was refused for, and tells a token that is locked as that', async () => {
    const refusals = [
      pinNeeded('Card (01)'),
      failure('keystore.pin-locked', { cause: 'the token “Card (01)” is locked' }),
    ]
    const { store } = computer({ sign: async () => refusals.shift()! })
    await store.unlock('4711', 'Card (01)')
    await store.sign(signing, new Uint8Array())
    expect(store.pins.known('Card')).toBeUndefined()
    expect(store.pins.wanted()).toBe('Card (01)')
    await store.sign(signing, new Uint8Array())
    expect(store.pins.missing('aa')).toMatchObject({ code: 'keystore.pin-locked' })
  })

  it('tells Chromium no PIN of a token in whose place there is another with its label, nor of one of several', async () => {
    let name = 'Card (01)'
    const { store } = computer({ list: async () => success([{ ...onToken, pinOf: name }]) })
    await store.list()
    await store.unlock('4711', name)
    expect(store.pins.known('Card')).toBe('4711')
    name = 'Card (02)'
    await store.list()
    expect(store.pins.known('Card')).toBeUndefined()
    expect(store.pins.missing('aa')).toMatchObject({ code: 'keystore.pin-needed' })
    await store.unlock('0815', 'Card [02]')
    expect(store.pins.known('Card')).toBeUndefined()
  })

  it('tells a token that a wrong PIN locked as that, also to what would be sent', async () => {
    const { store } = computer({ unlock: async () => failure('keystore.pin-locked') })
    await store.list()
    expect(store.pins.missing('aa')).toMatchObject({ code: 'keystore.pin-needed' })
    expect(await store.unlock('4712', 'Card (01)')).toEqual(failure('keystore.pin-locked'))
    expect(store.pins.missing('aa')).toMatchObject({ code: 'keystore.pin-locked' })
  })
})

describe('a key store with a TPM beside it', () => {
  const wanted = (provider: KeySpecification['provider']): KeySpecification => ({
    algorithm: 'rsa-2048',
    provider,
    confirmUse: false,
  })
  const inStore = { publicKey: Uint8Array.of(1), protection: 'nss-software' } as const
  const inTpm = { publicKey: Uint8Array.of(2), protection: 'pkcs11-tpm' } as const
  const absent = failure('keystore.tpm-absent')
  const noPin = pinNeeded('Chip (02)')
  const own = {
    makeKey: async (_: string, { provider }: KeySpecification) => (provider === 'tpm' ? absent : success(inStore)),
    findKey: async (name: string) => success(name === 'own' ? inStore.publicKey : undefined),
    listKeys: async () => success(['own']),
    discardKey: async () => done,
    install: async () => failure('keystore.key-missing'),
    addAuthorities: async () => done,
    checkWritable: async () => done,
    restore: async () => failure('keystore.certificate-missing'),
    delete: async () => done,
  } satisfies Partial<KeyStore>
  const withTpm = (chip: Partial<TokenStore>, more: Partial<KeyStore> = {}) =>
    computer(chip, { hasTpm: true, own: { ...own, ...more } })

  it('makes keys in it where the policy wants one, and takes one of the name that is in the store', async () => {
    const makeKey = vi.fn(async () => success(inTpm))
    const { store } = withTpm({ makeKey })
    expect(await store.makeKey('new', wanted('tpm'))).toEqual(success(inTpm))
    expect(await store.makeKey('new', wanted('tpm-preferred'))).toEqual(success(inTpm))
    expect(await store.makeKey('own', wanted('tpm-preferred'))).toEqual(success(inStore))
    expect(await store.makeKey('new', wanted('software'))).toEqual(success(inStore))
    expect(makeKey).toHaveBeenCalledTimes(2)
    const { store: without } = computer({ makeKey }, { own })
    expect(await without.makeKey('new', wanted('tpm'))).toEqual(absent)
    expect(await without.makeKey('new', wanted('tpm-preferred'))).toEqual(success(inStore))
    expect(makeKey).toHaveBeenCalledTimes(2)
  })

  it('that has failed comes down to the store where it may, and nowhere else; its PIN is asked for there alone', async () => {
    const { store } = withTpm({ makeKey: async () => noPin, checkWritable: async () => noPin })
    expect(await store.makeKey('new', wanted('tpm-preferred'))).toEqual(success(inStore))
    expect(store.pins.wanted()).toBeUndefined()
    expect(await store.checkWritable({ trial: true, provider: 'tpm-preferred' })).toEqual(done)
    expect(store.pins.wanted()).toBeUndefined()
    expect(await store.makeKey('new', wanted('tpm'))).toEqual(noPin)
    expect(store.pins.wanted()).toBe('Chip (02)')
    await store.unlock('4711', 'Chip (02)')
    expect(store.pins.known('Chip')).toBe('4711')
    expect(await store.checkWritable({ trial: true, provider: 'tpm' })).toEqual(noPin)
    expect(store.pins.wanted()).toBe('Chip (02)')
    expect(store.pins.known('Chip')).toBeUndefined()
  })

  it('finds, lists, signs with and discards the keys of both, each where it is', async () => {
    const discardKey = vi.fn(async () => done)
    const sign = vi.fn(async () => success(signature))
    const { store } = withTpm({
      findKey: async (name) => success(name === 'chip' ? inTpm.publicKey : undefined),
      listKeys: async () => success(['chip', 'own']),
      discardKey,
      sign,
    })
    expect(await store.findKey('own')).toEqual(success(inStore.publicKey))
    expect(await store.findKey('chip')).toEqual(success(inTpm.publicKey))
    expect(await store.findKey('none')).toEqual(success(undefined))
    expect(await store.listKeys()).toEqual(success(['chip', 'own']))
    expect(await store.sign({ name: 'chip' }, new Uint8Array())).toEqual(success(signature))
    await store.discardKey('own')
    expect(discardKey).not.toHaveBeenCalled()
    await store.discardKey('chip')
    expect(discardKey).toHaveBeenCalledWith('chip')
  })

  it('takes nothing for absent while the TPM cannot be asked', async () => {
    const { store } = withTpm({
      findKey: async () => failure('keystore.tpm-absent', { retry: 'later' }),
      listKeys: async () => absent,
      discardKey: async () => absent,
      sign: async () => absent,
    })
    expect(await store.findKey('chip')).toMatchObject({ failure: { retry: 'later' } })
    expect(await store.findKey('own')).toEqual(success(inStore.publicKey))
    expect(await store.listKeys()).toEqual(absent)
    expect(await store.discardKey('chip')).toEqual(absent)
    expect(await store.discardKey('own')).toEqual(done)
    expect(await store.sign({ name: 'chip' }, new Uint8Array())).toEqual(absent)
  })

  it('puts a certificate beside its key, shows Chromium what is new there, and the chain goes into the store', async () => {
    const [install, addAuthorities] = [vi.fn(async () => done), vi.fn(async () => done)]
    const { store, showChromium } = withTpm({ install }, { addAuthorities })
    const issuers = [Uint8Array.of(3)]
    expect(await store.install(Uint8Array.of(4), 'chip', issuers)).toEqual(done)
    expect(install).toHaveBeenCalledWith(Uint8Array.of(4), 'chip')
    expect(addAuthorities).toHaveBeenCalledWith(issuers)
    expect(showChromium).toHaveBeenCalledOnce()
  })

  it('reloads nothing in Chromium, and writes nothing there, for what is the store’s own or was refused', async () => {
    const install = vi.fn(async () => failure('keystore.key-missing', { cause: 'in the TPM' }))
    const { store, showChromium } = withTpm({ install })
    const { store: other, showChromium: shown, beside } = withTpm({ install }, { install: async () => done })
    expect(await store.install(Uint8Array.of(4), 'none')).toEqual(failure('keystore.key-missing'))
    expect(await other.install(Uint8Array.of(4), 'own')).toEqual(done)
    expect(showChromium).not.toHaveBeenCalled()
    expect(shown).not.toHaveBeenCalled()
    expect(beside.install).toHaveBeenCalledOnce()
  })

  it('retires, restores and deletes there what the store does not have', async () => {
    const calls = { retire: vi.fn(async () => done), restore: vi.fn(async () => done), delete: vi.fn(async () => done) }
    const { store } = withTpm(calls)
    for (const name of ['retire', 'restore', 'delete'] as const) {
      expect(await store[name]('aa')).toEqual(done)
      expect(calls[name]).toHaveBeenCalledWith('aa')
    }
    expect(await store.retire('bb')).toEqual(done)
    expect(calls.retire).toHaveBeenCalledOnce()
  })
})
