import { afterEach, describe, expect, it, vi } from 'vitest'

vi.mock('electron', () => ({ utilityProcess: { fork: vi.fn() } }))
const { chooseKeyStore } = await import('../../../main/keystore/choose.ts')

const platform = process.platform
const pretend = (value: string): void => void Object.defineProperty(process, 'platform', { value })

describe('choosing the key store', () => {
  afterEach(() => pretend(platform))
  const surroundings = { home: '/home/nobody-here', chromiumMajor: 130 }

  it('gives Linux the NSS database, without starting anything yet', async () => {
    pretend('linux')
    expect(chooseKeyStore(surroundings).ok).toBe(true)
    const { utilityProcess } = await import('electron')
    expect(utilityProcess.fork).not.toHaveBeenCalled()
  })

  it.each(['win32', 'darwin', 'freebsd'])('says on %s that there is none', (system) => {
    pretend(system)
    const chosen = chooseKeyStore(surroundings)
    expect(chosen).toMatchObject({ ok: false, failure: { code: 'keystore.unavailable', retry: 'never' } })
    expect(chosen.ok ? '' : chosen.failure.cause).not.toBe('')
  })
})
