import { constants, createPublicKey, verify } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { openWindowsKeyStore } from '../../../../main/keystore/windows/windows-key-store.ts'
import { codeOf, rsa2048, valueOf } from '../../../contract/key-store.suite.ts'
import { thumbprintOf } from '../../../contract/test-authority.ts'
import { type Fake, Refusal } from './fake-handles.ts'
import { createMachine, type FakeMachine, keyNames, publicKeyOf, software, tpm } from './fake-machine.ts'
import { startProcess } from './fake-process.ts'
import { authority, open } from './fake-store.ts'
import { somePrivateKey } from '../some-keys.ts'

let machine: FakeMachine

beforeEach(() => {
  machine = createMachine()
})

const data = new TextEncoder().encode('電子証明書更新')

/** Windows' answer when the provider is asked for, or the key made, in the TPM. */
const brokenTpm = (name: 'NCryptOpenStorageProvider' | 'NCryptFinalizeKey', value: number) => (usual: Fake) => {
  let inTpm = false
  const refuse = (): never => {
    throw new Refusal(value)
  }
  const opening = usual.NCryptOpenStorageProvider as unknown as (out: Buffer, provider: string) => number
  const finishing = usual.NCryptFinalizeKey as unknown as (key: bigint) => number
  return {
    NCryptOpenStorageProvider(out: Buffer, provider: string) {
      inTpm = provider === tpm
      return inTpm && name === 'NCryptOpenStorageProvider' ? refuse() : opening(out, provider)
    },
    NCryptFinalizeKey: (key: bigint) => (inTpm && name === 'NCryptFinalizeKey' ? refuse() : finishing(key)),
  } as Fake
}

const notFound = 0x8028400f
const deviceNotReady = 0x80090030
const keysetNotDefined = 0x80090019
const noSpace = 0x80280011
const cancelled = 0x80090036
const anything = 0x80290407

