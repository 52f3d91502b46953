import { createHash, createPublicKey, verify } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CKA, CKM, CKO } from '../../../../main/keystore/linux/cryptoki.ts'
import { operations } from '../../../../main/keystore/linux/operations.ts'
import { Token } from '../../../../main/keystore/linux/token.ts'
import { done, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import { day, issue, type Keys, makeAuthority, makeKeys, nameOf, now, type Wanted } from '../../x509/authority.ts'
import { decode, encode } from '../../../../main/x509/der.ts'
import { FakePkcs11 } from './fake-pkcs11.ts'

const authority = makeAuthority()
const rsa2048 = { algorithm: 'rsa-2048', provider: 'software', confirmUse: false } as const
const thumbprintOf = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex')
const mark = Buffer.from('koshin-retired:').toString('hex')

let store: FakePkcs11
let token: Token
beforeEach(() => {
  store = new FakePkcs11()
  token = new Token(store.port, 7, true)
})

/** The public key that a name stands for, made if there is none yet. */
function keyOf(name: string): Keys {
  const key = operations.makeKey(token, name, rsa2048)
  if (!key.ok) throw new Error(key.failure.code)
  const spki = key.value.publicKey
  return { spki } as Keys
}
let serial = 1
const leafFor = (name: string, change: Partial<Wanted> = {}): Uint8Array =>
  authority.leaf(keyOf(name), { serial: new Uint8Array([++serial]), ...change })
function installed(name: string, change: Partial<Wanted> = {}): Uint8Array {
  const der = leafFor(name, change)
  expect(operations.install(token, der, name, [])).toEqual(done)
  return der
}
const handleOf = (der: Uint8Array): number => store.findObjects(0, [[CKA.VALUE, der]])[0]!
const keyHandle = (label: string): number =>
  store.findObjects(0, [
    [CKA.CLASS, CKO.PRIVATE_KEY],
    [CKA.LABEL, label],
  ])[0]!
const fieldsOf = (der: Uint8Array) => store.objects.get(handleOf(der))!
function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.code)
  return result.value
}
const list = (options: { retired: boolean }) => need(operations.list(token, options))
const read = (thumbprint: string) => need(operations.read(token, thumbprint))
const findKey = (name: string) => need(operations.findKey(token, name))
const listKeyless = () => need(operations.listKeyless(token))
const names = () => list({ retired: true }).map(({ keyName }) => keyName)

