import { describe, expect, it } from 'vitest'
import { createProxySignIn } from '../../../main/bank/proxy-sign-in.ts'
import { done, failure, success } from '../../../main/renewal/errors.ts'
import type { Secrets } from '../../../main/storage/secrets.ts'
import type { ProxyAnswer, ProxyQuestion } from '../../../preload/contract.ts'

const proxy = { host: 'proxy.example', port: 8080, realm: '社内' }
const first = { ...proxy, refused: false }
const again = { ...proxy, refused: true }

function world({ kept = new Map<string, string>(), keyring = true } = {}) {
  const asked: ProxyQuestion[] = []
  const state: { answer: ProxyAnswer | undefined } = { answer: { username: 'u', password: 'p', remember: true } }
  const unavailable = failure('secrets.unavailable', { retry: 'later' })
  const secrets: Secrets = {
    read: async (account) => (keyring ? success(kept.get(account)) : unavailable),
    write: async (account, secret) => (keyring ? (kept.set(account, secret), done) : unavailable),
    remove: async (account) => (keyring ? (kept.delete(account), done) : unavailable),
  }
  const ask = async (question: ProxyQuestion) => (asked.push(question), state.answer)
  return { asked, state, kept, signIn: createProxySignIn({ secrets, ask }) }
}

describe('signing in to a proxy', () => {
  it('asks once in a run, also when several connections meet the proxy at the same time', async () => {
    const { signIn, asked } = world()
    const answers = await Promise.all([signIn.answer(first), signIn.answer(first)])
    expect(answers).toEqual([
      { username: 'u', password: 'p' },
      { username: 'u', password: 'p' },
    ])
    expect(await signIn.answer(first)).toEqual({ username: 'u', password: 'p' })
    expect(asked).toEqual([{ ...proxy, refused: false, canRemember: true }])
  })

  it('does not ask for what the keyring holds, and keeps only what the user said to keep', async () => {
    const { signIn, kept, state } = world()
    await signIn.answer(first)
    expect([...kept.keys()]).toEqual(['proxy.example:8080 社内'])
    const next = world({ kept })
    expect(await next.signIn.answer(first)).toEqual({ username: 'u', password: 'p' })
    expect(next.asked).toEqual([])

    state.answer = { username: 'u', password: 'other', remember: false }
    await signIn.answer(again)
    expect(kept.size).toBe(0)
    expect(await signIn.answer(first)).toMatchObject({ password: 'other' })
  })

  it('forgets what a proxy refused, in memory and in the keyring, and says so when it asks', async () => {
    const { signIn, asked, kept, state } = world({
      kept: new Map([['proxy.example:8080 社内', '{"username":"u","password":"old"}']]),
    })
    expect(await signIn.answer(first)).toMatchObject({ password: 'old' })
    state.answer = undefined
    expect(await signIn.answer(again)).toBeUndefined()
    expect(kept.size).toBe(0)
    expect(asked).toMatchObject([{ refused: true }])
  })

  it('leaves whoever closed the window alone until they do something', async () => {
    const { signIn, asked, state } = world()
    state.answer = undefined
    for (let round = 0; round < 3; round++) expect(await signIn.answer(first)).toBeUndefined()
    expect(asked).toHaveLength(1)
    signIn.askAgain()
    await signIn.answer(first)
    expect(asked).toHaveLength(2)
  })

  it('remembers for the run alone where there is no keyring', async () => {
    const { signIn, asked } = world({ keyring: false })
    expect(await signIn.answer(first)).toEqual({ username: 'u', password: 'p' })
    expect(await signIn.answer(first)).toEqual({ username: 'u', password: 'p' })
    expect(asked).toEqual([{ ...proxy, refused: false, canRemember: false }])
  })

  it('asks again for a refused answer as soon as the user has given another one', async () => {
    const { signIn, asked, state } = world()
    state.answer = { username: 'u', password: 'wrong', remember: false }
    await signIn.answer(first)
    state.answer = { username: 'u', password: 'right', remember: false }
    expect(await signIn.answer(again)).toEqual({ username: 'u', password: 'right' })
    expect(await signIn.answer(first)).toEqual({ username: 'u', password: 'right' })
    expect(asked.map(({ refused }) => refused)).toEqual([false, true])
  })

  it('asks for each proxy and realm on its own', async () => {
    const { signIn, asked } = world()
    for (const other of [first, { ...first, port: 3128 }, { ...first, realm: 'b' }, { ...first, host: 'b.example' }]) {
      await signIn.answer(other)
    }
    expect(asked).toHaveLength(4)
  })

  it('writes nothing into a keyring that could not be read', async () => {
    const written: string[] = []
    const secrets: Secrets = {
      read: async () => failure('secrets.unavailable', { retry: 'later' }),
      write: async (account) => (written.push(account), done),
      remove: async () => done,
    }
    const signIn = createProxySignIn({ secrets, ask: async () => ({ username: 'u', password: 'p', remember: true }) })
    await signIn.answer(first)
    expect(written).toEqual([])
  })

  it('takes nothing for credentials that is none', async () => {
    for (const text of ['not JSON', '{}', '{"username":1,"password":"p"}', '{"username":"u","password":1}', 'null']) {
      const { signIn, asked } = world({ kept: new Map([['proxy.example:8080 社内', text]]) })
      expect(await signIn.answer(first)).toEqual({ username: 'u', password: 'p' })
      expect(asked).toHaveLength(1)
    }
  })
})
