import type { KeyObject } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { openWindowsKeyStore } from '../../../../main/keystore/windows/windows-key-store.ts'
import { codeOf, valueOf } from '../../../contract/key-store.suite.ts'
import { type Fake, Refusal } from './fake-handles.ts'
import { addForeign, createMachine, type FakeMachine, inStore, tpm } from './fake-machine.ts'
import { startProcess } from './fake-process.ts'
import { authority, certify, open } from './fake-store.ts'
import { somePrivateKey } from '../some-keys.ts'

let machine: FakeMachine
let privateKey: KeyObject

beforeEach(() => {
  machine = createMachine()
  privateKey = somePrivateKey(2048)
})

const emojiHolder = '絵文字 😀 株式会社'

describe('an issued certificate', () => {
  it('is written with its key, and with a name that people recognise', () => {
    const { der, thumbprint } = certify(open(machine), emojiHolder)
    valueOf(open(machine).install(der, 'koshin-1'))
    const info = { container: 'koshin-1', provider: tpm, type: 0, flags: 0, keySpec: 0 }
    const friendlyName = `${emojiHolder} ${thumbprint.slice(0, 8)}`
    expect(inStore(machine, 'MY')).toEqual([{ der: Buffer.from(der), info, friendlyName, archived: false }])
  })

  it('brings its intermediates to where TLS stacks look, and never a root anywhere', () => {
    const { der } = certify(open(machine))
    valueOf(open(machine).install(der, 'koshin-1', [authority.intermediate, authority.root]))
    valueOf(open(machine).install(der, 'koshin-1', [authority.intermediate]))
    expect(inStore(machine, 'CA').map((added) => added.der)).toEqual([Buffer.from(authority.intermediate)])
    expect([...machine.stores.keys()].sort()).toEqual(['CA', 'MY'])
  })

  it('and its intermediates stay out of the user’s own stores in a test', () => {
    const { der } = certify(open(machine, undefined, 'Trial'))
    valueOf(open(machine, undefined, 'Trial').install(der, 'koshin-1', [authority.intermediate]))
    expect([...machine.stores.keys()].sort()).toEqual(['Trial', 'Trial-CA'])
  })

  it('that was put there without its key gets its key', () => {
    const { der } = certify(open(machine))
    addForeign(machine, 'MY', der, undefined)
    expect(valueOf(open(machine).list())).toEqual([])
    valueOf(open(machine).install(der, 'koshin-1'))
    expect(valueOf(open(machine).list())).toMatchObject([{ keyName: 'koshin-1' }])
  })

  it('whose key other programs do not get at is taken out again', () => {
    const { der } = certify(open(machine))
    const special = (): Fake => ({
      CryptAcquireCertificatePrivateKey() {
        throw new Refusal(0x80090016)
      },
    })
    expect(open(machine, special).install(der, 'koshin-1')).toMatchObject({
      failure: {
        code: 'keystore.read-back-failed',
        cause: 'CryptAcquireCertificatePrivateKey: 0x80090016 NTE_BAD_KEYSET',
      },
    })
    expect(inStore(machine, 'MY')).toEqual([])
    expect(codeOf(open(machine).install(der, 'koshin-1'))).toBe('ok')
  })

  it('is not taken for one when CryptoAPI answers in CNG’s place', () => {
    const { der } = certify(open(machine))
    machine.containers.set('koshin-1', { privateKey, exportable: false })
    const special = ({ CryptAcquireContextW }: Fake) =>
      ({
        CryptAcquireCertificatePrivateKey(_0: bigint, _1: number, _2: null, key: Buffer, spec: Buffer, free: Buffer) {
          spec.writeUInt32LE(1)
          free.writeUInt32LE(1)
          return (CryptAcquireContextW as unknown as (...input: unknown[]) => number)(key, 'koshin-1', '', 24, 0)
        },
      }) as Fake
    const running = startProcess(machine, undefined, special)
    const result = openWindowsKeyStore('MY', () => running.foreign).install(der, 'koshin-1')
    expect(result).toMatchObject({ failure: { code: 'keystore.read-back-failed', cause: 'the key is not one of CNG' } })
    expect(running.open().filter((kind) => kind !== 'key')).toEqual([])
  })
})