describe('a key in the NSS database', () => {
  it('is made once for its name, in the token alone, and never comes out', () => {
    const first = operations.makeKey(token, 'koshin-1', rsa2048)
    expect(first).toMatchObject({ ok: true, value: { protection: 'nss-software' } })
    expect(operations.makeKey(token, 'koshin-1', rsa2048)).toEqual(first)
    expect(findKey('koshin-1')).toEqual(first.ok && first.value.publicKey)
    expect(findKey('koshin-2')).toBeUndefined()
    expect(store.templates).toEqual([
      [
        CKM.RSA_PKCS_KEY_PAIR_GEN,
        [
          [CKA.TOKEN, false],
          [CKA.VERIFY, true],
          [CKA.MODULUS_BITS, 2048],
          [CKA.PUBLIC_EXPONENT, new Uint8Array([1, 0, 1])],
        ],
        [
          [CKA.TOKEN, true],
          [CKA.PRIVATE, true],
          [CKA.SENSITIVE, true],
          [CKA.EXTRACTABLE, false],
          [CKA.SIGN, true],
          [CKA.LABEL, 'koshin-1'],
        ],
      ],
    ])
  })

  it('is not made in software where hardware was asked for', () => {
    for (const provider of ['tpm', 'secure-enclave'] as const) {
      const cause = `the NSS database holds keys in software, not in a ${provider}`
      expect(operations.makeKey(token, 'koshin-1', { ...rsa2048, provider })).toEqual(
        failure('keystore.tpm-absent', { cause }),
      )
    }
    expect(store.objects.size).toBe(0)
  })

  it('gives way to one of the same name that another process made first', () => {
    store.whileMaking = (label) => {
      store.whileMaking = () => {}
      store.putKey(label)
    }
    expect(operations.makeKey(token, 'koshin-1', rsa2048).ok).toBe(true)
    expect(store.log).toEqual(['make 2', 'write 1', 'destroy 2'])
    expect([...store.objects.keys()]).toEqual([1])
  })

  it('that is not there after it was made is a failure', () => {
    store.putKey = () => 99
    expect(operations.makeKey(token, 'koshin-1', rsa2048)).toMatchObject({
      failure: { code: 'keystore.write-failed', cause: 'the key that was made is not there' },
    })
  })

  it('that a crash left without its CKA_ID gets it when it is looked for, and then no more', () => {
    const handle = store.putKey('koshin-1')
    expect(store.idOf(handle)).toBe('')
    expect(findKey('koshin-1')).toBeDefined()
    expect(store.idOf(handle)).toMatch(/^[0-9a-f]{40}$/)
    expect(findKey('koshin-1')).toBeDefined()
    expect(store.log).toEqual([`write ${handle}`])
  })

  it('of another kind under the same name is passed over', () => {
    store.put([
      [CKA.CLASS, CKO.PRIVATE_KEY],
      [CKA.TOKEN, true],
      [CKA.LABEL, 'koshin-1'],
    ])
    expect(findKey('koshin-1')).toBeUndefined()
    store.putKey('koshin-1')
    expect(findKey('koshin-1')).toBeDefined()
  })

  it('signs by its name and by the thumbprint of its certificate, as asked', () => {
    const der = installed('koshin-1')
    const data = new Uint8Array([1, 2, 3])
    const publicKey = createPublicKey({ key: Buffer.from(keyOf('koshin-1').spki), format: 'der', type: 'spki' })
    for (const key of [{ name: 'koshin-1' }, { thumbprint: thumbprintOf(der) }]) {
      for (const scheme of [undefined, 'rsa-pkcs1-sha256', 'rsa-pss-sha256'] as const) {
        const signed = operations.sign(token, key, data, scheme)
        const how = scheme === 'rsa-pss-sha256' ? { key: publicKey, padding: 6, saltLength: 32 } : publicKey
        expect(signed.ok && verify('sha256', data, how, signed.value)).toBe(true)
      }
      expect(operations.sign(token, key, data, 'ecdsa-sha256')).toEqual(
        failure('keystore.sign-failed', { cause: 'no key for ecdsa-sha256' }),
      )
    }
    for (const key of [{ name: 'koshin-2' }, { thumbprint: 'a'.repeat(64) }]) {
      expect(operations.sign(token, key, data)).toEqual(failure('keystore.key-missing'))
    }
  })
})

describe('discarding a key of the NSS database', () => {
  it('takes it away, and may be repeated', () => {
    keyOf('koshin-1')
    keyOf('koshin-2')
    expect(operations.discardKey(token, 'koshin-1')).toEqual(done)
    expect(operations.discardKey(token, 'koshin-1')).toEqual(done)
    expect([findKey('koshin-1'), findKey('koshin-2')]).toEqual([undefined, expect.any(Uint8Array)])
  })

  const refused = failure('keystore.key-exists', { cause: 'a certificate belongs to this key' })

  it('is refused where a certificate belongs to it, used or retired', () => {
    const der = installed('koshin-1')
    expect(operations.discardKey(token, 'koshin-1')).toEqual(refused)
    operations.retire(token, thumbprintOf(der))
    expect(operations.discardKey(token, 'koshin-1')).toEqual(refused)
    expect(findKey('koshin-1')).toBeDefined()
  })

  it('is refused where only the public key says so: a certificate that lost its CKA_ID is one all the same', () => {
    const der = installed('koshin-1')
    for (const id of ['', 'ff']) {
      fieldsOf(der).set(CKA.ID, Buffer.from(id, 'hex'))
      expect(operations.discardKey(token, 'koshin-1')).toEqual(refused)
    }
  })

  it('is refused where only the CKA_ID says so: a certificate that cannot be read may be anything', () => {
    keyOf('koshin-1')
    store.put([
      [CKA.CLASS, CKO.CERTIFICATE],
      [CKA.TOKEN, true],
      [CKA.VALUE, new Uint8Array([5, 0])],
      [CKA.ID, Buffer.from(store.idOf(keyHandle('koshin-1')), 'hex')],
    ])
    expect(operations.discardKey(token, 'koshin-1')).toEqual(refused)
  })

  it('is not hindered by certificates of others, nor by what is none', () => {
    installed('koshin-2')
    keyOf('koshin-1')
    store.put([
      [CKA.CLASS, CKO.CERTIFICATE],
      [CKA.TOKEN, true],
      [CKA.VALUE, new Uint8Array([5, 0])],
      [CKA.ID, new Uint8Array([1])],
    ])
    expect(operations.discardKey(token, 'koshin-1')).toEqual(done)
    expect(findKey('koshin-1')).toBeUndefined()
  })
})