describe('a new key', () => {
  it('is made in the TPM where there is one, in software where policy says so, and it is told which', () => {
    expect(valueOf(open(machine).makeKey('koshin-1', rsa2048)).protection).toBe('cng-tpm')
    const inSoftware = { ...rsa2048, provider: 'software' } as const
    expect(valueOf(open(machine).makeKey('koshin-2', inSoftware)).protection).toBe('cng-software')
    expect(machine.keys.get(tpm)?.has('koshin-1')).toBe(true)
    expect(machine.keys.get(software)?.has('koshin-2')).toBe(true)
  })

  it.each([notFound, deviceNotReady, keysetNotDefined, anything])(
    'comes down to software when the TPM’s provider fails to open with %i, and is found there again',
    (value) => {
      const special = brokenTpm('NCryptOpenStorageProvider', value)
      const made = valueOf(open(machine, special).makeKey('koshin-1', rsa2048))
      expect(made.protection).toBe('cng-software')
      expect(valueOf(open(machine, special).makeKey('koshin-1', rsa2048))).toEqual(made)
      expect(valueOf(open(machine, special).findKey('koshin-1'))).toEqual(made.publicKey)
    },
  )

  it.each([noSpace, anything])('comes down to software when the TPM fails to make it with %i', (value) => {
    const store = open(machine, brokenTpm('NCryptFinalizeKey', value))
    expect(valueOf(store.makeKey('koshin-1', rsa2048)).protection).toBe('cng-software')
    expect(keyNames(machine)).toEqual(['koshin-1'])
  })

  it('is not made in software when policy wants the TPM alone, and the reason is told', () => {
    const wanted = { ...rsa2048, provider: 'tpm' } as const
    const absent = open(machine, brokenTpm('NCryptOpenStorageProvider', keysetNotDefined)).makeKey('koshin-1', wanted)
    const cause = 'NCryptOpenStorageProvider: 0x80090019 NTE_KEYSET_NOT_DEF'
    expect(absent).toMatchObject({ failure: { code: 'keystore.tpm-absent', cause } })
    const full = open(machine, brokenTpm('NCryptFinalizeKey', noSpace)).makeKey('koshin-1', wanted)
    const noSpaceCause = 'NCryptFinalizeKey: 0x80280011 TPM_E_NOSPACE'
    expect(full).toMatchObject({ failure: { code: 'keystore.tpm-full', cause: noSpaceCause } })
    expect(keyNames(machine)).toEqual([])
  })

  it('is not made elsewhere when the user says no', () => {
    const result = open(machine, brokenTpm('NCryptFinalizeKey', cancelled)).makeKey('koshin-1', rsa2048)
    expect(codeOf(result)).toBe('keystore.cancelled')
    expect(keyNames(machine)).toEqual([])
  })

  it('may never be exported, and asks whenever it is used only where the bank wants that', () => {
    valueOf(open(machine).makeKey('koshin-1', rsa2048))
    valueOf(open(machine).makeKey('koshin-2', { ...rsa2048, confirmUse: true }))
    expect([...machine.keys.get(tpm)!.values()]).toMatchObject([
      { name: 'koshin-1', exportPolicy: 0, asks: false },
      { name: 'koshin-2', exportPolicy: 0, asks: true },
    ])
  })

  it('that asks is asked about when it signs, and not once more when its certificate is installed', () => {
    const { publicKey } = valueOf(open(machine).makeKey('koshin-1', { ...rsa2048, confirmUse: true }))
    valueOf(open(machine).sign({ name: 'koshin-1' }, data))
    expect(machine.questions).toEqual(['koshin-1'])
    const der = authority.issue({ publicKey, holder: 'テスト' })
    expect(codeOf(open(machine).install(der, 'koshin-1'))).toBe('ok')
    expect(valueOf(open(machine).list())).toHaveLength(1)
    expect(machine.questions).toEqual(['koshin-1'])
  })

  it('is the one that another process made in the same moment', () => {
    const other = { name: 'koshin-1', privateKey: somePrivateKey(2048), exportPolicy: 0, asks: false }
    const store = open(machine, ({ NCryptFinalizeKey }) => ({
      NCryptFinalizeKey(...input: never[]) {
        machine.keys.get(software)!.set('koshin-1', other)
        return NCryptFinalizeKey!(...input)
      },
    }))
    const made = valueOf(store.makeKey('koshin-1', { ...rsa2048, provider: 'software' }))
    expect(Buffer.from(made.publicKey).equals(publicKeyOf(other.privateKey))).toBe(true)
    expect(valueOf(open(machine).findKey('koshin-1'))).toEqual(made.publicKey)
  })

  it.each([
    ['ec-p256', 'prime256v1', 'sha256'],
    ['ec-p384', 'secp384r1', 'sha384'],
  ] as const)('may be %s, and signs by ECDSA in DER, in software and in the TPM', (algorithm, namedCurve, hash) => {
    for (const [provider, name] of [
      ['software', 'koshin-1'],
      ['tpm', 'koshin-2'],
    ] as const) {
      const { publicKey } = valueOf(open(machine).makeKey(name, { ...rsa2048, algorithm, provider }))
      expect(valueOf(open(machine).findKey(name))).toEqual(publicKey)
      const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
      expect(key.asymmetricKeyDetails).toEqual({ namedCurve })
      // r and s have a leading zero, or a bit that needs one, in some of them.
      for (let round = 0; round < 20; round++) {
        expect(verify(hash, data, key, valueOf(open(machine).sign({ name }, data)))).toBe(true)
      }
      for (const other of ['sha256', 'sha384'] as const) {
        expect(verify(other, data, key, valueOf(open(machine).sign({ name }, data, `ecdsa-${other}`)))).toBe(true)
        expect(codeOf(open(machine).sign({ name }, data, `rsa-pkcs1-${other}`))).toBe('keystore.sign-failed')
        expect(codeOf(open(machine).sign({ name }, data, `rsa-pss-${other}`))).toBe('keystore.sign-failed')
      }
    }
    expect(machine.keys.get(tpm)?.get('koshin-2')).toMatchObject({ exportPolicy: 0 })
  })

  it('on a curve that the TPM does not know comes down to software where that may be', () => {
    const unknown = brokenTpm('NCryptFinalizeKey', 0x80090029)
    const wanted = { ...rsa2048, algorithm: 'ec-p384' } as const
    expect(valueOf(open(machine, unknown).makeKey('koshin-1', wanted)).protection).toBe('cng-software')
    expect(open(machine, unknown).makeKey('koshin-2', { ...wanted, provider: 'tpm' }).ok).toBe(false)
  })

  it('on a curve gets its certificate, which is tried out, and by which it signs', () => {
    const { publicKey } = valueOf(open(machine).makeKey('koshin-1', { ...rsa2048, algorithm: 'ec-p384' }))
    const der = authority.issue({ publicKey, holder: 'テスト' })
    const thumbprint = thumbprintOf(der)
    valueOf(open(machine).install(der, 'koshin-1', [authority.intermediate]))
    expect(valueOf(open(machine).list())).toMatchObject([{ thumbprint, keyName: 'koshin-1', protection: 'cng-tpm' }])
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    expect(verify('sha384', data, key, valueOf(open(machine).sign({ thumbprint }, data)))).toBe(true)
    expect(codeOf(open(machine).discardKey('koshin-1'))).toBe('keystore.key-exists')
    valueOf(open(machine).delete(thumbprint))
    expect(keyNames(machine)).toEqual([])
  })

  it('of a kind that is not made here is refused with the reason', () => {
    const enclave = open(machine).makeKey('koshin-1', { ...rsa2048, provider: 'secure-enclave' })
    expect(codeOf(enclave)).toBe('keystore.tpm-absent')
  })

  it('signs PSS with a salt of 32 bytes where the bank asks for it', () => {
    const { publicKey } = valueOf(open(machine).makeKey('koshin-1', rsa2048))
    const signature = valueOf(open(machine).sign({ name: 'koshin-1' }, data, 'rsa-pss-sha256'))
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    expect(verify('sha256', data, pss, signature)).toBe(true)
    expect(codeOf(open(machine).sign({ name: 'koshin-1' }, data, 'ecdsa-sha256'))).toBe('keystore.sign-failed')
    const longer = valueOf(open(machine).sign({ name: 'koshin-1' }, data, 'rsa-pss-sha384'))
    expect(verify('sha384', data, { ...pss, saltLength: 48 }, longer)).toBe(true)
    expect(
      verify('sha384', data, key, valueOf(open(machine).sign({ name: 'koshin-1' }, data, 'rsa-pkcs1-sha384'))),
    ).toBe(true)
  })

  it('is opened once, and anew after its handle failed', () => {
    valueOf(open(machine).makeKey('koshin-1', rsa2048))
    let broken = false
    const running = startProcess(machine, undefined, ({ NCryptSignHash }) => ({
      NCryptSignHash(...input: never[]) {
        if (broken) throw new Refusal(0x80090026)
        return NCryptSignHash!(...input)
      },
    }))
    const store = openWindowsKeyStore('MY', () => running.foreign)
    const opened = () => running.calls.filter((name) => name === 'NCryptOpenKey').length
    for (let round = 0; round < 3; round++) valueOf(store.sign({ name: 'koshin-1' }, data))
    const once = opened()
    broken = true
    expect(codeOf(store.sign({ name: 'koshin-1' }, data))).toBe('keystore.sign-failed')
    broken = false
    valueOf(store.sign({ name: 'koshin-1' }, data))
    expect(opened()).toBe(2 * once)
  })
})

