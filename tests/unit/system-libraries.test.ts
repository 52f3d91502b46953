import { afterEach, describe, expect, it, vi } from 'vitest'

const loads: string[] = []
vi.mock('koffi', () => ({
  default: {
    load(name: string) {
      loads.push(name)
      return {
        func: (wanted: string) =>
          wanted === 'GetSystemDirectoryW'
            ? (text: Buffer) => text.write('C:\\Windows\\system32', 'utf16le') / 2
            : () => 0,
      }
    },
  },
}))
afterEach(() => vi.unstubAllEnvs())

describe('Windows’ own libraries', () => {
  it('come from the folder that Windows names, whatever the environment says', async () => {
    vi.stubEnv('SystemRoot', 'C:\\Users\\Public')
    const { systemFolder } = await import('../../main/system-libraries.ts')
    const { loadLibraries } = await import('../../main/keystore/windows/libraries.ts')
    const { loadAdvapi32 } = await import('../../main/storage/managed-policy/advapi32.ts')
    const { loadEventLog } = await import('../../main/logging/windows-event-log.ts')
    loadLibraries()
    loadAdvapi32()
    loadEventLog()
    expect(systemFolder()).toBe('C:\\Windows\\system32')
    expect([...new Set(loads)].sort()).toEqual([
      'C:\\Windows\\system32\\advapi32.dll',
      'C:\\Windows\\system32\\crypt32.dll',
      'C:\\Windows\\system32\\kernel32.dll',
      'C:\\Windows\\system32\\ncrypt.dll',
      'kernel32.dll',
    ])
  })
})
