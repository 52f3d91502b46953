/** CNG's key storage (ncrypt.dll): providers, persisted keys, signatures. Thin: bytes in, bytes out. */
import { rsaPublicKey } from '../own-keys.ts'
import { type Calls, Handle, Slot } from './calls.ts'
import { isStatus, status } from './status.ts'
import {
  bcryptPkcs1PaddingInfo,
  bcryptPssPaddingInfo,
  bcryptRsaKeyBlob,
  decodeStruct,
  encodeStruct,
  ncryptKeyName,
  ncryptUiPolicy,
  readText,
} from './structs.ts'

/** MS_KEY_STORAGE_PROVIDER and the others, as ncrypt.h names them. */
export const keyStorage = {
  software: 'Microsoft Software Key Storage Provider',
  tpm: 'Microsoft Platform Crypto Provider',
  smartCard: 'Microsoft Smart Card Key Storage Provider',
} as const

/** NCRYPT_IMPL_TYPE's NCRYPT_IMPL_REMOVABLE_FLAG: a card or a stick. */
export const removable = 0x8
/** NCRYPT_EXPORT_POLICY's NCRYPT_ALLOW_EXPORT_FLAG and NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG. */
export const exportAllowed = 0x1 | 0x2

/** NCRYPT_MACHINE_KEY_FLAG, the same as CryptoAPI's CRYPT_MACHINE_KEYSET. */
export const machineKey = 0x20
/** NCRYPT_SILENT_FLAG: fail rather than ask the user. */
const silentFlag = 0x40
/** NCRYPT_OVERWRITE_KEY_FLAG */
const overwriteFlag = 0x80
/** NCRYPT_PERSIST_FLAG: the property is kept with the key. */
const persistFlag = 0x80000000

const lengthProperty = 'Length'
const exportPolicyProperty = 'Export Policy'
const implementationProperty = 'Impl Type'
const uiPolicyProperty = 'UI Policy'
/** NCRYPT_UI_PROTECT_KEY_FLAG: Windows asks for consent whenever the key is used. */
const protectKey = 0x1

/** BCRYPT_RSAPUBLIC_MAGIC, "RSA1" */
const rsaPublicMagic = 0x31415352
/** Room for the public blob and for a signature of any key up to RSA-16384. */
const room = 4096
const padPkcs1 = 0x2
const padPss = 0x8

export interface NewKey {
  readonly bits: number
  readonly confirmUse: boolean
  /** Takes the place of a key of the same name instead of failing with NTE_EXISTS. */
  readonly overwrite?: boolean
}

export class Cng {
  constructor(private readonly calls: Calls) {}

  openProvider(name: string): Handle {
    const provider = new Slot()
    this.calls.secure('NCryptOpenStorageProvider', provider.memory, name, 0)
    return this.handle(provider)
  }

  openKey(provider: Handle, name: string, flags = 0): Handle {
    const key = new Slot()
    this.calls.secure('NCryptOpenKey', provider.value, key.memory, name, 0, flags)
    return this.handle(key)
  }

  /**
   * An RSA key pair under `name`, for the current user, never to be exported. Windows writes nothing down before
   * NCryptFinalizeKey, so whatever fails here leaves no key.
   */
  createKey(provider: Handle, name: string, { bits, confirmUse, overwrite = false }: NewKey): Handle {
    const made = new Slot()
    const flags = overwrite ? overwriteFlag : 0
    this.calls.secure('NCryptCreatePersistedKey', provider.value, made.memory, 'RSA', name, 0, flags)
    const key = this.handle(made)
    try {
      this.setProperty(key, lengthProperty, new Slot(bits).memory.subarray(0, 4))
      this.setProperty(key, exportPolicyProperty, new Slot(0).memory.subarray(0, 4))
      if (confirmUse) this.setProperty(key, uiPolicyProperty, confirmation())
      this.calls.secure('NCryptFinalizeKey', key.value, 0)
      return key
    } catch (error) {
      key[Symbol.dispose]()
      throw error
    }
  }

