import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LocalKeyStore } from '../../../../main/keystore/local-key-store.ts'
import { Pool } from '../../../../main/keystore/macos/core-foundation.ts'
import { Keychain } from '../../../../main/keystore/macos/keychain.ts'
import { openMacosKeyStore, throwAwayLocation } from '../../../../main/keystore/macos/macos-key-store.ts'
import type { KeySpecification } from '../../../../main/renewal/key.ts'
import { codeOf, keyStoreContract, rsa2048, valueOf } from '../../../contract/key-store.suite.ts'
import { createTestAuthority, thumbprintOf } from '../../../contract/test-authority.ts'
import type { FakeMacos } from './fake-macos.ts'
import { promised } from '../fake-key-store.ts'
import { openThrowAwayStore } from './watched-store.ts'

const authority = createTestAuthority('試験認証局')
const p256: KeySpecification = { algorithm: 'ec-p256', provider: 'software', confirmUse: false }
const data = new TextEncoder().encode('電子証明書更新')

let root: string
let folder: string
let macos: FakeMacos
let store: LocalKeyStore

function setUp(): void {
  ;({ root, folder, macos, store } = openThrowAwayStore())
}
const tearDown = (): void => rmSync(root, { recursive: true })

function enrol(name: string, holder = 'テスト 太郎'): { der: Uint8Array; thumbprint: string } {
  const { publicKey } = valueOf(store.makeKey(name, rsa2048))
  const der = authority.issue({ publicKey, holder })
  valueOf(store.install(der, name, [authority.intermediate]))
  return { der, thumbprint: thumbprintOf(der) }
}

keyStoreContract('macOS keychains, as a key store over fake frameworks,', async () => {
  setUp()
  return { store: promised(store), dispose: async () => tearDown() }
})

describe('a key in the login keychain', () => {
  beforeEach(setUp)
  afterEach(tearDown)

  it('cannot be taken out, carries the name it was made under, and says so', () => {
    const { thumbprint } = enrol('koshin-1')
    expect(macos.keychains.keys('private')).toMatchObject([
      { label: 'koshin-1', tag: 'jp.koshin.app', extractable: false, place: 'file' },
    ])
    expect(valueOf(store.read(thumbprint))).toMatchObject({ protection: 'keychain-software', exportable: false })
  })

  it('may be used unasked by this program alone, or by none where each use is to be confirmed', () => {
    valueOf(store.makeKey('koshin-1', p256))
    valueOf(store.makeKey('koshin-2', { ...p256, confirmUse: true }))
    expect(macos.keychains.keys('private').map(({ trusted }) => trusted)).toEqual([[''], []])
  })

  it('may be used unasked by the app around this program, too: there Chromium signs its handshakes', () => {
    const app = '/Applications/Koshin.app'
    const helper = `${app}/Contents/Frameworks/Koshin Helper.app/Contents/MacOS/Koshin Helper`
    Pool.use(macos, (pool) => new Keychain(pool, undefined).makeKey('koshin-1', p256, helper))
    expect(macos.keychains.keys('private')).toMatchObject([{ trusted: ['', app] }])
  })

  it('is what `tpm-preferred` comes down to; `tpm` alone makes none', () => {
    expect(valueOf(store.makeKey('koshin-1', rsa2048)).protection).toBe('keychain-software')
    expect(codeOf(store.makeKey('koshin-2', { ...rsa2048, provider: 'tpm' }))).toBe('keystore.tpm-absent')
    expect(macos.keychains.keys('private')).toHaveLength(1)
  })

  it('signs by PKCS #1 and by PSS with a salt of 32 bytes, and not by ECDSA', () => {
    const { publicKey } = valueOf(store.makeKey('koshin-1', rsa2048))
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    const signature = valueOf(store.sign({ name: 'koshin-1' }, data, 'rsa-pss-sha256'))
    expect(verify('sha256', data, { key, padding: 6, saltLength: 32 }, signature)).toBe(true)
    expect(verify('sha256', data, key, valueOf(store.sign({ name: 'koshin-1' }, data)))).toBe(true)
    const longer = valueOf(store.sign({ name: 'koshin-1' }, data, 'rsa-pss-sha384'))
    expect(verify('sha384', data, { key, padding: 6, saltLength: 48 }, longer)).toBe(true)
    expect(codeOf(store.sign({ name: 'koshin-1' }, data, 'ecdsa-sha256'))).toBe('keystore.sign-failed')
  })

  it.each([
    ['ec-p256', 'prime256v1', 'sha256'],
    ['ec-p384', 'secp384r1', 'sha384'],
  ] as const)('may be %s, and then signs by ECDSA', (algorithm, curve, hash) => {
    const { publicKey } = valueOf(store.makeKey('koshin-1', { ...p256, algorithm }))
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    expect(key.asymmetricKeyDetails?.namedCurve).toBe(curve)
    expect(verify(hash, data, key, valueOf(store.sign({ name: 'koshin-1' }, data)))).toBe(true)
    for (const other of ['sha256', 'sha384'] as const) {
      expect(verify(other, data, key, valueOf(store.sign({ name: 'koshin-1' }, data, `ecdsa-${other}`)))).toBe(true)
      expect(codeOf(store.sign({ name: 'koshin-1' }, data, `rsa-pkcs1-${other}`))).toBe('keystore.sign-failed')
    }
    const der = authority.issue({ publicKey, holder: 'テスト 太郎' })
    valueOf(store.install(der, 'koshin-1', [authority.intermediate]))
    const thumbprint = thumbprintOf(der)
    expect(valueOf(store.list())).toMatchObject([{ thumbprint, keyName: 'koshin-1' }])
    expect(verify(hash, data, key, valueOf(store.sign({ thumbprint }, data)))).toBe(true)
  })

  it('leaves with its public half when it is discarded', () => {
    valueOf(store.makeKey('koshin-1', p256))
    valueOf(store.discardKey('koshin-1'))
    expect(macos.keychains.items).toEqual([])
  })
})

