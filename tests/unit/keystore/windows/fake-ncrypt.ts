/** ncrypt.dll, as far as the key store uses it, over a fake machine. */
import { constants, createHash, createPublicKey, type KeyObject, privateEncrypt } from 'node:crypto'
import koffi from 'koffi'
import { type Fake, type Handles, Refusal } from './fake-handles.ts'
import { type FakeKey, type FakeMachine } from './fake-machine.ts'
import { newPrivateKey, somePrivateKey } from '../some-keys.ts'

const badKeyset = 0x80090016
const exists = 0x8009000f
const badFlags = 0x80090009
const silentContext = 0x80090022
const noMoreItems = 0x8009002a

const curves: Readonly<Record<string, string>> = { ECDSA_P256: 'prime256v1', ECDSA_P384: 'secp384r1' }
const hashLengths: Readonly<Record<string, number>> = { SHA256: 32, SHA384: 48 }

interface Provider {
  readonly name: string
}

interface OpenKey {
  readonly provider: string
  readonly name: string
  readonly overwrite: boolean
  /** RSA, ECDSA_P256, ECDSA_P384 */
  readonly kind: string
  bits: number
  exportPolicy: number
  asks: boolean
  /** There once it is finalised. */
  key: FakeKey | undefined
}

export function fakeNcrypt(machine: FakeMachine, handles: Handles): Fake {
  /** What was given out, by address, until it is given back. */
  const buffers = new Map<bigint, readonly Buffer[]>()
  const keysOf = (provider: string): Map<string, FakeKey> => {
    const keys = machine.keys.get(provider)
    if (keys === undefined) throw new Refusal(0x80090019)
    return keys
  }
  const finished = (handle: bigint): FakeKey => {
    const { key } = handles.get<OpenKey>('key', handle)
    if (key === undefined) throw new Refusal(0x8009000b)
    return key
  }
  const functions = {
    NCryptOpenStorageProvider(out: Buffer, name: string) {
      keysOf(name)
      out.writeBigUInt64LE(handles.add('provider', { name } satisfies Provider))
      return 0
    },
    NCryptCreatePersistedKey(provider: bigint, out: Buffer, algorithm: string, name: string, _spec: 0, flags: number) {
      const { name: providerName } = handles.get<Provider>('provider', provider)
      if (algorithm !== 'RSA' && !(algorithm in curves)) throw new Refusal(0x80090029)
      const overwrite = (flags & 0x80) !== 0
      if (!overwrite && keysOf(providerName).has(name)) throw new Refusal(exists)
      const unset = { kind: algorithm, bits: 1024, exportPolicy: 3, asks: false, key: undefined }
      const made: OpenKey = { provider: providerName, name, overwrite, ...unset }
      out.writeBigUInt64LE(handles.add('key', made))
      return 0
    },
    NCryptOpenKey(provider: bigint, out: Buffer, name: string) {
      const { name: providerName } = handles.get<Provider>('provider', provider)
      const key = keysOf(providerName).get(name)
      if (key === undefined) throw new Refusal(badKeyset)
      const opened = {
        provider: providerName,
        name,
        overwrite: false,
        kind: '',
        bits: 0,
        exportPolicy: 0,
        asks: false,
        key,
      }
      out.writeBigUInt64LE(handles.add('key', opened satisfies OpenKey))
      return 0
    },
    NCryptEnumKeys(provider: bigint, scope: null, out: Buffer, progress: Buffer, flags: number) {
      if (scope !== null || (flags & ~0x40) !== 0) throw new Refusal(badFlags)
      const names = [...keysOf(handles.get<Provider>('provider', provider).name).keys()]
      if (progress.readBigUInt64LE() === 0n) progress.writeBigUInt64LE(handles.add('buffer', { next: 0 }))
      const state = handles.get<{ next: number }>('buffer', progress.readBigUInt64LE())
      const name = names[state.next++]
      if (name === undefined) throw new Refusal(noMoreItems)
      // NCryptKeyName: two texts, then two numbers
      const texts = [Buffer.from(`${name}\0`, 'utf16le'), Buffer.from('RSA\0', 'utf16le')]
      const told = Buffer.alloc(24)
      texts.forEach((text, index) => told.writeBigUInt64LE(koffi.address(text), 8 * index))
      const address = koffi.address(told)
      buffers.set(address, [told, ...texts])
      out.writeBigUInt64LE(address)
      return 0
    },
    NCryptFreeBuffer(address: bigint) {
      if (!buffers.delete(address)) handles.close('buffer', address)
      return 0
    },
    NCryptSetProperty(handle: bigint, name: string, value: Buffer, length: number) {
      const key = handles.get<OpenKey>('key', handle)
      if (key.key !== undefined || value.length < length) throw new Refusal(badFlags)
      if (name === 'Length' && length === 4 && key.kind === 'RSA') key.bits = value.readUInt32LE()
      else if (name === 'Export Policy' && length === 4) key.exportPolicy = value.readUInt32LE()
      // NCRYPT_UI_POLICY: version 1, NCRYPT_UI_PROTECT_KEY_FLAG, then three texts
      else if (name === 'UI Policy' && length === 32 && value.readUInt32LE(0) === 1) {
        key.asks = value.readUInt32LE(4) === 1 && koffi.decode.string16(value.readBigUInt64LE(8)) === 'Koshin'
      } else throw new Refusal(0x80090029)
      return 0
    },
    NCryptGetProperty(handle: bigint, name: string, value: Buffer, space: number, length: Buffer) {
      if (name === 'Algorithm Group') {
        const group = finished(handle).privateKey.asymmetricKeyType === 'rsa' ? 'RSA\0' : 'ECDSA\0'
        length.writeUInt32LE(value.write(group, 'utf16le'))
        return 0
      }
      if (space < 4) throw new Refusal(0x80090028)
      length.writeUInt32LE(4)
      if (name === 'Export Policy') value.writeUInt32LE(finished(handle).exportPolicy)
      else if (name === 'Impl Type') value.writeUInt32LE(implementation(handles.get<Provider>('provider', handle)))
      else throw new Refusal(0x80090029)
      return 0
    },
    NCryptFinalizeKey(handle: bigint) {
      const open = handles.get<OpenKey>('key', handle)
      const { name, asks, exportPolicy } = open
      if (!open.overwrite && keysOf(open.provider).has(name)) throw new Refusal(exists)
      const namedCurve = curves[open.kind]
      const privateKey = namedCurve === undefined ? somePrivateKey(open.bits) : newPrivateKey({ namedCurve })
      open.key = { name, privateKey, exportPolicy, asks }
      keysOf(open.provider).set(name, open.key)
      return 0
    },
    NCryptExportKey(
      handle: bigint,
      _with: 0,
      kind: string,
      _parameters: null,
      out: Buffer,
      space: number,
      length: Buffer,
    ) {
      const { privateKey } = finished(handle)
      const isRsa = privateKey.asymmetricKeyType === 'rsa'
      if (kind !== (isRsa ? 'RSAPUBLICBLOB' : 'ECCPUBLICBLOB')) throw new Refusal(0x80090029)
      const blob = isRsa ? publicBlob(privateKey) : eccBlob(privateKey)
      if (blob.length > space) throw new Refusal(0x80090028)
      blob.copy(out)
      length.writeUInt32LE(blob.length)
      return 0
    },
    NCryptSignHash(
      handle: bigint,
      padding: Buffer | null,
      digest: Buffer,
      digestLength: number,
      out: Buffer,
      space: number,
      length: Buffer,
      flags: number,
    ) {
      const { name, privateKey, asks } = finished(handle)
      if (asks && (flags & 0x40) !== 0) throw new Refusal(silentContext)
      if (asks) machine.questions.push(name)
      const isRsa = privateKey.asymmetricKeyType === 'rsa'
      // An EC key takes neither a padding nor a flag for one.
      if (isRsa === (padding === null) || (!isRsa && (flags & ~0x40) !== 0)) throw new Refusal(0x80090027)
      const algorithm = padding === null ? '' : koffi.decode.string16(padding.readBigUInt64LE(0))
      if (isRsa && hashLengths[algorithm] !== digestLength) throw new Refusal(0x80090027)
      const pss = (flags & 0x8) !== 0
      const signature =
        padding === null
          ? signEcdsa(privateKey, digest)
          : pss
            ? signPss(privateKey, digest, padding.readUInt32LE(8))
            : signPkcs1(privateKey, digest)
      if (signature.length > space) throw new Refusal(0x80090028)
      signature.copy(out)
      length.writeUInt32LE(signature.length)
      return 0
    },
    NCryptDeleteKey(handle: bigint) {
      const { provider, name } = handles.get<OpenKey>('key', handle)
      finished(handle)
      keysOf(provider).delete(name)
      handles.close('key', handle)
      return 0
    },
    NCryptFreeObject(handle: bigint) {
      for (const kind of ['key', 'provider']) {
        try {
          handles.close(kind, handle)
          return 0
        } catch {
          // of the other kind, or of none
        }
      }
      throw new Error('NCryptFreeObject: not open, or given back twice')
    },
  }
  return functions
}

