/** A TPM's token without a TPM: which objects are left where a process ended between two calls, and when a PIN is wanted. */
import { beforeEach, describe, expect, it } from 'vitest'
import { CKA, CKF, CKO } from '../../../../../main/keystore/linux/cryptoki.ts'
import { type Holding, Token } from '../../../../../main/keystore/linux/token.ts'
import type { OpenToken } from '../../../../../main/keystore/linux/tokens/open-tokens.ts'
import { tokenKeyStore } from '../../../../../main/keystore/linux/tokens/token-key-store.ts'
import { done, success } from '../../../../../main/renewal/errors.ts'
import { createTestAuthority, thumbprintOf } from '../../../../contract/test-authority.ts'
import { FakePkcs11 } from '../fake-pkcs11.ts'

const authority = createTestAuthority('試験認証局')
const specification = { algorithm: 'rsa-2048', provider: 'tpm', confirmUse: false } as const
const holding: Holding = { protection: 'pkcs11-tpm', exportable: false, inHalves: true }

let objects: FakePkcs11
let entered: string[]
let flags: number
/** Told at each opening. */
let whenOpened: () => void
beforeEach(() => {
  objects = new FakePkcs11()
  entered = []
  flags = CKF.TOKEN_INITIALIZED
  whenOpened = () => {}
})

function openStore() {
  const tpm: OpenToken = {
    label: 'TPM',
    serialNumber: '01',
    isTpm: true,
    flags: () => flags,
    logIn: (pin) => void entered.push(pin),
    token: new Token(objects.port, 7, true, holding),
  }
  return tokenKeyStore((_, work) => {
    whenOpened()
    return work([tpm])
  })
}

const halves = (kind: number, label = 'koshin-1') =>
  objects.findObjects(0, [
    [CKA.CLASS, kind],
    [CKA.LABEL, label],
  ])
const codeOf = (result: { readonly ok: boolean; readonly failure?: { readonly code: string } }) =>
  result.failure?.code ?? 'ok'

function installed(store: ReturnType<typeof openStore>, name: string) {
  const made = store.makeKey(name, specification)
  if (!made.ok) throw new Error(made.failure.code)
  const der = authority.issue({ publicKey: made.value.publicKey, holder: 'テスト 太郎' })
  expect(store.install(der, name, [])).toEqual(done)
  return { der, thumbprint: thumbprintOf(der) }
}

describe('a key in a TPM', () => {
  it('has a public half of the same CKA_ID, and is discarded with it', () => {
    const store = openStore()
    expect(store.makeKey('koshin-1', specification)).toMatchObject({ value: { protection: 'pkcs11-tpm' } })
    const [[open], [secret]] = [halves(CKO.PUBLIC_KEY), halves(CKO.PRIVATE_KEY)]
    expect(objects.idOf(secret!)).toMatch(/^[0-9a-f]{40}$/)
    expect(objects.idOf(open!)).toBe(objects.idOf(secret!))
    expect(store.discardKey('koshin-1')).toEqual(done)
    expect(objects.objects.size).toBe(0)
  })

  it('leaves a public half behind where its discarding was cut short, which is no key, and goes the next time', () => {
    const store = openStore()
    store.makeKey('koshin-1', specification)
    objects.destroyObject(0, halves(CKO.PRIVATE_KEY)[0]!)
    expect(store.findKey('koshin-1')).toEqual(success(undefined))
    expect(store.listKeys()).toEqual(success(['koshin-1']))
    expect(store.discardKey('koshin-1')).toEqual(done)
    expect(objects.objects.size).toBe(0)
  })

  it('gives way to one that another process made meanwhile, and that comes first', () => {
    const store = openStore()
    let openings = 0
    whenOpened = () => {
      if (++openings !== 2) return
      // The driver of this process has not seen it; in its store it stands before.
      const [mine] = halves(CKO.PRIVATE_KEY)
      const fields = objects.objects.get(mine!)!
      objects.objects.delete(mine!)
      objects.putKey('koshin-1')
      objects.put([
        [CKA.CLASS, CKO.PUBLIC_KEY],
        [CKA.TOKEN, true],
        [CKA.LABEL, 'koshin-1'],
      ])
      objects.objects.set(mine!, fields)
    }
    const made = store.makeKey('koshin-1', specification)
    expect(halves(CKO.PRIVATE_KEY)).toHaveLength(1)
    whenOpened = () => {}
    expect(store.findKey('koshin-1')).toEqual(success(made.ok && made.value.publicKey))
  })

  it('is deleted with both halves and its certificate', () => {
    const store = openStore()
    const { thumbprint } = installed(store, 'koshin-1')
    expect(codeOf(store.discardKey('koshin-1'))).toBe('keystore.key-exists')
    expect(store.delete(thumbprint)).toEqual(done)
    expect(objects.objects.size).toBe(0)
  })
})

describe('a certificate in a TPM', () => {
  it('is shown with its key’s name and how it is held, retired on request alone, and nobody logs in for that', () => {
    const store = openStore()
    const { der, thumbprint } = installed(store, 'koshin-1')
    const shown = { der, thumbprint, keyName: 'koshin-1', protection: 'pkcs11-tpm', exportable: false }
    entered = []
    expect(store.list()).toEqual(success([{ ...shown, retired: false }]))
    expect(entered).toEqual([])
    expect(store.retire(thumbprint)).toEqual(done)
    expect(store.list()).toEqual(success([]))
    expect(store.list({ retired: true })).toEqual(success([{ ...shown, retired: true }]))
    expect(store.restore(thumbprint)).toEqual(done)
    flags |= CKF.LOGIN_REQUIRED
    expect(store.list()).toEqual(success([{ ...shown, retired: false, pinOf: 'TPM' }]))
  })

  it('of a key that no public half is known of, or without a CKA_ID, is nobody’s own', () => {
    const store = openStore()
    installed(store, 'koshin-1')
    for (const half of halves(CKO.PUBLIC_KEY)) objects.destroyObject(0, half)
    expect(store.list()).toEqual(success([]))
  })
})

it('the PIN of a TPM’s token is wanted for what is there alone, and the empty one is entered where it has none', () => {
  const store = openStore()
  const { thumbprint } = installed(store, 'koshin-1')
  expect(new Set(entered)).toEqual(new Set(['']))
  flags |= CKF.LOGIN_REQUIRED
  entered = []
  const wanting = [
    store.checkWritable({ trial: true, provider: 'tpm' }),
    store.makeKey('koshin-2', specification),
    store.findKey('koshin-1'),
    store.sign({ name: 'koshin-1' }, Uint8Array.of(1)),
    store.retire(thumbprint),
    store.discardKey('koshin-1'),
  ]
  expect(wanting.map(codeOf)).toEqual(wanting.map(() => 'keystore.pin-needed'))
  expect([store.findKey('none'), store.discardKey('none'), store.listKeys()].map(codeOf)).toEqual(['ok', 'ok', 'ok'])
  expect(entered).toEqual([])
  expect(store.unlock!('4711', 'TPM')).toEqual(success('unlocked'))
  expect(codeOf(store.findKey('koshin-1'))).toBe('ok')
  expect(entered).toEqual(['4711', '4711'])
})

it('whether a TPM can be written is tried with an object of data, of which nothing stays, and only on request', () => {
  const store = openStore()
  expect(store.checkWritable({ provider: 'tpm' })).toEqual(done)
  expect(objects.log).toEqual([])
  expect(store.checkWritable({ trial: true, provider: 'tpm' })).toEqual(done)
  expect(objects.log).toEqual(['create 1', 'destroy 1'])
})
