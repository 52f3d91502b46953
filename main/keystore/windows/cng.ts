/** CNG's key storage (ncrypt.dll): providers, persisted keys, signatures. Thin: bytes in, bytes out. */
import { type KeyAlgorithm, partsOfScheme, type SignatureScheme } from '../../renewal/key.ts'
import {
  curves,
  type EcAlgorithm,
  ecdsaSignature,
  ecPublicKey,
  isEcAlgorithm,
  modulusBits,
  rsaPublicKey,
} from '../own-keys.ts'
import { type Calls, Handle, Slot } from './calls.ts'
import {
  BCRYPT_ECCPUBLIC_BLOB,
  BCRYPT_ECDSA_P256_ALGORITHM,
  BCRYPT_ECDSA_P384_ALGORITHM,
  BCRYPT_ECDSA_PUBLIC_P256_MAGIC,
  BCRYPT_ECDSA_PUBLIC_P384_MAGIC,
  BCRYPT_RSAPUBLIC_BLOB,
  BCRYPT_RSAPUBLIC_MAGIC,
  BCRYPT_RSA_ALGORITHM,
  BCRYPT_SHA256_ALGORITHM,
  BCRYPT_SHA384_ALGORITHM,
  MS_KEY_STORAGE_PROVIDER,
  MS_PLATFORM_CRYPTO_PROVIDER,
  MS_SMART_CARD_KEY_STORAGE_PROVIDER,
  NCRYPT_ALGORITHM_GROUP_PROPERTY,
  NCRYPT_EXPORT_POLICY_PROPERTY,
  NCRYPT_IMPL_TYPE_PROPERTY,
  NCRYPT_LENGTH_PROPERTY,
  NCRYPT_OVERWRITE_KEY_FLAG,
  NCRYPT_PAD_PKCS1_FLAG,
  NCRYPT_PAD_PSS_FLAG,
  NCRYPT_PERSIST_FLAG,
  NCRYPT_SILENT_FLAG,
  NCRYPT_UI_POLICY_PROPERTY,
  NCRYPT_UI_PROTECT_KEY_FLAG,
} from './constants.ts'
import { isStatus, status } from './status.ts'
import {
  bcryptEccKeyBlob,
  bcryptPkcs1PaddingInfo,
  bcryptPssPaddingInfo,
  bcryptRsaKeyBlob,
  decodeStruct,
  encodeStruct,
  ncryptKeyName,
  ncryptUiPolicy,
  readText,
} from './structs.ts'
import { inJapanese, product } from '../../renewal/product/product.ts'

export const keyStorage = {
  software: MS_KEY_STORAGE_PROVIDER,
  tpm: MS_PLATFORM_CRYPTO_PROVIDER,
  smartCard: MS_SMART_CARD_KEY_STORAGE_PROVIDER,
} as const

const ecAlgorithms = {
  'ec-p256': BCRYPT_ECDSA_P256_ALGORITHM,
  'ec-p384': BCRYPT_ECDSA_P384_ALGORITHM,
} as const satisfies Record<EcAlgorithm, string>
const ecPublicMagics: Readonly<Record<number, EcAlgorithm>> = {
  [BCRYPT_ECDSA_PUBLIC_P256_MAGIC]: 'ec-p256',
  [BCRYPT_ECDSA_PUBLIC_P384_MAGIC]: 'ec-p384',
}
const hashNames = { sha256: BCRYPT_SHA256_ALGORITHM, sha384: BCRYPT_SHA384_ALGORITHM } as const
/** Room for the public blob and for a signature of any key up to RSA-16384. */
const room = 4096

export interface NewKey {
  readonly algorithm: KeyAlgorithm
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
   * A key pair under `name`, for the current user, never to be exported. Windows writes nothing down before
   * NCryptFinalizeKey, so whatever fails here leaves no key.
   */
  createKey(provider: Handle, name: string, { algorithm, confirmUse, overwrite = false }: NewKey): Handle {
    const made = new Slot()
    const flags = overwrite ? NCRYPT_OVERWRITE_KEY_FLAG : 0
    const kind = isEcAlgorithm(algorithm) ? ecAlgorithms[algorithm] : BCRYPT_RSA_ALGORITHM
    this.calls.secure('NCryptCreatePersistedKey', provider.value, made.memory, kind, name, 0, flags)
    const key = this.handle(made)
    try {
      if (!isEcAlgorithm(algorithm)) {
        this.setProperty(key, NCRYPT_LENGTH_PROPERTY, new Slot(modulusBits[algorithm]).memory.subarray(0, 4))
      }
      this.setProperty(key, NCRYPT_EXPORT_POLICY_PROPERTY, new Slot(0).memory.subarray(0, 4))
      if (confirmUse) this.setProperty(key, NCRYPT_UI_POLICY_PROPERTY, confirmation())
      this.calls.secure('NCryptFinalizeKey', key.value, 0)
      return key
    } catch (error) {
      key[Symbol.dispose]()
      throw error
    }
  }

  /** SubjectPublicKeyInfo, DER. */
  publicKey(key: Handle): Uint8Array {
    return this.isElliptic(key) ? this.ecKey(key) : this.rsaKey(key)
  }