describe('the list of our keys', () => {
  const foreign = (name: string) =>
    machine.keys.get(software)!.set(name, { name, privateKey: somePrivateKey(2048), exportPolicy: 0, asks: false })

  it('has those of both places, each once, no other program’s, and no check’s that was cut short', () => {
    valueOf(open(machine).makeKey('koshin-2', { ...rsa2048, provider: 'software' }))
    valueOf(open(machine).makeKey('koshin-1', rsa2048))
    machine.keys.get(software)!.set('koshin-1', machine.keys.get(tpm)!.get('koshin-1')!)
    for (const name of ['他社の鍵', 'koshin-write-check']) foreign(name)
    expect(valueOf(open(machine).listKeys())).toEqual(['koshin-1', 'koshin-2'])
  })

  it('gives back all that Windows lends for it', () => {
    for (const name of ['koshin-1', 'koshin-2', 'other']) foreign(name)
    const running = startProcess(machine)
    valueOf(openWindowsKeyStore('MY', () => running.foreign).listKeys())
    expect(running.open()).toEqual([])
    // One for each key, and one for the enumeration of a provider that has any.
    expect(running.calls.filter((name) => name === 'NCryptFreeBuffer')).toHaveLength(5)
  })

  it.each([notFound, keysetNotDefined])('is that of the software alone where there is no TPM: %i', (value) => {
    foreign('koshin-1')
    const running = startProcess(machine, undefined, brokenTpm('NCryptOpenStorageProvider', value))
    expect(valueOf(openWindowsKeyStore('MY', () => running.foreign).listKeys())).toEqual(['koshin-1'])
  })
})
