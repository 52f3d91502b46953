/**
 * Windows' older CryptoAPI (advapi32.dll), in which Internet Explorer made the keys of many a certificate that is now
 * to be renewed. No key is ever made here.
 */
import type { SchemeHash } from '../../renewal/key.ts'
import { type Calls, Handle, Slot } from './calls.ts'
import { machineKey } from './cng.ts'
import { isSmartCard, type KeyLocation } from './key-location.ts'

/** PROV_RSA_FULL, which knows no SHA-2, and PROV_RSA_AES, which opens the same containers and does. */
const rsaFull = 1
const rsaAes = 24
const rsaAesProvider = 'Microsoft Enhanced RSA and AES Cryptographic Provider'

/** CRYPT_SILENT, CRYPT_DELETEKEYSET */
const silentFlag = 0x40
const deleteFlag = 0x10

/** CALG_SHA_256, CALG_SHA_384, HP_HASHVAL */
const hashes = { sha256: 0x800c, sha384: 0x800d } as const
const hashValue = 0x2
/** KP_PERMISSIONS and its CRYPT_EXPORT */
const permissions = 6
const exportPermission = 0x4

/** Room for a signature of any key up to RSA-16384. */
const room = 2048

export class Capi {
  constructor(private readonly calls: Calls) {}

  /** KP_PERMISSIONS without asking anybody. */
  exportable(location: KeyLocation): boolean {
    using container = this.open(location, silentFlag)
    const found = new Slot()
    this.calls.check('CryptGetUserKey', container.value, location.keySpec, found.memory)
    using key = new Handle(found.handle, (open) => this.calls.release('CryptDestroyKey', open))
    const value = new Slot()
    const length = new Slot(4)
    this.calls.check('CryptGetKeyParam', key.value, permissions, value.memory, length.memory, 0)
    return (value.number & exportPermission) !== 0
  }

  /** PKCS#1 v1.5. @param digest by this hash */
  sign(location: KeyLocation, digest: Uint8Array, algorithm: SchemeHash): Uint8Array {
    using container = this.open(knowingSha2(location), 0)
    const created = new Slot()
    this.calls.check('CryptCreateHash', container.value, hashes[algorithm], 0, 0, created.memory)
    using hash = new Handle(created.handle, (open) => this.calls.release('CryptDestroyHash', open))
    this.calls.check('CryptSetHashParam', hash.value, hashValue, Buffer.from(digest), 0)
    const signature = Buffer.alloc(room)
    const length = new Slot(room)
    this.calls.check('CryptSignHashW', hash.value, location.keySpec, null, 0, signature, length.memory)
    // CryptoAPI counts from the least significant octet, all the world from the other end.
    return new Uint8Array(signature.subarray(0, length.number)).reverse()
  }

  /** Deletes the container with the keys in it. */
  delete({ container, provider, providerType, flags }: KeyLocation): void {
    const none = new Slot()
    const how = (flags & machineKey) | deleteFlag
    this.calls.check('CryptAcquireContextW', none.memory, container, provider, providerType, how)
  }

  /** A provider handle that somebody else gave us to give back. */
  own(value: bigint): Handle {
    return new Handle(value, (open) => this.calls.release('CryptReleaseContext', open, 0))
  }

  private open({ container, provider, providerType, flags }: KeyLocation, how: number): Handle {
    const context = new Slot()
    const all = (flags & machineKey) | how
    this.calls.check('CryptAcquireContextW', context.memory, container, provider, providerType, all)
    return this.own(context.handle)
  }
}

/** All of Microsoft's software providers share their containers. */
function knowingSha2(location: KeyLocation): KeyLocation {
  const inSoftware = isMicrosofts(location) && !isSmartCard(location)
  if (location.providerType !== rsaFull || !inSoftware) return location
  return { ...location, provider: rsaAesProvider, providerType: rsaAes }
}

/** Other makers' providers may ask, wait for a device or crash where Microsoft's answer. */
export function isMicrosofts({ provider }: KeyLocation): boolean {
  return provider.startsWith('Microsoft ')
}
