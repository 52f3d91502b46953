import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LocalKeyStore } from '../../../main/keystore/local-key-store.ts'
import { serve } from '../../../main/keystore/process/serve.ts'
import { done, failure, success } from '../../../main/renewal/errors.ts'

const thumbprint = 'a'.repeat(64)
const [data, certificate] = [new Uint8Array([1]), new Uint8Array([2])]
const specification = { algorithm: 'rsa-2048', provider: 'software', confirmUse: false } as const

/** A process whose messages are values: sends to it, and remembers what it says. */
function started(change: Partial<LocalKeyStore> = {}) {
  const asked: unknown[][] = []
  const opened: string[] = []
  const said: { id: number; result: unknown }[] = []
  const store = new Proxy({} as LocalKeyStore, {
    get:
      (_, name: keyof LocalKeyStore) =>
      (...given: unknown[]) => {
        asked.push([name, ...given])
        const other = change[name] as ((...given: unknown[]) => unknown) | undefined
        return other === undefined ? success(name) : other(...given)
      },
  })
  let listener: (event: { data: unknown }) => void = () => {}
  const parentPort = {
    on: (_event: 'message', given: typeof listener) => void (listener = given),
    postMessage: (message: unknown) => void said.push(message as (typeof said)[number]),
  }
  Object.assign(process, { parentPort })
  serve((location) => (opened.push(location), store))
  const send = (message: unknown): void => listener({ data: message })
  const call = (given: unknown) => {
    send({ kind: 'call', id: said.length + 1, call: given })
    return said.at(-1)?.result
  }
  return { asked, opened, said, send, call }
}

describe("the key store's process", () => {
  afterEach(() => {
    delete (process as { parentPort?: unknown }).parentPort
    vi.restoreAllMocks()
  })

  it('opens one store, once, and answers each call with its number', () => {
    const { send, said, opened } = started()
    send({ kind: 'open', location: '/home/someone/.pki/nssdb' })
    send({ kind: 'open', location: '/elsewhere' })
    expect([opened, said]).toEqual([['/home/someone/.pki/nssdb'], []])
    send({ kind: 'call', id: 41, call: { call: 'checkWritable' } })
    expect(said).toEqual([{ id: 41, result: success('checkWritable') }])
  })

  it('hands each call to the store as it was meant', () => {
    const { send, call, asked } = started()
    send({ kind: 'open', location: '/' })
    const calls = [
      [{ call: 'checkWritable' }, []],
      [{ call: 'list', retired: true }, [{ retired: true }]],
      [{ call: 'listKeyless' }, []],
      [{ call: 'read', thumbprint }, [thumbprint]],
      [{ call: 'makeKey', name: 'k', specification }, ['k', specification]],
      [{ call: 'findKey', name: 'k' }, ['k']],
      [{ call: 'sign', key: { name: 'k' }, data, scheme: 'rsa-pss-sha256' }, [{ name: 'k' }, data, 'rsa-pss-sha256']],
      [{ call: 'sign', key: { thumbprint }, data }, [{ thumbprint }, data, undefined]],
      [{ call: 'install', certificate, keyName: 'k', intermediates: [data] }, [certificate, 'k', [data]]],
      [{ call: 'retire', thumbprint }, [thumbprint]],
      [{ call: 'restore', thumbprint }, [thumbprint]],
      [{ call: 'discardKey', name: 'k' }, ['k']],
      [{ call: 'delete', thumbprint }, [thumbprint]],
    ] as const
    for (const [given, expected] of calls) {
      expect(call(given)).toEqual(success(given.call))
      expect(asked.at(-1)).toEqual([given.call, ...expected])
    }
  })

  it('hands on the failure of a store, and makes one of what it throws', () => {
    const locked = failure('keystore.locked', { cause: 'x' })
    const { send, call } = started({
      checkWritable: () => locked,
      listKeyless() {
        throw new Error('a bug')
      },
      findKey() {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- libraries do
        throw 'a text'
      },
    })
    send({ kind: 'open', location: '/' })
    expect(call({ call: 'checkWritable' })).toEqual(locked)
    expect(call({ call: 'listKeyless' })).toEqual(failure('internal', { cause: 'a bug' }))
    expect(call({ call: 'findKey', name: 'k' })).toEqual(failure('internal', { cause: 'a text' }))
  })

  it('does nothing for a call that is none, or before a store is open, and goes on', () => {
    const { send, call, asked, said } = started()
    expect(call({ call: 'checkWritable' })).toEqual(failure('internal', { cause: 'no key store was opened' }))
    send({ kind: 'open', location: '/' })
    for (const wrong of [{ call: 'format' }, { call: 'read', thumbprint: '../x' }, { call: 'read' }, undefined]) {
      expect(call(wrong)).toMatchObject({
        ok: false,
        failure: { code: 'internal', cause: expect.stringMatching(/^key store call: ./) as string },
      })
    }
    const before = said.length
    for (const wrong of [undefined, {}, { kind: 'call', id: 'x' }, { kind: 'close' }]) send(wrong)
    expect([said.length, asked]).toEqual([before, []])
    expect(call({ call: 'checkWritable' })).toEqual(success('checkWritable'))
  })

  it('of plain Node answers over its channel, and ends with its parent', () => {
    const listeners = new Map<string, (message?: unknown) => void>()
    vi.spyOn(process, 'on').mockImplementation(((event: string, listener: () => void) => {
      listeners.set(event, listener)
      return process
    }) as never)
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never)
    const said: unknown[] = []
    const { send } = process
    process.send = ((message: unknown) => said.push(message)) as never
    try {
      serve(() => ({ checkWritable: () => done }) as LocalKeyStore)
      listeners.get('message')!({ kind: 'open', location: '/' })
      listeners.get('message')!({ kind: 'call', id: 1, call: { call: 'checkWritable' } })
      expect(said).toEqual([{ id: 1, result: done }])
      expect(exit).not.toHaveBeenCalled()
      listeners.get('disconnect')!()
      expect(exit).toHaveBeenCalledOnce()
    } finally {
      if (send === undefined) delete process.send
      else process.send = send
    }
  })
})
