import { describe, expect, it } from 'vitest'
import { createProxySignIn } from '../../../../main/bank/proxy/sign-in.ts'
import { done, failure, success } from '../../../../main/renewal/errors.ts'
import type { Secrets } from '../../../../main/storage/secrets.ts'
import type { ProxyAnswer, ProxyQuestion } from '../../../../preload/contract.ts'

const proxy = { host: 'proxy.example', port: 8080, realm: '社内', scheme: 'ntlm' }
const first = { ...proxy, encrypted: false, refused: false }
const again = { ...first, refused: true }
/** The key of its secret in the keyring. */
const name = 'ntlm proxy.example:8080 社内'
const unsuspicious = { weakerThanBefore: false, unencrypted: false }

function world({ kept = new Map<string, string>(), keyring = true } = {}) {
  const asked: ProxyQuestion[] = []
  const state: { answer: ProxyAnswer | undefined } = { answer: { username: 'u', password: 'p', remember: true } }
  const unavailable = failure('secrets.unavailable', { retry: 'later' })
  const secrets: Secrets = {
    read: async (account) => (keyring ? success(kept.get(account)) : unavailable),
    write: async (account, secret) => (keyring ? (kept.set(account, secret), done) : unavailable),
    remove: async (account) => (keyring ? (kept.delete(account), done) : unavailable),
    accounts: async () => (keyring ? success([...kept.keys()]) : unavailable),
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
    expect(asked).toEqual([{ ...proxy, ...unsuspicious, refused: false, canRemember: true }])
  })

  it('shows a realm of any length as one short line, which hides no warning and turns no direction', async () => {
    const { signIn, asked } = world()
    await signIn.answer({
      ...first,
      scheme: 'basic',
      realm: `社内\u202e\n${'\u0335'.repeat(99)}長${'\u0335'.repeat(99)}${'い長'.repeat(50_000)}`,
    })
    const [{ realm, unencrypted }] = asked as [ProxyQuestion]
    expect(realm).toMatch(/^社内 長\u0335{4}い[長い]+…$/)
    expect(realm.length).toBeLessThanOrEqual(200)
    expect(unencrypted).toBe(true)
  })

  it('does not ask for what the keyring holds, and keeps only what the user said to keep', async () => {
    const { signIn, kept, state } = world()
    await signIn.answer(first)
    expect([...kept.keys()]).toEqual([name, 'scheme of proxy.example:8080'])
    const next = world({ kept })
    expect(await next.signIn.answer(first)).toEqual({ username: 'u', password: 'p' })
    expect(next.asked).toEqual([])

    state.answer = { username: 'u', password: 'other', remember: false }
    await signIn.answer(again)
    expect(kept.has(name)).toBe(false)
    expect(await signIn.answer(first)).toMatchObject({ password: 'other' })
  })

  it('forgets what a proxy refused, in memory and in the keyring, and says so when it asks', async () => {
    const { signIn, asked, kept, state } = world({
      kept: new Map([[name, '{"username":"u","password":"old"}']]),
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

  it('leaves them alone also where the proxy gives itself another name and scheme each time', async () => {
    const { signIn, asked, state } = world()
    state.answer = undefined
    const schemes = ['ntlm', 'basic', 'digest']
    for (const [round, scheme] of schemes.entries()) await signIn.answer({ ...first, scheme, realm: `realm ${round}` })
    expect(asked).toHaveLength(1)
  })

  it('asks again after a question that failed, and lets nobody wait for it', async () => {
    const { signIn, state } = world()
    const given = state.answer
    Object.defineProperty(state, 'answer', {
      configurable: true,
      get: () => {
        throw new Error('the window is gone')
      },
    })
    const both = await Promise.allSettled([signIn.answer(first), signIn.answer(first)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    Object.defineProperty(state, 'answer', { value: given })
    expect(await signIn.answer(first)).toEqual({ username: 'u', password: 'p' })
  })

  it('remembers for the run alone where there is no keyring', async () => {
    const { signIn, asked } = world({ keyring: false })
    expect(await signIn.answer(first)).toEqual({ username: 'u', password: 'p' })
    expect(await signIn.answer(first)).toEqual({ username: 'u', password: 'p' })
    expect(asked).toEqual([{ ...proxy, ...unsuspicious, refused: false, canRemember: false }])
  })

  it('tells which proxies’ passwords are kept, and takes one out of the keyring and of this run', async () => {
    const others = new Map([
      ['basic over tls tls.example:3128 ', '{}'],
      ['old.example:80 社内', '{}'],
      ['something else', ''],
      ['something of feed.example:443 beside proxies', ''],
    ])
    const { signIn, asked, kept } = world({ kept: new Map(others) })
    await signIn.answer(first)
    await signIn.answer({ ...first, realm: 'realm' })
    expect(await signIn.kept()).toEqual(['old.example:80', 'proxy.example:8080', 'tls.example:3128'])
    await signIn.forget('proxy.example:8080')
    expect([...kept.keys()]).toEqual([...others.keys()])
    await signIn.answer(first)
    expect(asked).toHaveLength(3)
    expect(await world({ keyring: false }).signIn.kept()).toEqual([])
  })

  it('takes nothing for credentials that is none', async () => {
    for (const text of ['not JSON', '', '{}', '{"username":1,"password":"p"}', '{"username":"u"}', 'null']) {
      const { signIn, asked } = world({ kept: new Map([[name, text]]) })
      expect(await signIn.answer(first)).toEqual({ username: 'u', password: 'p' })
      expect(asked).toHaveLength(1)
    }
  })
})

describe('a stranger under a proxy’s name', () => {
  const basic = { ...first, scheme: 'basic', realm: '' }

  it.each(['basic', 'digest'])(
    'that asks by %s is not given what was typed for NTLM, but asked about, with the reason',
    async (scheme) => {
      const { signIn, asked, state } = world()
      await signIn.answer(first)
      state.answer = undefined
      expect(await signIn.answer({ ...first, scheme, realm: '' })).toBeUndefined()
      signIn.askAgain()
      expect(await signIn.answer({ ...first, scheme })).toBeUndefined()
      expect(asked.slice(1)).toMatchObject([
        { scheme, weakerThanBefore: true },
        { scheme, weakerThanBefore: true },
      ])
    },
  )

  it('is not given what the keyring holds for NTLM either, after the next start and without anybody to ask', async () => {
    const { signIn, kept } = world()
    await signIn.answer(first)
    const next = world({ kept })
    next.state.answer = undefined
    expect(await next.signIn.answer(basic)).toBeUndefined()
    expect(next.asked).toMatchObject([{ weakerThanBefore: true }])
    expect(await next.signIn.answer(first)).toMatchObject({ password: 'p' })
  })

  it('that is sent away takes nothing out of the keyring', async () => {
    const own = 'basic proxy.example:8080 '
    const kept = new Map([
      [own, '{"username":"u","password":"weak"}'],
      ['scheme of proxy.example:8080', 'ntlm'],
    ])
    const { signIn, state } = world({ kept })
    state.answer = undefined
    expect(await signIn.answer(basic)).toBeUndefined()
    expect(kept.has(own)).toBe(true)
  })

  it('is not given what an older version kept for any scheme, which is taken out of the keyring', async () => {
    const old = 'proxy.example:8080 '
    const { signIn, asked, kept, state } = world({ kept: new Map([[old, '{"username":"u","password":"domain"}']]) })
    state.answer = undefined
    expect(await signIn.answer(basic)).toBeUndefined()
    expect(asked).toHaveLength(1)
    expect(kept.has(old)).toBe(false)
  })

  it('is not given what was once typed for Basic, after the proxy had gone over to something stronger', async () => {
    const { signIn, asked } = world()
    await signIn.answer(basic)
    await signIn.answer(first)
    await signIn.answer(basic)
    expect(asked.map(({ weakerThanBefore }) => weakerThanBefore)).toEqual([false, false, true])
  })

  it.each(['basic', 'negotiate'])(
    'that is not spoken to over TLS and asks by %s is not given what was typed over TLS, nor what the keyring holds',
    async (scheme) => {
      const { signIn, asked, kept, state } = world()
      await signIn.answer({ ...first, scheme: 'basic', encrypted: true })
      expect(await signIn.answer({ ...first, scheme: 'basic', encrypted: true })).toMatchObject({ password: 'p' })
      state.answer = undefined
      expect(await signIn.answer({ ...first, scheme })).toBeUndefined()
      const next = world({ kept })
      next.state.answer = undefined
      expect(await next.signIn.answer({ ...first, scheme })).toBeUndefined()
      expect([...asked.slice(1), ...next.asked]).toMatchObject([{ weakerThanBefore: true }, { weakerThanBefore: true }])
    },
  )

  it('gets what the user says who has been warned, in this run without another question', async () => {
    const { signIn, asked } = world()
    await signIn.answer(first)
    expect(await signIn.answer(basic)).toMatchObject({ password: 'p' })
    expect(await signIn.answer(basic)).toMatchObject({ password: 'p' })
    expect(asked).toHaveLength(2)
  })
})

it('says that Basic can be read on the way to a proxy, unless the connection to it is encrypted', async () => {
  const { signIn, asked } = world()
  await signIn.answer({ ...first, scheme: 'basic' })
  await signIn.answer({ ...first, scheme: 'basic', encrypted: true, port: 8443 })
  await signIn.answer({ ...first, port: 3128 })
  expect(asked.map(({ unencrypted }) => unencrypted)).toEqual([true, false, false])
})