/** Software, or removable hardware. */
function implementation({ name }: Provider): number {
  return /card/i.test(name) ? 0x9 : 0x2
}

/** BCRYPT_RSAPUBLIC_BLOB: "RSA1", bits, lengths of exponent, modulus and (none here) primes, exponent, modulus. */
function publicBlob(privateKey: KeyObject): Buffer {
  const { n, e } = createPublicKey(privateKey).export({ format: 'jwk' })
  const [modulus, exponent] = [Buffer.from(n!, 'base64url'), Buffer.from(e!, 'base64url')]
  const head = Buffer.alloc(24)
  head.write('RSA1', 0, 'latin1')
  const numbers = [modulus.length * 8, exponent.length, modulus.length, 0, 0]
  numbers.forEach((value, index) => head.writeUInt32LE(value, 4 + 4 * index))
  return Buffer.concat([head, exponent, modulus])
}

/** BCRYPT_ECCPUBLIC_BLOB: "ECS1" or "ECS3", the length of a coordinate, x, y. */
function eccBlob(privateKey: KeyObject): Buffer {
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' })
  const [left, right] = [Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]
  const head = Buffer.alloc(8)
  head.write(left.length === 32 ? 'ECS1' : 'ECS3', 0, 'latin1')
  head.writeUInt32LE(left.length, 4)
  return Buffer.concat([head, left, right])
}