describe('certificates', () => {
  beforeEach(setUp)
  afterEach(tearDown)

  it('come with their intermediates, once each, and never with a root', () => {
    const { publicKey } = valueOf(store.makeKey('koshin-1', rsa2048))
    const issuers = [authority.intermediate, authority.root]
    for (const holder of ['一', '二'])
      valueOf(store.install(authority.issue({ publicKey, holder }), 'koshin-1', issuers))
    const stored = macos.keychains.certificates().map(({ der }) => thumbprintOf(der))
    expect(stored).toHaveLength(3)
    expect(stored).toContain(thumbprintOf(authority.intermediate))
    expect(stored).not.toContain(thumbprintOf(authority.root))
  })

  it('of other programs are listed, without a word on what only taking their keys out would tell, and can be hidden', () => {
    const pair = macos.keychains.generate({
      bits: 2048,
      elliptic: false,
      label: '他のアプリ',
      tag: '',
      place: 'file',
      extractable: true,
      trusted: [],
      accessControl: undefined,
    })
    const publicKey = createPublicKey(pair.key).export({ type: 'spki', format: 'der' })
    const der = Buffer.from(authority.issue({ publicKey, holder: '他人' }))
    macos.keychains.add({ kind: 'certificate', der, hash: pair.hash, primaryKey: '1', place: 'file', label: '' })
    const [listed] = valueOf(store.list())
    expect(listed).toMatchObject({ keyName: undefined, exportable: undefined })
    // Hidden, its key stays where it is, and it is shown again as it was.
    valueOf(store.retire(listed!.thumbprint))
    expect([macos.keychains.identities().length, macos.keychains.keys('private').length]).toEqual([0, 1])
    expect(valueOf(store.list({ retired: true }))).toMatchObject([{ retired: true }])
    valueOf(store.restore(listed!.thumbprint))
    expect(valueOf(store.list())).toEqual([listed])
    expect(macos.keychains.identities()).toHaveLength(1)
  })

  it('that are 64 kB of garbage are passed over, even next to a key of ours', () => {
    const { thumbprint } = enrol('koshin-1')
    const { hash } = macos.keychains.keys('private')[0]!
    const der = Buffer.alloc(64 * 1024, 0x30)
    macos.keychains.add({ kind: 'certificate', der, hash, primaryKey: '1', place: 'file', label: '' })
    expect(valueOf(store.list())).toMatchObject([{ thumbprint }])
    valueOf(store.retire(thumbprint))
    expect(macos.keychains.identities()).toHaveLength(1)
  })

  it('of other people, 500 of them, are passed over', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const foreign = authority.issue({ publicKey: publicKey.export({ type: 'spki', format: 'der' }), holder: '他人' })
    for (let n = 0; n < 500; n++) {
      const item = { der: Buffer.from(foreign), hash: Buffer.alloc(20, n), primaryKey: String(n), label: '' } as const
      macos.keychains.add({ ...item, kind: 'certificate', place: 'file' })
    }
    const { thumbprint } = enrol('koshin-1')
    expect(valueOf(store.list())).toMatchObject([{ thumbprint }])
    const strangers = valueOf(store.listKeyless()).filter((der) => Buffer.from(der).equals(foreign))
    expect(strangers).toHaveLength(500)
  })

  it('without their key are told apart from those with one, and from garbage', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const der = Buffer.from(
      authority.issue({ publicKey: publicKey.export({ type: 'spki', format: 'der' }), holder: '鍵なし' }),
    )
    const item = { hash: Buffer.alloc(20, 1), label: '', kind: 'certificate', place: 'file' } as const
    macos.keychains.add({ ...item, der, primaryKey: '1' })
    macos.keychains.add({ ...item, der: Buffer.alloc(64 * 1024, 0x30), primaryKey: '2' })
    enrol('koshin-1')
    const [intermediate, ...others] = valueOf(store.listKeyless()).filter((one) => !der.equals(one))
    expect(valueOf(store.listKeyless())).toHaveLength(2)
    expect(intermediate).toBeDefined()
    expect(others).toEqual([])
  })
})

