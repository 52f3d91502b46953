import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openNssKeyStore } from '../../../../main/keystore/linux/nss-key-store.ts'
import { Token } from '../../../../main/keystore/linux/token.ts'
import { done, failure, type FailureCode, type Result } from '../../../../main/renewal/errors.ts'
import { makeAuthority } from '../../x509/authority.ts'
import { FakePkcs11 } from './fake-pkcs11.ts'

const world = vi.hoisted(() => {
  const empty: { opened: string[]; files?: unknown; token?: unknown } = { opened: [] }
  return empty
})
vi.mock('../../../../main/keystore/linux/softokn.ts', () => ({
  withToken: (folder: string, code: FailureCode, work: (token: Token) => Result<unknown>) => {
    world.opened.push(`${folder} ${code}`)
    return work(world.token as Token)
  },
  checkFilesWritable: (folder: string) => (world.opened.push(`check ${folder}`), world.files),
}))

const rsa2048 = { algorithm: 'rsa-2048', provider: 'software', confirmUse: false } as const
const authority = makeAuthority()

describe('the key store of Linux', () => {
  let fake: FakePkcs11
  const store = openNssKeyStore('/db')
  beforeEach(() => {
    fake = new FakePkcs11()
    world.opened.length = 0
    world.token = new Token(fake.port, 7)
    world.files = done
  })

  it('carries a certificate from its key to its deletion, and each call says what its failure would be', () => {
    const made = store.makeKey('koshin-1', rsa2048)
    const spki = made.ok ? made.value.publicKey : new Uint8Array()
    expect(store.findKey('koshin-1')).toEqual({ ok: true, value: spki })
    const der = authority.leaf({ spki } as Parameters<typeof authority.leaf>[0])
    expect(store.install(der, 'koshin-1', [authority.middle])).toEqual(done)
    expect(store.install(der, 'koshin-1')).toEqual(done)
    expect(store.listKeyless()).toEqual({ ok: true, value: [authority.middle] })
    const listed = store.list()
    const { thumbprint } = listed.ok ? listed.value[0]! : { thumbprint: '' }
    expect(store.sign({ name: 'koshin-1' }, new Uint8Array([1]), 'rsa-pss-sha256')).toMatchObject({ ok: true })
    expect(store.retire(thumbprint)).toEqual(done)
    expect(store.list()).toEqual({ ok: true, value: [] })
    expect(store.list({})).toEqual({ ok: true, value: [] })
    expect(store.list({ retired: true })).toMatchObject({ ok: true, value: [{ der, retired: true }] })
    expect(store.restore(thumbprint)).toEqual(done)
    expect(store.read(thumbprint)).toMatchObject({ ok: true, value: { der, retired: false } })
    expect(store.discardKey('koshin-1')).toMatchObject({ failure: { code: 'keystore.key-exists' } })
    expect(store.delete(thumbprint)).toEqual(done)
    expect(store.findKey('koshin-1')).toEqual({ ok: true, value: undefined })
    const [read, write, sign] = ['keystore.unavailable', 'keystore.write-failed', 'keystore.sign-failed']
    const codes = [
      write,
      read,
      write,
      write,
      read,
      read,
      sign,
      write,
      read,
      read,
      read,
      write,
      read,
      write,
      write,
      read,
    ]
    expect(world.opened).toEqual(codes.map((code) => `/db ${code}`))
  })

  it('can be written where its files can and a trial shows it; without the files nothing is tried', () => {
    expect(store.checkWritable()).toEqual(done)
    expect(fake.log).toEqual(['create 1', 'destroy 1'])
    world.files = failure('keystore.write-failed', { cause: 'key4.db: EACCES' })
    expect(store.checkWritable()).toEqual(world.files)
    expect(fake.log).toHaveLength(2)
    expect(world.opened.slice(0, 2)).toEqual(['/db keystore.write-failed', 'check /db'])
  })
})