describe('installing into the NSS database', () => {
  it('puts the certificate beside its key, as NSS tells it by', () => {
    const der = installed('koshin-1')
    const fields = fieldsOf(der)
    expect(fields.get(CKA.TOKEN)).toBe(true)
    expect(fields.get(CKA.CERTIFICATE_TYPE)).toBe(0)
    expect(Buffer.from(fields.get(CKA.SUBJECT) as Uint8Array)).toEqual(Buffer.from(encode(nameOf('株式会社こうしん'))))
    expect(Buffer.from(fields.get(CKA.ISSUER) as Uint8Array)).toEqual(Buffer.from(encode(nameOf('Test CA'))))
    expect(decode(fields.get(CKA.SERIAL_NUMBER) as Uint8Array).type).toBe(2)
    expect(fields.get(CKA.LABEL)).toBe(`株式会社こうしん ${thumbprintOf(der).slice(0, 8)}`)
    expect(store.idOf(handleOf(der))).toBe(store.idOf(keyHandle('koshin-1')))
    expect(list({ retired: false })).toEqual([
      {
        der,
        thumbprint: thumbprintOf(der),
        keyName: 'koshin-1',
        retired: false,
        protection: 'nss-software',
        exportable: true,
      },
    ])
  })

  it('may be repeated, and then changes nothing', () => {
    const der = installed('koshin-1')
    store.log.length = 0
    expect(operations.install(token, der, 'koshin-1', [authority.middle])).toEqual(done)
    expect(operations.install(token, der, 'koshin-1', [authority.middle])).toEqual(done)
    expect(store.log).toEqual([`create ${handleOf(authority.middle)}`])
  })

  it('adds the authorities between, and never a root', () => {
    const der = leafFor('koshin-1')
    expect(operations.install(token, der, 'koshin-1', [authority.root, authority.middle])).toEqual(done)
    expect(handleOf(authority.middle)).toBeDefined()
    expect(handleOf(authority.root)).toBeUndefined()
    expect(store.idOf(handleOf(authority.middle))).toMatch(/^[0-9a-f]{40}$/)
    expect(store.idOf(handleOf(authority.middle))).not.toBe(store.idOf(handleOf(der)))
  })

  it('takes a certificate back into use that was retired, or had lost its key', () => {
    const der = installed('koshin-1')
    operations.retire(token, thumbprintOf(der))
    expect(operations.install(token, der, 'koshin-1', [])).toEqual(done)
    expect(list({ retired: false })).toHaveLength(1)
    fieldsOf(der).set(CKA.ID, new Uint8Array())
    expect(operations.install(token, der, 'koshin-1', [])).toEqual(done)
    expect(names()).toEqual(['koshin-1'])
  })

  it('is refused for another key, for none and for what cannot be read, and nothing of it stays', () => {
    const der = leafFor('koshin-1')
    keyOf('koshin-2')
    const before = store.objects.size
    const install = (certificate: Uint8Array, name: string, chain: Uint8Array[] = [authority.middle]) =>
      operations.install(token, certificate, name, chain)
    expect(install(der, 'koshin-2')).toEqual(
      failure('keystore.key-missing', { cause: 'the certificate is for another key' }),
    )
    expect(install(der, 'koshin-3')).toEqual(failure('keystore.key-missing', { cause: 'no key of this name' }))
    const garbage = new Uint8Array([5, 0])
    expect(install(garbage, 'koshin-1')).toEqual(failure('issued.unreadable'))
    expect(install(der, 'koshin-1', [authority.middle, garbage])).toEqual(failure('issued.unreadable'))
    expect(store.objects.size).toBe(before)
  })

  it('never takes the place of another certificate with the same issuer and serial number', () => {
    const first = installed('koshin-1')
    const same = new Uint8Array([serial])
    const twin = leafFor('koshin-2', { serial: same, notAfter: now + 99 * day })
    expect(operations.install(token, twin, 'koshin-2', [])).toEqual(
      failure('keystore.write-failed', { cause: 'another certificate has this issuer and serial number' }),
    )
    expect(handleOf(twin)).toBeUndefined()
    const elsewhere = authority.leaf(keyOf('koshin-3'), { serial: same, issuer: 'Other CA' })
    expect(operations.install(token, elsewhere, 'koshin-3', [])).toEqual(done)
    expect(handleOf(first)).toBeDefined()
  })

  it('goes without a certificate above it that would take the place of another', () => {
    const first = leafFor('koshin-1')
    expect(operations.install(token, first, 'koshin-1', [authority.middle])).toEqual(done)
    const thief = issue({ subject: 'x', issuer: 'Test Root', keys: makeKeys(), signer: authority.rootKeys })
    const below = leafFor('koshin-4')
    expect(operations.install(token, below, 'koshin-4', [thief])).toEqual(done)
    expect(handleOf(thief)).toBeUndefined()
    expect([handleOf(authority.middle), handleOf(below)]).not.toContain(undefined)
  })
})

