import type { KeyObject } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { openWindowsKeyStore } from '../../../../main/keystore/windows/windows-key-store.ts'
import { valueOf } from '../../../contract/key-store.suite.ts'
import { thumbprintOf } from '../../../contract/test-authority.ts'
import {
  addForeign,
  createMachine,
  type FakeMachine,
  inStore,
  keyNames,
  publicKeyOf,
  software,
} from './fake-machine.ts'
import { startProcess } from './fake-process.ts'
import { authority, certify, open } from './fake-store.ts'
import { somePrivateKey } from '../some-keys.ts'

let machine: FakeMachine
let privateKey: KeyObject

beforeEach(() => {
  machine = createMachine()
  privateKey = somePrivateKey(2048)
})

describe('the list', () => {
  const foreign = (info: Parameters<typeof addForeign>[3], holder = '他社') => {
    const der = authority.issue({ publicKey: publicKeyOf(privateKey), holder })
    addForeign(machine, 'MY', der, info)
    return thumbprintOf(der)
  }
  const listed = () =>
    valueOf(open(machine).list()).map(({ keyName, protection, exportable }) => [keyName, protection, exportable])

  it.each([
    ['a card in CNG', { provider: 'Microsoft Smart Card Key Storage Provider' }, 'smart-card'],
    ['a card in CryptoAPI', { provider: 'Microsoft Base Smart Card Crypto Provider', type: 1 }, 'smart-card'],
    ['another maker’s card', { provider: 'Example Card Key Storage Provider' }, 'smart-card'],
    ['another maker’s provider', { provider: 'Example Provider', type: 1 }, 'capi'],
    ['a provider that was removed', { provider: 'Removed Key Storage Provider' }, 'other'],
    ['a key that was deleted', { provider: software }, 'cng-software'],
    ['an older key that was deleted', { provider: 'Microsoft Strong Cryptographic Provider', type: 1 }, 'capi'],
  ])('has a certificate whose key is in %s, and does not say whether it is exportable', (_, info, protection) => {
    machine.keys.set('Example Card Key Storage Provider', new Map())
    foreign(info)
    expect(listed()).toEqual([[undefined, protection, undefined]])
  })

  it.each([true, false])('says of a software key whether it is exportable: %s', (exportable) => {
    const exportPolicy = exportable ? 1 : 0
    machine.keys.get(software)!.set('foreign', { name: 'foreign', privateKey, exportPolicy, asks: false })
    machine.containers.set('older', { privateKey, exportable })
    foreign({ provider: software })
    foreign({ container: 'older', provider: 'Microsoft Enhanced Cryptographic Provider v1.0', type: 1, keySpec: 1 })
    const expected = [
      [undefined, 'capi', exportable],
      [undefined, 'cng-software', exportable],
    ]
    expect(listed().sort()).toEqual(expected)
  })

  it('says of our own key that it is not', () => {
    const { der } = certify(open(machine))
    valueOf(open(machine).install(der, 'koshin-1'))
    expect(listed()).toEqual([['koshin-1', 'cng-tpm', false]])
  })

  it('leaves out a certificate without a link to a key, which is found among those without one', () => {
    const { der } = certify(open(machine))
    valueOf(open(machine).install(der, 'koshin-1'))
    const keyless = authority.issue({ publicKey: publicKeyOf(somePrivateKey(2048)), holder: '鍵なし' })
    addForeign(machine, 'MY', keyless, undefined)
    addForeign(machine, 'MY', new Uint8Array(64 * 1024), undefined)
    expect(listed()).toEqual([['koshin-1', 'cng-tpm', false]])
    expect(valueOf(open(machine).listKeyless()).map(thumbprintOf)).toEqual([thumbprintOf(keyless)])
  })

  it('never asks a card, nor another maker’s provider for a key', () => {
    foreign({ provider: 'Microsoft Smart Card Key Storage Provider' })
    foreign({ provider: 'Example Provider', type: 1 })
    machine.keys.set('Example Key Storage Provider', new Map())
    foreign({ provider: 'Example Key Storage Provider' })
    const running = startProcess(machine)
    expect(valueOf(openWindowsKeyStore('MY', () => running.foreign).list())).toHaveLength(3)
    const asked = running.calls.filter((name) => /OpenKey|AcquireContext|AcquireCertificate/.test(name))
    expect(asked).toEqual([])
  })

  it('leaves out what has no key, and what is larger than any certificate that Koshin takes', () => {
    foreign(undefined)
    addForeign(machine, 'MY', Buffer.alloc(64 * 1024 + 1, 0x30), {})
    expect(listed()).toEqual([])
  })

  it('has a certificate of garbage in it without stumbling', () => {
    addForeign(machine, 'MY', Buffer.alloc(64 * 1024, 0x30), {})
    const { der, thumbprint } = certify(open(machine))
    valueOf(open(machine).install(der, 'koshin-1'))
    expect(valueOf(open(machine).list())).toHaveLength(2)
    valueOf(open(machine).delete(thumbprint))
    expect(keyNames(machine)).toEqual([])
  })

  it('finds ours among 500 foreign certificates', () => {
    const der = Buffer.from(authority.issue({ publicKey: publicKeyOf(privateKey), holder: '他社' }))
    const others = Array.from({ length: 500 }, (_, index) => {
      const changed = Buffer.from(der)
      changed.writeUInt32BE(index, changed.length - 4)
      return changed
    })
    for (const other of others) addForeign(machine, 'MY', other, { provider: software })
    const { der: ours, thumbprint } = certify(open(machine))
    valueOf(open(machine).install(ours, 'koshin-1', [authority.intermediate]))
    expect(valueOf(open(machine).list())).toHaveLength(501)
    valueOf(open(machine).retire(thumbprint))
    expect(valueOf(open(machine).list())).toHaveLength(500)
    expect(valueOf(open(machine).read(thumbprint))).toMatchObject({ retired: true, keyName: 'koshin-1' })
    valueOf(open(machine).delete(thumbprint))
    expect(inStore(machine, 'MY')).toHaveLength(500)
  })
})
