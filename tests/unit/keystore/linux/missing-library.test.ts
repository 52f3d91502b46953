import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'

vi.mock('../../../../main/keystore/linux/pkcs11.ts', () => ({
  Pkcs11: class {
    constructor(file: string) {
      throw new Error(`${file}: cannot open shared object file`)
    }
  },
}))
const { openNssKeyStore } = await import('../../../../main/keystore/linux/nss-key-store.ts')

describe('without the NSS library', () => {
  it('every call names the package to install, and nothing is made', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'koshin-no-nss-'))
    const store = openNssKeyStore(path.join(folder, 'nssdb'))
    const specification = { algorithm: 'rsa-2048', provider: 'software', confirmUse: false } as const
    for (const result of [store.list(), store.checkWritable(), store.makeKey('koshin-1', specification)]) {
      expect(result).toMatchObject({ ok: false, failure: { code: 'keystore.software-missing', retry: 'never' } })
      expect(result.ok ? '' : result.failure.cause).toMatch(/libsoftokn3\.so .*libnss3 \(Debian, Ubuntu\).*nss-softokn/)
    }
    expect(readdirSync(folder)).toEqual([])
    rmSync(folder, { recursive: true })
  })
})