describe('retiring in the NSS database', () => {
  it('hides a certificate by a mark in front of its CKA_ID, with its key; restoring undoes it', () => {
    const der = installed('koshin-1')
    const other = installed('koshin-2')
    const id = store.idOf(handleOf(der))
    const thumbprint = thumbprintOf(der)
    store.log.length = 0
    for (let round = 0; round < 2; round++) expect(operations.retire(token, thumbprint)).toEqual(done)
    expect(store.idOf(handleOf(der))).toBe(`${mark}${id}`)
    expect(list({ retired: false }).map((one) => one.thumbprint)).toEqual([thumbprintOf(other)])
    expect(list({ retired: true })).toHaveLength(2)
    expect(read(thumbprint)).toMatchObject({ retired: true, keyName: 'koshin-1' })
    for (let round = 0; round < 2; round++) expect(operations.restore(token, thumbprint)).toEqual(done)
    expect(store.idOf(handleOf(der))).toBe(id)
    expect(store.log).toEqual([`write ${handleOf(der)}`, `write ${handleOf(der)}`])
    expect(read(thumbprint)).toMatchObject({ retired: false })
  })

  it('needs a certificate', () => {
    for (const mark of [operations.retire, operations.restore]) {
      expect(mark(token, 'a'.repeat(64))).toEqual(failure('keystore.certificate-missing'))
    }
    expect(read('a'.repeat(64))).toBeUndefined()
  })
})

describe('deleting from the NSS database', () => {
  it.each([false, true])('takes a certificate and its key, also a retired one (%s), and may be repeated', (retired) => {
    const der = installed('koshin-1')
    installed('koshin-2')
    if (retired) operations.retire(token, thumbprintOf(der))
    const [certificate, key] = [handleOf(der), keyHandle('koshin-1')]
    store.log.length = 0
    for (let round = 0; round < 2; round++) expect(operations.delete(token, thumbprintOf(der))).toEqual(done)
    // Retired first: between the two deletions nobody is offered a certificate without a key.
    const marked = retired ? [] : [`write ${certificate}`]
    expect(store.log).toEqual([...marked, `destroy ${key}`, `destroy ${certificate}`])
    expect(names()).toEqual(['koshin-2'])
  })

  it('takes the key of that certificate, whichever keys stand before it', () => {
    const [, der] = [installed('koshin-1'), installed('koshin-2')]
    const key = keyHandle('koshin-1')
    expect(operations.delete(token, thumbprintOf(der))).toEqual(done)
    expect([names(), keyHandle('koshin-1'), keyHandle('koshin-2')]).toEqual([['koshin-1'], key, undefined])
  })

  it('that is cut short has hidden the certificate: nobody is offered one that may have lost its key', () => {
    const der = installed('koshin-1')
    vi.spyOn(store, 'destroyObject').mockImplementationOnce(() => {
      throw new Error('cut short')
    })
    expect(() => operations.delete(token, thumbprintOf(der))).toThrow('cut short')
    expect(list({ retired: false })).toEqual([])
    expect(list({ retired: true })).toMatchObject([{ retired: true }])
    expect(operations.delete(token, thumbprintOf(der))).toEqual(done)
    expect(list({ retired: true })).toEqual([])
  })

  it('leaves a key that another certificate needs', () => {
    const [one, other] = [installed('koshin-1'), installed('koshin-1')]
    expect(operations.delete(token, thumbprintOf(one))).toEqual(done)
    expect(list({ retired: true }).map(({ der }) => der)).toEqual([other])
  })

  it('finishes a deletion that was cut short, and leaves certificates that never had a key here', () => {
    const der = installed('koshin-1')
    store.destroyObject(0, keyHandle('koshin-1'))
    expect(operations.delete(token, thumbprintOf(der))).toEqual(
      failure('keystore.key-missing', { cause: 'the certificate has no private key here' }),
    )
    expect(handleOf(der)).toBeDefined()
    fieldsOf(der).set(CKA.ID, Buffer.from(mark + store.idOf(handleOf(der)), 'hex'))
    expect(operations.delete(token, thumbprintOf(der))).toEqual(done)
    expect(store.objects.size).toBe(0)
  })
})

