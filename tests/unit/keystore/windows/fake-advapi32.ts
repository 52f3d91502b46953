/** CryptoAPI in advapi32.dll, as far as the key store uses it, over a fake machine. */
import type { KeyObject } from 'node:crypto'
import { type Fake, type Handles, Refusal } from './fake-handles.ts'
import type { FakeMachine } from './fake-machine.ts'
import { signPkcs1 } from './fake-ncrypt.ts'

const badKeyset = 0x80090016
const badAlgorithm = 0x80090008
/** PROV_RSA_AES knows SHA-2; PROV_RSA_FULL does not. */
const rsaAes = 24

interface Container {
  readonly privateKey: KeyObject
  readonly exportable: boolean
  readonly type: number
}

interface Hash {
  readonly container: Container
  readonly octets: number
  value: Buffer | undefined
}

export function fakeAdvapi32(machine: FakeMachine, handles: Handles): Fake {
  const functions = {
    CryptAcquireContextW(out: Buffer, name: string, _provider: string, type: number, flags: number) {
      const container = machine.containers.get(name)
      if (container === undefined) throw new Refusal(badKeyset)
      if ((flags & 0x10) !== 0) machine.containers.delete(name)
      else out.writeBigUInt64LE(handles.add('container', { ...container, type } satisfies Container))
      return 1
    },
    CryptReleaseContext(handle: bigint) {
      handles.close('container', handle)
      return 1
    },
    CryptGetUserKey(handle: bigint, keySpec: number, out: Buffer) {
      if (keySpec !== 1) throw new Refusal(0x8009000d)
      out.writeBigUInt64LE(handles.add('user key', handles.get<Container>('container', handle)))
      return 1
    },
    CryptGetKeyParam(handle: bigint, parameter: number, out: Buffer, length: Buffer) {
      if (parameter !== 6 || length.readUInt32LE() < 4) throw new Refusal(0x8009000a)
      out.writeUInt32LE(handles.get<Container>('user key', handle).exportable ? 0x3f : 0x3b)
      return 1
    },
    CryptDestroyKey(handle: bigint) {
      handles.close('user key', handle)
      return 1
    },
    CryptCreateHash(handle: bigint, algorithm: number, _key: 0, _flags: 0, out: Buffer) {
      const container = handles.get<Container>('container', handle)
      const octets = { 0x800c: 32, 0x800d: 48 }[algorithm]
      if (octets === undefined || container.type !== rsaAes) throw new Refusal(badAlgorithm)
      out.writeBigUInt64LE(handles.add('hash', { container, octets, value: undefined } satisfies Hash))
      return 1
    },
    CryptSetHashParam(handle: bigint, parameter: number, value: Buffer) {
      const hash = handles.get<Hash>('hash', handle)
      if (parameter !== 2 || value.length !== hash.octets) throw new Refusal(0x8009000a)
      hash.value = Buffer.from(value)
      return 1
    },
    CryptSignHashW(handle: bigint, keySpec: number, _description: null, _flags: 0, out: Buffer, length: Buffer) {
      const { container, value } = handles.get<Hash>('hash', handle)
      if (keySpec !== 1 || value === undefined) throw new Refusal(0x8009000d)
      const signature = signPkcs1(container.privateKey, value).reverse()
      if (signature.length > length.readUInt32LE()) throw new Refusal(0xea)
      signature.copy(out)
      length.writeUInt32LE(signature.length)
      return 1
    },
    CryptDestroyHash(handle: bigint) {
      handles.close('hash', handle)
      return 1
    },
  }
  return functions
}