  private ecKey(key: Handle): Uint8Array {
    const blob = this.exported(key, BCRYPT_ECCPUBLIC_BLOB)
    const { dwMagic, cbKey } = decodeStruct<'dwMagic' | 'cbKey'>(bcryptEccKeyBlob, blob)
    const algorithm = ecPublicMagics[Number(dwMagic)]
    const curve = algorithm && curves[algorithm]
    if (curve?.octets !== Number(cbKey)) throw new Error('NCryptExportKey: no public key on P-256 or P-384')
    const from = bcryptEccKeyBlob.size
    const point = Buffer.concat([Buffer.of(4), blob.subarray(from, from + 2 * curve.octets)])
    return ecPublicKey(curve.parameters, point)
  }

  private rsaKey(key: Handle): Uint8Array {
    const blob = this.exported(key, BCRYPT_RSAPUBLIC_BLOB)
    const { Magic, cbPublicExp, cbModulus } = decodeStruct(bcryptRsaKeyBlob, blob)
    if (Magic !== BCRYPT_RSAPUBLIC_MAGIC) throw new Error('NCryptExportKey: no RSA public key')
    const modulusAt = bcryptRsaKeyBlob.size + Number(cbPublicExp)
    const exponent = blob.subarray(bcryptRsaKeyBlob.size, modulusAt)
    return rsaPublicKey(blob.subarray(modulusAt, modulusAt + Number(cbModulus)), exponent)
  }

  private exported(key: Handle, kind: string): Buffer {
    const blob = Buffer.alloc(room)
    const length = new Slot()
    this.calls.secure('NCryptExportKey', key.value, 0, kind, null, blob, room, length.memory, NCRYPT_SILENT_FLAG)
    return blob
  }

  /** A provider that does not say what kind of keys it has is an older one, which has RSA alone. */
  private isElliptic(key: Handle): boolean {
    const text = Buffer.alloc(64)
    const length = new Slot()
    const out = [text, text.length, length.memory, NCRYPT_SILENT_FLAG] as const
    try {
      this.calls.secure('NCryptGetProperty', key.value, NCRYPT_ALGORITHM_GROUP_PROPERTY, ...out)
    } catch (error) {
      if (isStatus(error, status.NTE_NOT_SUPPORTED, status.NTE_INVALID_PARAMETER, status.NTE_NOT_FOUND)) return false
      throw error
    }
    return text.subarray(0, length.number).toString('utf16le').startsWith('ECD')
  }

  exportPolicy(key: Handle): number {
    return this.numberProperty(key, NCRYPT_EXPORT_POLICY_PROPERTY)
  }

  implementation(provider: Handle): number {
    return this.numberProperty(provider, NCRYPT_IMPL_TYPE_PROPERTY)
  }

  /** @param digest by the scheme's hash */
  sign(key: Handle, digest: Uint8Array, { scheme, silent }: { scheme: SignatureScheme; silent: boolean }): Uint8Array {
    const { padding, flag } = paddingOf(scheme, digest.length)
    const signature = Buffer.alloc(room)
    const length = new Slot()
    const hash = Buffer.from(digest)
    const out = [signature, room, length.memory, flag | (silent ? NCRYPT_SILENT_FLAG : 0)] as const
    this.calls.secure('NCryptSignHash', key.value, padding, hash, hash.length, ...out)
    const made = new Uint8Array(signature.subarray(0, length.number))
    // CNG answers r and s beside each other, all the world wants them in DER.
    return padding === null ? ecdsaSignature(made) : made
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
        this.calls.secure('NCryptEnumKeys', provider.value, null, found.memory, progress.memory, NCRYPT_SILENT_FLAG)
        names.push(readText(decodeStruct<'pszName'>(ncryptKeyName, found.handle).pszName))
        this.calls.release('NCryptFreeBuffer', found.handle)
      }
    } catch (error) {
      if (isStatus(error, status.NTE_NO_MORE_ITEMS)) return names
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
    this.calls.secure('NCryptSetProperty', key.value, name, value, value.length, NCRYPT_PERSIST_FLAG)
  }

  private numberProperty(object: Handle, name: string): number {
    const value = new Slot()
    const length = new Slot()
    this.calls.secure('NCryptGetProperty', object.value, name, value.memory, 4, length.memory, NCRYPT_SILENT_FLAG)
    return value.number
  }
}

/** BCRYPT_PKCS1_PADDING_INFO or BCRYPT_PSS_PADDING_INFO, and the flag that says which; ECDSA has neither. */
function paddingOf(
  scheme: SignatureScheme,
  digestLength: number,
): { readonly padding: Buffer | null; readonly flag: number } {
  const { family, hash } = partsOfScheme(scheme)
  const pszAlgId = hashNames[hash]
  switch (family) {
    case 'ecdsa':
      return { padding: null, flag: 0 }
    case 'rsa-pss':
      return {
        padding: encodeStruct(bcryptPssPaddingInfo, { pszAlgId, cbSalt: digestLength }),
        flag: NCRYPT_PAD_PSS_FLAG,
      }
    case 'rsa-pkcs1':
      return { padding: encodeStruct(bcryptPkcs1PaddingInfo, { pszAlgId }), flag: NCRYPT_PAD_PKCS1_FLAG }
  }
}

/** What Windows' own dialogue says; it appears in the language of Windows, so ours is said in both. */
function confirmation(): Buffer {
  return encodeStruct(ncryptUiPolicy, {
    dwVersion: 1,
    dwFlags: NCRYPT_UI_PROTECT_KEY_FLAG,
    pszCreationTitle: product.name.ja,
    pszFriendlyName: inJapanese`${product.name.ja} 電子証明書`,
    pszDescription: '電子証明書の秘密鍵 / private key of a client certificate',
  })
}
