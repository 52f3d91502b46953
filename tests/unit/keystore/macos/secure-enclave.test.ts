import { createPublicKey, verify } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LocalKeyStore } from '../../../../main/keystore/local-key-store.ts'
import type { KeySpecification } from '../../../../main/renewal/key.ts'
import { codeOf, rsa2048, valueOf } from '../../../contract/key-store.suite.ts'
import { createTestAuthority, thumbprintOf } from '../../../contract/test-authority.ts'
import type { FakeMacos } from './fake-macos.ts'
import { openThrowAwayStore } from './watched-store.ts'

const authority = createTestAuthority('試験認証局')
const enclave: KeySpecification = { algorithm: 'ec-p256', provider: 'secure-enclave', confirmUse: false }
const data = new TextEncoder().encode('電子証明書更新')

describe('a key in the Secure Enclave', () => {
  let root: string
  let macos: FakeMacos
  let store: LocalKeyStore

  beforeEach(() => void ({ root, macos, store } = openThrowAwayStore()))
  afterEach(() => rmSync(root, { recursive: true }))

  it('is made there, and asks for its user where each use is to be confirmed', () => {
    expect(valueOf(store.makeKey('koshin-1', { ...enclave, confirmUse: true })).protection).toBe('secure-enclave')
    // kSecAccessControlPrivateKeyUsage and kSecAccessControlUserPresence
    expect(macos.keychains.keys('private')).toMatchObject([{ place: 'data-protection', accessControl: 0x40000001 }])
    valueOf(store.makeKey('koshin-2', enclave))
    expect(macos.keychains.keys('private')[1]).toMatchObject({ accessControl: 0x40000000 })
  })

  it('has its certificate beside it, signs, and is put aside, taken back and deleted like any other', () => {
    const { publicKey } = valueOf(store.makeKey('koshin-1', enclave))
    const der = authority.issue({ publicKey, holder: 'テスト 太郎' })
    const thumbprint = thumbprintOf(der)
    valueOf(store.install(der, 'koshin-1', [authority.intermediate]))
    expect(macos.keychains.certificates().map(({ place }) => place)).toEqual(['data-protection', 'data-protection'])
    const stored = { thumbprint, keyName: 'koshin-1', protection: 'secure-enclave', exportable: false }
    expect(valueOf(store.list())).toMatchObject([stored])
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    expect(verify('sha256', data, key, valueOf(store.sign({ thumbprint }, data)))).toBe(true)
    valueOf(store.retire(thumbprint))
    expect(valueOf(store.list({ retired: true }))).toMatchObject([{ ...stored, retired: true }])
    valueOf(store.restore(thumbprint))
    expect(valueOf(store.list())).toMatchObject([stored])
    valueOf(store.delete(thumbprint))
    expect(macos.keychains.keys('private')).toEqual([])
  })

  it('is no RSA key', () => {
    const refused = store.makeKey('koshin-1', { ...rsa2048, provider: 'secure-enclave' })
    expect(codeOf(refused)).toBe('keystore.tpm-absent')
    expect(codeOf(store.makeKey('koshin-1', { ...enclave, algorithm: 'ec-p384' }))).toBe('keystore.tpm-absent')
  })

  it('is refused by a Mac that has none, and by one that the app has no entitlement for', () => {
    macos.keychains.hasEnclave = false
    expect(codeOf(store.makeKey('koshin-1', enclave))).toBe('keystore.tpm-absent')
    macos.keychains.hasEnclave = true
    macos.keychains.entitled = false
    const refused = store.makeKey('koshin-1', enclave)
    const cause = "SecKeyCreateRandomKey: errSecMissingEntitlement (-34018): macOS' words for -34018"
    expect(refused).toMatchObject({ failure: { code: 'keystore.access-denied', retry: 'never', cause } })
    expect(macos.keychains.items).toEqual([])
  })
})
