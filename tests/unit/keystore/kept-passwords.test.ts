import { describe, expect, it, vi } from 'vitest'
import { openKeptPasswords, withKeptPasswords } from '../../../main/keystore/kept-passwords.ts'
import { done, failure, success } from '../../../main/renewal/errors.ts'
import type { StoredCertificate } from '../../../main/renewal/ports.ts'
import { fakeKeyStore } from './fake-key-store.ts'

/** A keyring with these secrets, by account. */
function keyring(held: Record<string, string> = {}, isThere = true) {
  const secrets = new Map(Object.entries(held))
  const unavailable = failure('secrets.unavailable', { retry: 'later' })
  const kept = openKeptPasswords({
    read: async (account) => (isThere ? success(secrets.get(account)) : unavailable),
    write: async (account, secret) => (isThere ? (secrets.set(account, secret), done) : unavailable),
    remove: async (account) => (isThere ? (secrets.delete(account), done) : unavailable),
    accounts: async () => (isThere ? success([...secrets.keys()]) : unavailable),
  })
  return { secrets, kept }
}

/** A database with the password `right`, and a token with the PIN `4711` beside it. */
function computer(held: Record<string, string>) {
  const { secrets, kept } = keyring(held)
  const state = { database: 'right', pin: '4711', open: '', tokenOpen: '', onToken: false, locked: false }
  const certificate = { thumbprint: 'aa', pinOf: 'Card' } as unknown as StoredCertificate
  const unlock = vi.fn(async (password: string, token?: string) => {
    if (token !== undefined && state.locked) return failure('keystore.pin-locked')
    if (password !== (token === undefined ? state.database : state.pin)) return success('wrong-password' as const)
    if (token === undefined) state.open = password
    else state.tokenOpen = password
    return success('unlocked' as const)
  })
  const pins = { wanted: () => 'Card', known: () => undefined, missing: () => undefined }
  const store = fakeKeyStore({
    list: async () =>
      state.open === state.database
        ? success(state.onToken ? [certificate] : [])
        : failure('keystore.password-protected'),
    sign: async () => (state.tokenOpen === state.pin ? success(new Uint8Array([7])) : failure('keystore.pin-needed')),
  })
  const openToChromium = vi.fn(async (_password: string, _token: string | undefined) => true)
  const remote = { ...store, unlock, close: () => undefined, pins }
  return { secrets, state, unlock, openToChromium, store: withKeptPasswords(remote, { kept, openToChromium }) }
}

const nothing = new Uint8Array()
const locked = failure('keystore.password-protected')

describe('what is kept of passwords', () => {
  it('is told by whose it is, and is forgotten at a word', async () => {
    const { kept, secrets } = keyring({ 'something else': '' })
    await kept.keep('right', undefined)
    await kept.keep('4711', 'key store')
    expect(await kept.all()).toEqual([{ kind: 'key-store' }, { kind: 'token', name: 'key store' }])
    expect([await kept.read(undefined), await kept.read('key store')]).toEqual(['right', '4711'])
    await kept.forget('key store')
    expect(await kept.all()).toEqual([{ kind: 'key-store' }])
    expect(secrets.get('something else')).toBe('')
    expect(await kept.canKeep()).toBe(true)
  })

  it('is nothing without a keyring', async () => {
    const { kept } = keyring({}, false)
    await kept.keep('right', undefined)
    expect(await kept.canKeep()).toBe(false)
    expect(await kept.read(undefined)).toBeUndefined()
    expect(await kept.all()).toEqual([])
  })
})

describe('a key store whose password is kept', () => {
  it('is opened by whatever finds it locked, once, and to Chromium, too', async () => {
    const { store, unlock, openToChromium } = computer({ 'key store': 'right' })
    expect(await Promise.all([store.list(), store.list()])).toEqual([success([]), success([])])
    expect(await store.list()).toEqual(success([]))
    expect(unlock.mock.calls).toEqual([['right', undefined]])
    expect(openToChromium.mock.calls).toEqual([['right', undefined]])
  })

  it('stays locked where nothing is kept, and nothing is tried', async () => {
    const { store, unlock } = computer({})
    expect(await store.list()).toEqual(locked)
    expect(unlock).not.toHaveBeenCalled()
  })

  it('stays locked where what is kept is wrong, which is tried once and forgotten', async () => {
    const { store, unlock, secrets, openToChromium } = computer({ 'key store': 'old' })
    for (let times = 0; times < 3; times++) expect(await store.list()).toEqual(locked)
    expect(unlock).toHaveBeenCalledOnce()
    expect(secrets.size).toBe(0)
    expect(openToChromium).not.toHaveBeenCalled()
  })

  it('whose password was changed meanwhile is locked, and the old one forgotten', async () => {
    const { store, state, unlock, secrets } = computer({ 'key store': 'right' })
    expect(await store.list()).toEqual(success([]))
    state.database = 'other'
    expect(await store.list()).toEqual(locked)
    expect(await store.list()).toEqual(locked)
    expect(unlock).toHaveBeenCalledOnce()
    expect(secrets.size).toBe(0)
  })
})

describe('a token whose PIN is kept', () => {
  const held = { 'key store': 'right', 'token Card': '4711' }

  it('is opened as soon as a certificate on it is listed, and no PIN is tried before', async () => {
    const { store, state, unlock, openToChromium } = computer(held)
    await store.list()
    expect(unlock).not.toHaveBeenCalledWith('4711', 'Card')
    state.onToken = true
    await store.list()
    await store.list()
    expect(unlock.mock.calls.filter(([, token]) => token === 'Card')).toEqual([['4711', 'Card']])
    expect(openToChromium).toHaveBeenLastCalledWith('4711', 'Card')
  })

  it('signs, also before anything is listed', async () => {
    const { store } = computer(held)
    expect(await store.sign({ thumbprint: 'aa' }, nothing)).toEqual(success(new Uint8Array([7])))
  })

  it.each([['wrong'], ['locked']])('that is %s by now gets that PIN once, and it is forgotten', async (how) => {
    const { store, state, unlock, secrets } = computer(held)
    if (how === 'wrong') state.pin = '0815'
    else state.locked = true
    for (let times = 0; times < 3; times++) {
      expect(await store.sign({ thumbprint: 'aa' }, nothing)).toEqual(failure('keystore.pin-needed'))
    }
    expect(unlock).toHaveBeenCalledOnce()
    expect([...secrets.keys()]).toEqual(['key store'])
  })
})