  /** SubjectPublicKeyInfo, DER. */
  publicKey(key: Handle): Uint8Array {
    const blob = Buffer.alloc(room)
    const length = new Slot()
    const kind = 'RSAPUBLICBLOB'
    this.calls.secure('NCryptExportKey', key.value, 0, kind, null, blob, room, length.memory, silentFlag)
    const { Magic, cbPublicExp, cbModulus } = decodeStruct(bcryptRsaKeyBlob, blob)
    if (Magic !== rsaPublicMagic) throw new Error('NCryptExportKey: no RSA public key')
    const modulusAt = bcryptRsaKeyBlob.size + Number(cbPublicExp)
    const exponent = blob.subarray(bcryptRsaKeyBlob.size, modulusAt)
    return rsaPublicKey(blob.subarray(modulusAt, modulusAt + Number(cbModulus)), exponent)
  }

  /** NCRYPT_EXPORT_POLICY_PROPERTY */
  exportPolicy(key: Handle): number {
    return this.numberProperty(key, exportPolicyProperty)
  }

  /** NCRYPT_IMPL_TYPE_PROPERTY */
  implementation(provider: Handle): number {
    return this.numberProperty(provider, implementationProperty)
  }

  /** @param digest SHA-256 */
  sign(key: Handle, digest: Uint8Array, { pss, silent }: { pss: boolean; silent: boolean }): Uint8Array {
    const padding = pss
      ? encodeStruct(bcryptPssPaddingInfo, { pszAlgId: 'SHA256', cbSalt: digest.length })
      : encodeStruct(bcryptPkcs1PaddingInfo, { pszAlgId: 'SHA256' })
    const signature = Buffer.alloc(room)
    const length = new Slot()
    const flags = (pss ? padPss : padPkcs1) | (silent ? silentFlag : 0)
    const hash = Buffer.from(digest)
    const out = [signature, room, length.memory, flags] as const
    this.calls.secure('NCryptSignHash', key.value, padding, hash, hash.length, ...out)
    return new Uint8Array(signature.subarray(0, length.number))
  }

  /** Deletes the key itself; its handle goes with it. */
  delete(key: Handle): void {
    this.calls.secure('NCryptDeleteKey', key.value, 0)
    key.keep()
  }

  /** The names of the current user's keys in a provider. */
  keyNames(provider: Handle): string[] {
    const names: string[] = []
    // NULL to begin with; what the enumeration keeps of itself is given back at its end.
    const progress = new Slot()
    try {
      for (;;) {
        const found = new Slot()
        this.calls.secure('NCryptEnumKeys', provider.value, null, found.memory, progress.memory, silentFlag)
        names.push(readText(decodeStruct<'pszName'>(ncryptKeyName, found.handle).pszName))
        this.calls.release('NCryptFreeBuffer', found.handle)
      }
    } catch (error) {
      if (isStatus(error, status.noMoreItems)) return names
      throw error
    } finally {
      if (progress.handle !== 0n) this.calls.release('NCryptFreeBuffer', progress.handle)
    }
  }

  /** A handle that somebody else gave us to give back. */
  own(value: bigint): Handle {
    return new Handle(value, (open) => this.calls.release('NCryptFreeObject', open))
  }

  private handle(slot: Slot): Handle {
    return this.own(slot.handle)
  }

  private setProperty(key: Handle, name: string, value: Buffer): void {
    this.calls.secure('NCryptSetProperty', key.value, name, value, value.length, persistFlag)
  }

  private numberProperty(object: Handle, name: string): number {
    const value = new Slot()
    const length = new Slot()
    this.calls.secure('NCryptGetProperty', object.value, name, value.memory, 4, length.memory, silentFlag)
    return value.number
  }
}

/** What Windows' own dialogue says; it appears in the language of Windows, so ours is said in both. */
function confirmation(): Buffer {
  return encodeStruct(ncryptUiPolicy, {
    dwVersion: 1,
    dwFlags: protectKey,
    pszCreationTitle: 'Koshin',
    pszFriendlyName: 'Koshin 電子証明書',
    pszDescription: '電子証明書の秘密鍵 / private key of a client certificate',
  })
}
