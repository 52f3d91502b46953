import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { codeOf, valueOf } from '../../../contract/key-store.suite.ts'
import { thumbprintOf } from '../../../contract/test-authority.ts'
import {
  addForeign,
  createMachine,
  type FakeMachine,
  inStore,
  keyNames,
  publicKeyOf,
  software,
  tpm,
} from './fake-machine.ts'
import { authority, certify, open } from './fake-store.ts'
import { somePrivateKey } from '../some-keys.ts'

let machine: FakeMachine
let privateKey: KeyObject

beforeEach(() => {
  machine = createMachine()
  privateKey = somePrivateKey(2048)
})

const data = new TextEncoder().encode('電子証明書更新')

describe('an older key, of CryptoAPI,', () => {
  const provider = 'Microsoft Enhanced Cryptographic Provider v1.0'
  const older = { container: 'older', provider, type: 1, keySpec: 1 }
  let thumbprint: string

  beforeEach(() => {
    machine.containers.set('older', { privateKey, exportable: true })
    const der = authority.issue({ publicKey: publicKeyOf(privateKey), holder: '旧' })
    addForeign(machine, 'MY', der, older)
    thumbprint = thumbprintOf(der)
  })

  it('signs with SHA-256 although its own provider cannot', () => {
    const signature = valueOf(open(machine).sign({ thumbprint }, data))
    expect(verify('sha256', data, createPublicKey(privateKey), signature)).toBe(true)
  })

  it('does not sign PSS, and says so', () => {
    expect(codeOf(open(machine).sign({ thumbprint }, data, 'rsa-pss-sha256'))).toBe('keystore.sign-failed')
  })

  it('is retired, restored and deleted like any other', () => {
    valueOf(open(machine).retire(thumbprint))
    expect(valueOf(open(machine).list())).toEqual([])
    valueOf(open(machine).restore(thumbprint))
    expect(valueOf(open(machine).list())).toMatchObject([{ thumbprint, protection: 'capi', keyName: undefined }])
    valueOf(open(machine).delete(thumbprint))
    expect([...machine.containers.keys(), ...inStore(machine, 'MY')]).toEqual([])
  })
})

describe('deleting', () => {
  it('leaves what is in a card in the card', () => {
    const der = authority.issue({ publicKey: publicKeyOf(privateKey), holder: '札' })
    machine.keys.set('Microsoft Smart Card Key Storage Provider', new Map())
    const card = machine.keys.get('Microsoft Smart Card Key Storage Provider')!
    card.set('foreign', { name: 'foreign', privateKey, exportPolicy: 0, asks: false })
    addForeign(machine, 'MY', der, { provider: 'Microsoft Smart Card Key Storage Provider' })
    valueOf(open(machine).delete(thumbprintOf(der)))
    expect([inStore(machine, 'MY').length, card.size]).toEqual([0, 1])
  })

  it('leaves the key to a certificate that lost its link to it', () => {
    const { der, thumbprint, publicKey } = certify(open(machine))
    valueOf(open(machine).install(der, 'koshin-1'))
    addForeign(machine, 'MY', authority.issue({ publicKey, holder: '別' }), undefined)
    expect(codeOf(open(machine).discardKey('koshin-1'))).toBe('keystore.key-exists')
    valueOf(open(machine).delete(thumbprint))
    expect(keyNames(machine)).toEqual(['koshin-1'])
  })

  it('takes the key from both providers when a fall-back that was cut short left two', () => {
    for (const provider of [software, tpm]) {
      machine.keys.get(provider)!.set('koshin-1', { name: 'koshin-1', privateKey, exportPolicy: 0, asks: false })
    }
    valueOf(open(machine).discardKey('koshin-1'))
    expect(keyNames(machine)).toEqual([])
  })

  it('refuses a certificate without a key: it is none of ours', () => {
    const der = authority.issue({ publicKey: publicKeyOf(privateKey), holder: '他' })
    addForeign(machine, 'MY', der, undefined)
    expect(codeOf(open(machine).delete(thumbprintOf(der)))).toBe('keystore.key-missing')
    expect(inStore(machine, 'MY')).toHaveLength(1)
  })
})
