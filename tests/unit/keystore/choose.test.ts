import { afterEach, describe, expect, it, vi } from 'vitest'

vi.mock('electron', () => ({ utilityProcess: { fork: vi.fn() } }))
const { chooseKeyStore } = await import('../../../main/keystore/choose.ts')

const platform = process.platform
const pretend = (value: string): void => void Object.defineProperty(process, 'platform', { value })

describe('choosing the key store', () => {
  afterEach(() => pretend(platform))
  const context = { home: '/home/nobody-here', dataFolder: '/home/nobody-here/koshin', chromiumMajor: 130 }

  it.each(['linux', 'win32', 'darwin'])('gives %s its key store, without starting anything yet', async (system) => {
    pretend(system)
    expect(chooseKeyStore(context).ok).toBe(true)
    const { utilityProcess } = await import('electron')
    expect(utilityProcess.fork).not.toHaveBeenCalled()
  })

  it('says on other systems that there is none', () => {
    pretend('freebsd')
    const chosen = chooseKeyStore(context)
    expect(chosen).toMatchObject({ ok: false, failure: { code: 'keystore.unavailable', retry: 'never' } })
    expect(chosen.ok ? '' : chosen.failure.cause).not.toBe('')
  })
})
