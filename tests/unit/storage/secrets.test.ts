import { beforeEach, describe, expect, it, vi } from 'vitest'
import { done, failure, success } from '../../../main/renewal/errors.ts'
import { forbidden, openSecrets } from '../../../main/storage/secrets.ts'

const { kept, state } = vi.hoisted(() => {
  const state: { fault?: unknown } = {}
  return { kept: new Map<string, string>(), state }
})
vi.mock('keytar', () => {
  const at =
    <T>(work: (...given: string[]) => T) =>
    async (...given: string[]): Promise<T> => {
      // oxlint-disable-next-line typescript/only-throw-error -- libraries do
      if (state.fault !== undefined) throw state.fault
      return work(...given)
    }
  return {
    default: {
      getPassword: at((service, account) => kept.get(`${service}/${account}`) ?? null),
      setPassword: at((service, account, secret) => void kept.set(`${service}/${account}`, secret ?? '')),
      deletePassword: at((service, account) => kept.delete(`${service}/${account}`)),
      findCredentials: at((service) =>
        [...kept].flatMap(([key, password]) => {
          const [owner, account] = key.split('/')
          return owner === service ? [{ account, password }] : []
        }),
      ),
    },
  }
})

describe("a secret in the operating system's keyring", () => {
  const secrets = openSecrets('koshin proxy')
  beforeEach(() => {
    kept.clear()
    state.fault = undefined
  })

  it('is kept under the service and its account, and can be removed', async () => {
    expect(await secrets.read('a')).toEqual(success(undefined))
    expect(await secrets.write('a', 'one')).toEqual(done)
    expect(await secrets.write('b', 'two')).toEqual(done)
    expect([...kept]).toEqual([
      ['koshin proxy/a', 'one'],
      ['koshin proxy/b', 'two'],
    ])
    expect(await secrets.read('a')).toEqual(success('one'))
    expect(await secrets.remove('a')).toEqual(done)
    expect(await secrets.remove('a')).toEqual(done)
    expect([...kept.keys()]).toEqual(['koshin proxy/b'])
  })

  it('is told by its account alone, and those of others are not', async () => {
    await secrets.write('a', 'one')
    await openSecrets('somebody else').write('b', 'two')
    expect(await secrets.accounts()).toEqual(success(['a']))
  })

  it('is neither read nor written where policy lets none be kept, and what is there from before is taken out', async () => {
    await secrets.write('a', 'one')
    const refused = { ok: false, failure: { code: 'secrets.unavailable', retry: 'never' } }
    const none = forbidden(secrets)
    expect(await none.write('b', 'two')).toMatchObject(refused)
    expect([...kept.keys()]).toEqual(['koshin proxy/a'])
    expect(await none.read('a')).toMatchObject(refused)
    expect(kept.size).toBe(0)
  })

  it.each([[new Error('no keyring')], ['no keyring']])(
    'is unavailable where there is no keyring: %s',
    async (fault) => {
      state.fault = fault
      const unavailable = failure('secrets.unavailable', { retry: 'later', cause: 'no keyring' })
      expect(await secrets.read('a')).toEqual(unavailable)
      expect(await secrets.write('a', 'one')).toEqual(unavailable)
      expect(await secrets.remove('a')).toEqual(unavailable)
      expect(await secrets.accounts()).toEqual(unavailable)
    },
  )
})