describe('a retired certificate', () => {
  beforeEach(setUp)
  afterEach(tearDown)

  it('is out of the keychain, in a file for its owner alone, and its key stays', () => {
    const { thumbprint } = enrol('koshin-1')
    valueOf(store.retire(thumbprint))
    expect(macos.keychains.identities()).toEqual([])
    expect(macos.keychains.keys('private')).toHaveLength(1)
    expect(readdirSync(folder)).toEqual([`${thumbprint}.der`])
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(path.join(folder, `${thumbprint}.der`)).mode & 0o777).toBe(0o600)
  })

  it('leaves no copy when it is restored, installed again or deleted', () => {
    const { thumbprint, der } = enrol('koshin-1')
    const ways = [() => store.restore(thumbprint), () => store.install(der, 'koshin-1'), () => store.delete(thumbprint)]
    for (const bringBack of ways) {
      valueOf(store.retire(thumbprint))
      valueOf(bringBack())
      expect(readdirSync(folder)).toEqual([])
    }
  })

  it('whose key is gone, or whose file was damaged, is none', () => {
    const [lost, damaged] = [enrol('koshin-1'), enrol('koshin-2')]
    for (const { thumbprint } of [lost, damaged]) valueOf(store.retire(thumbprint))
    macos.keychains.items = macos.keychains.items.filter(({ label }) => label !== 'koshin-1')
    writeFileSync(path.join(folder, `${damaged.thumbprint}.der`), Buffer.alloc(64 * 1024, 0x30))
    writeFileSync(path.join(folder, 'notes.txt'), 'of somebody else')
    expect(valueOf(store.list({ retired: true }))).toEqual([])
    expect(codeOf(store.restore(damaged.thumbprint))).toBe('keystore.certificate-missing')
  })

  it('stays in the keychain where its copy cannot be written, and no path is told', () => {
    const { thumbprint } = enrol('koshin-1')
    writeFileSync(folder, 'a file where the folder should be')
    const refused = { code: 'keystore.write-failed', cause: 'the folder of retired certificates: ENOTDIR' }
    expect(store.retire(thumbprint)).toMatchObject({ failure: refused })
    expect(macos.keychains.identities()).toHaveLength(1)
  })
})

describe('a locked keychain', () => {
  beforeEach(setUp)
  afterEach(tearDown)

  it('is said to be locked, and still shows its certificates', () => {
    const { thumbprint } = enrol('koshin-1')
    macos.keychains.locked = true
    expect(valueOf(store.list())).toMatchObject([{ thumbprint }])
    const results = [store.checkWritable(), store.makeKey('koshin-2', rsa2048), store.sign({ thumbprint }, data)]
    for (const result of results) expect(codeOf(result)).toBe('keystore.locked')
    expect(valueOf(store.findKey('koshin-2'))).toBeUndefined()
  })

  it('is opened by a question to the user when a key is made or used, and never for less', () => {
    const { thumbprint } = enrol('koshin-1')
    const mayAsk = (call: () => unknown): boolean => {
      call()
      return macos.questionsAllowed
    }
    expect(mayAsk(() => store.makeKey('koshin-2', p256))).toBe(true)
    expect(mayAsk(() => store.sign({ thumbprint }, data))).toBe(true)
    const silent = [
      () => store.checkWritable(),
      () => store.list({ retired: true }),
      () => store.read(thumbprint),
      () => store.findKey('koshin-1'),
      () => store.retire(thumbprint),
      () => store.restore(thumbprint),
      () => store.discardKey('koshin-2'),
      () => store.delete(thumbprint),
    ]
    for (const call of silent) expect(mayAsk(call)).toBe(false)
  })
})

describe('opening the store', () => {
  beforeEach(setUp)
  afterEach(tearDown)

  it('loads nothing; a framework that is missing is missing software', () => {
    const broken = openMacosKeyStore(folder, () => {
      throw new Error('no such framework')
    })
    const missing = { code: 'keystore.software-missing', cause: 'no such framework' }
    expect(broken.list()).toMatchObject({ failure: missing })
    expect(existsSync(folder)).toBe(false)
  })

  it('may be of one keychain file instead of the user’s keychains', () => {
    const calls: string[] = []
    const call: FakeMacos['call'] = (name, ...values) => {
      calls.push(name)
      return macos.call(name, ...values)
    }
    const watched = { call, constant: macos.constant, structure: macos.structure }
    valueOf(openMacosKeyStore(throwAwayLocation(folder, path.join(root, 'x.keychain-db')), () => watched).list())
    expect(calls).toContain('SecKeychainOpen')
    calls.length = 0
    valueOf(openMacosKeyStore(folder, () => watched).list())
    expect(calls).not.toContain('SecKeychainOpen')
  })
})