/** By the curve's octets: the order of its base point (SEC 2 2.4.2 and 2.5.1). */
const orders: Readonly<Record<number, bigint>> = {
  32: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  48: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
}

/** ECDSA over a digest, which Node would hash again; r and s beside each other. An ephemeral key pair is k and k·G. */
function signEcdsa(key: KeyObject, digest: Buffer): Buffer {
  const namedCurve = key.asymmetricKeyDetails!.namedCurve!
  const numberOf = (text: string | undefined): bigint => BigInt(`0x${Buffer.from(text!, 'base64url').toString('hex')}`)
  const { d, x: own } = key.export({ format: 'jwk' })
  const octets = Buffer.from(own!, 'base64url').length
  const order = orders[octets]!
  const { d: k, x } = newPrivateKey({ namedCurve }).export({ format: 'jwk' })
  const r = numberOf(x) % order
  const e = BigInt(`0x${digest.subarray(0, octets).toString('hex')}`)
  const s = (inverse(numberOf(k), order) * (e + r * numberOf(d))) % order
  return Buffer.from([r, s].map((side) => side.toString(16).padStart(2 * octets, '0')).join(''), 'hex')
}

/** Euclid's, extended. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value, modulus, 1n, 0n]
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
  return ((x % modulus) + modulus) % modulus
}

/** RFC 8017 9.2: the DigestInfo of SHA-256 or SHA-384 in front of the digest. */
export function signPkcs1(key: KeyObject, digest: Buffer): Buffer {
  const head =
    digest.length === 32 ? '3031300d060960864801650304020105000420' : '3041300d060960864801650304020205000430'
  const digestInfo = Buffer.from(head, 'hex')
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([digestInfo, digest]))
}

/** RFC 8017 9.1.1 with MGF1, by the hash of the digest; a fixed salt will do for a fake. */
function signPss(key: KeyObject, digest: Buffer, saltLength: number): Buffer {
  const size = digest.length
  const length = key.asymmetricKeyDetails!.modulusLength! / 8
  const hash = (...parts: Buffer[]): Buffer =>
    createHash(`sha${8 * size}`)
      .update(Buffer.concat(parts))
      .digest()
  const salt = Buffer.alloc(saltLength, 7)
  const h = hash(Buffer.alloc(8), digest, salt)
  const block = Buffer.concat([Buffer.alloc(length - saltLength - size - 2), Buffer.from([1]), salt])
  const mask = Buffer.concat(
    Array.from({ length: Math.ceil(block.length / size) }, (_, counter) => hash(h, Buffer.from([0, 0, 0, counter]))),
  )
  block.forEach((byte, index) => (block[index] = byte ^ mask[index]!))
  block[0]! &= 0x7f
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.concat([block, h, Buffer.from([0xbc])]))
}
