/**
 * Windows' older CryptoAPI (advapi32.dll), in which Internet Explorer made the keys of many a certificate that is now
 * to be renewed. No key is ever made here.
 */
import type { SchemeHash } from '../../renewal/key.ts'
import { type Calls, Handle, Slot } from './calls.ts'
import {
  CALG_SHA_256,
  CALG_SHA_384,
  CRYPT_DELETEKEYSET,
  CRYPT_EXPORT,
  CRYPT_SILENT,
  HP_HASHVAL,
  KP_PERMISSIONS,
  MS_ENH_RSA_AES_PROV,
  NCRYPT_MACHINE_KEY_FLAG,
  PROV_RSA_AES,
  PROV_RSA_FULL,
} from './constants.ts'
import { isSmartCard, type KeyLocation } from './key-location.ts'

const hashes = { sha256: CALG_SHA_256, sha384: CALG_SHA_384 } as const

/** Room for a signature of any key up to RSA-16384. */
const room = 2048

export class Capi {
  constructor(private readonly calls: Calls) {}

  /** KP_PERMISSIONS without asking anybody. */
  exportable(location: KeyLocation): boolean {
    using container = this.open(location, CRYPT_SILENT)
    const found = new Slot()
    this.calls.check('CryptGetUserKey', container.value, location.keySpec, found.memory)
    using key = new Handle(found.handle, (open) => this.calls.release('CryptDestroyKey', open))
    const value = new Slot()
    const length = new Slot(4)
    this.calls.check('CryptGetKeyParam', key.value, KP_PERMISSIONS, value.memory, length.memory, 0)
    return (value.number & CRYPT_EXPORT) !== 0
  }

  /** PKCS#1 v1.5. @param digest by this hash */
  sign(location: KeyLocation, digest: Uint8Array, algorithm: SchemeHash): Uint8Array {
    using container = this.open(knowingSha2(location), 0)
    const created = new Slot()
    this.calls.check('CryptCreateHash', container.value, hashes[algorithm], 0, 0, created.memory)
    using hash = new Handle(created.handle, (open) => this.calls.release('CryptDestroyHash', open))
    this.calls.check('CryptSetHashParam', hash.value, HP_HASHVAL, Buffer.from(digest), 0)
    const signature = Buffer.alloc(room)
    const length = new Slot(room)
    this.calls.check('CryptSignHashW', hash.value, location.keySpec, null, 0, signature, length.memory)
    // CryptoAPI counts from the least significant octet, all the world from the other end.
    return new Uint8Array(signature.subarray(0, length.number)).reverse()
  }

  /** Deletes the container with the keys in it. */
  delete({ container, provider, providerType, flags }: KeyLocation): void {
    const none = new Slot()
    const how = (flags & NCRYPT_MACHINE_KEY_FLAG) | CRYPT_DELETEKEYSET
    this.calls.check('CryptAcquireContextW', none.memory, container, provider, providerType, how)
  }

  /** A provider handle that somebody else gave us to give back. */
  own(value: bigint): Handle {
    return new Handle(value, (open) => this.calls.release('CryptReleaseContext', open, 0))
  }

  private open({ container, provider, providerType, flags }: KeyLocation, how: number): Handle {
    const context = new Slot()
    const all = (flags & NCRYPT_MACHINE_KEY_FLAG) | how
    this.calls.check('CryptAcquireContextW', context.memory, container, provider, providerType, all)
    return this.own(context.handle)
  }
}

/** All of Microsoft's software providers share their containers. */
function knowingSha2(location: KeyLocation): KeyLocation {
  const inSoftware = isMicrosofts(location) && !isSmartCard(location)
  if (location.providerType !== PROV_RSA_FULL || !inSoftware) return location
  return { ...location, provider: MS_ENH_RSA_AES_PROV, providerType: PROV_RSA_AES }
}

/** Other makers' providers may ask, wait for a device or crash where Microsoft's answer. */
export function isMicrosofts({ provider }: KeyLocation): boolean {
  return provider.startsWith('Microsoft ')
}