describe('the list of the NSS database', () => {
  it('is in order of thumbprints, and names only keys that Koshin named', () => {
    for (const name of ['koshin-1', 'koshin-2', 'koshin-3', 'koshin-4', 'other']) installed(name)
    const listed = list({ retired: false })
    const thumbprints = listed.map(({ thumbprint }) => thumbprint)
    expect(thumbprints).toEqual([...thumbprints].sort())
    expect(listed.map(({ keyName }) => keyName).sort()).toEqual([
      'koshin-1',
      'koshin-2',
      'koshin-3',
      'koshin-4',
      undefined,
    ])
  })

  it('takes no certificate for the user’s own because neither it nor a key has a CKA_ID', () => {
    store.putKey('of another program')
    const der = authority.leaf(makeKeys())
    const certificate = [
      [CKA.CLASS, CKO.CERTIFICATE],
      [CKA.TOKEN, true],
    ] as const
    store.put([...certificate, [CKA.VALUE, der]])
    store.put(certificate)
    expect(list({ retired: true })).toEqual([])
    expect(listKeyless()).toEqual([der])
  })

  it('of certificates without a key leaves out the owned, the retired and what cannot be read', () => {
    installed('koshin-1')
    const keyless = installed('koshin-2')
    const retired = installed('koshin-3')
    operations.retire(token, thumbprintOf(retired))
    for (const name of ['koshin-2', 'koshin-3']) store.destroyObject(0, keyHandle(name))
    store.put([
      [CKA.CLASS, CKO.CERTIFICATE],
      [CKA.TOKEN, true],
      [CKA.VALUE, new Uint8Array([5, 0])],
    ])
    expect(listKeyless()).toEqual([keyless])
  })
})

describe('whether the NSS database can be written', () => {
  it('is tried with a small secret key, of which nothing stays, nor of a trial that was cut short', () => {
    const marked = [
      [CKA.CLASS, CKO.SECRET_KEY],
      [CKA.TOKEN, true],
      [CKA.LABEL, 'koshin-write-check'],
    ] as const
    store.put(marked)
    const others = [installed('koshin-1')]
    const before = store.objects.size
    token.tryToWrite()
    expect(store.objects.size).toBe(before - 1)
    expect(success(names())).toEqual(success(['koshin-1']))
    expect(others).toHaveLength(1)
    expect(store.templates.at(-1)).toEqual([
      CKM.AES_KEY_GEN,
      [...marked, [CKA.PRIVATE, true], [CKA.SENSITIVE, true], [CKA.ENCRYPT, true], [CKA.VALUE_LEN, 16]],
    ])
  })
})

describe('CA certificates in the NSS database', () => {
  const authorities = () => need(operations.listAuthorities(token))

  it('are listed without those of holders, and are added once, without roots', () => {
    installed('koshin-1')
    expect(authorities()).toEqual([])
    for (let round = 0; round < 2; round++) {
      expect(operations.addAuthorities(token, [authority.middle, authority.root])).toEqual(done)
    }
    expect(authorities()).toEqual([authority.middle])
  })

  it('are none of them added where one is no certificate', () => {
    expect(operations.addAuthorities(token, [authority.middle, new Uint8Array([5, 0])])).toMatchObject({
      failure: { code: 'issued.unreadable' },
    })
    expect(store.objects.size).toBe(0)
  })
})

it('the keys of the NSS database are listed by the names that we gave', () => {
  keyOf('koshin-1')
  keyOf('koshin-2')
  store.putKey('another program’s')
  expect(need(operations.listKeys(token))).toEqual(['koshin-1', 'koshin-2'])
})
