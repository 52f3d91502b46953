/**
 * Another program's hand in Windows' certificate stores: puts there what Koshin did not make, and looks at what it did.
 * Only structs.ts is shared with the key store under test, and that has tests of its own.
 */
import {
  certContext,
  cryptDataBlob,
  cryptKeyProvInfo,
  decodeStruct,
  encodeStruct,
  readBytes,
  readText,
  utf16,
} from '../../../main/keystore/windows/structs.ts'
import {
  acquire,
  add,
  closeKey,
  closeStore,
  controlStore,
  create,
  createKey,
  deleteKey,
  destroy,
  enumerate,
  exportKey,
  exportOlder,
  free,
  freeObject,
  generate,
  getProperty,
  lastError,
  openKey,
  openProvider,
  openStore,
  release,
  setProperty,
  setValue,
} from './functions.ts'

export interface KeyLink {
  readonly container: string
  readonly provider: string
  readonly providerType: number
}

export interface ShownCertificate {
  readonly der: Uint8Array
  readonly friendlyName: string | undefined
  readonly archived: boolean
  readonly link: KeyLink | undefined
}

type NewCertificate = Pick<ShownCertificate, 'der'> & Partial<ShownCertificate>

/** CERT_STORE_PROV_SYSTEM_W, CERT_SYSTEM_STORE_CURRENT_USER, CERT_STORE_ENUM_ARCHIVED_FLAG, CERT_STORE_DELETE_FLAG */
const systemStore = 10
const currentUser = 0x10000
const withArchived = 0x200
const deleteStore = 0x10
/** CERT_STORE_CTRL_COMMIT, CERT_STORE_ADD_NEW, X509_ASN_ENCODING */
const commit = 3
const addNew = 1
const x509 = 1
/** CRYPT_NEWKEYSET, CRYPT_DELETEKEYSET, AT_KEYEXCHANGE, PUBLICKEYBLOB */
const newKeySet = 8
const deleteKeySet = 16
const keyExchange = 1
const publicBlob = 6
const property = { link: 2, friendlyName: 11, archived: 19 }
/** HKEY_CURRENT_USER as it is sign-extended, KEY_SET_VALUE, REG_BINARY */
const userRegistry = -0x7fffffffn
const maySetValue = 2
const binary = 3
const ownProviders = ['Microsoft Software Key Storage Provider', 'Microsoft Platform Crypto Provider']

function must(name: string, answered: number | bigint): bigint {
  if (BigInt(answered) === 0n) throw new Error(`${name}: 0x${Number(lastError()).toString(16)}`)
  return BigInt(answered)
}

function inStore<T>(name: string, work: (store: bigint) => T): T {
  const store = must('CertOpenStore', openStore(systemStore, 0, 0, currentUser | withArchived, name) as bigint)
  try {
    const result = work(store)
    controlStore(store, 0, commit, null)
    return result
  } finally {
    closeStore(store, 0)
  }
}

function* contexts(store: bigint): Generator<bigint> {
  for (let at = 0n; ; ) {
    at = BigInt(enumerate(store, at) as bigint)
    if (at === 0n) return
    yield at
  }
}

function propertyOf(context: bigint, id: number): Buffer | undefined {
  const length = Buffer.alloc(4)
  if (getProperty(context, id, null, length) === 0) return undefined
  const value = Buffer.alloc(Math.max(1, length.readUInt32LE()))
  must('CertGetCertificateContextProperty', getProperty(context, id, value, length) as number)
  return value.subarray(0, length.readUInt32LE())
}

function blob(value: Uint8Array): Buffer {
  return encodeStruct(cryptDataBlob, { cbData: value.length, pbData: value })
}

function describe(context: bigint, { friendlyName, archived = false, link }: Partial<ShownCertificate>): void {
  const set = (id: number, value: Buffer) =>
    must('CertSetCertificateContextProperty', setProperty(context, id, 0, value) as number)
  if (friendlyName !== undefined) set(property.friendlyName, blob(utf16(friendlyName)))
  if (archived) set(property.archived, blob(new Uint8Array()))
  if (link === undefined) return
  const { container, provider, providerType } = link
  set(
    property.link,
    encodeStruct(cryptKeyProvInfo, {
      pwszContainerName: container,
      pwszProvName: provider,
      dwProvType: providerType,
      dwFlags: 0,
      cProvParam: 0,
      rgProvParam: null,
      dwKeySpec: providerType === 0 ? 0 : keyExchange,
    }),
  )
}

function shown(context: bigint): ShownCertificate {
  const { pbCertEncoded, cbCertEncoded } = decodeStruct(certContext, context)
  const link = propertyOf(context, property.link)
  const name = propertyOf(context, property.friendlyName)
  return {
    der: readBytes(BigInt(pbCertEncoded ?? 0), Number(cbCertEncoded)),
    friendlyName: name?.toString('utf16le').replace(/\0$/, ''),
    archived: propertyOf(context, property.archived) !== undefined,
    link: link && shownLink(link),
  }
}

function shownLink(value: Buffer): KeyLink {
  const info = decodeStruct<'pwszContainerName' | 'pwszProvName' | 'dwProvType'>(cryptKeyProvInfo, value)
  return {
    container: readText(info.pwszContainerName),
    provider: readText(info.pwszProvName),
    providerType: Number(info.dwProvType),
  }
}

/** Works on a key of Windows' own providers that lets itself be opened. */
function withKey<T>(name: string, work: (key: bigint) => T): T | undefined {
  for (const providerName of ownProviders) {
    const [provider, key] = [Buffer.alloc(8), Buffer.alloc(8)]
    if (openProvider(provider, providerName, 0) !== 0) continue
    const opened = openKey(provider.readBigUInt64LE(), key, name, 0, 0) === 0
    freeObject(provider.readBigUInt64LE())
    if (opened) return work(key.readBigUInt64LE())
  }
  return undefined
}

export const hand = {
  /** @param certificates without a link they have no private key */
  add(store: string, certificates: readonly NewCertificate[]): void {
    inStore(store, (opened) => {
      for (const { der, ...described } of certificates) {
        const made = create(x509, Buffer.from(der), der.length) as bigint
        const context = must('CertCreateCertificateContext', made)
        describe(context, described)
        must('CertAddCertificateContextToStore', add(opened, context, addNew, null) as number)
        free(context)
      }
    })
  },

  /** As Internet Explorer made them: in a container of CryptoAPI, not to be exported. @returns its public half */
  makeOlderKey({ container, provider, providerType }: KeyLink): { modulus: Uint8Array; exponent: number } {
    const [context, key, length] = [Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(4)]
    const half = Buffer.alloc(1024)
    length.writeUInt32LE(half.length)
    must('CryptAcquireContextW', acquire(context, container, provider, providerType, newKeySet) as number)
    must('CryptGenKey', generate(context.readBigUInt64LE(), keyExchange, 2048 << 16, key) as number)
    must('CryptExportKey', exportOlder(key.readBigUInt64LE(), 0, publicBlob, 0, half, length) as number)
    destroy(key.readBigUInt64LE())
    release(context.readBigUInt64LE(), 0)
    // BLOBHEADER, then RSAPUBKEY: magic, length, exponent; then the modulus, least significant octet first.
    return { modulus: new Uint8Array(half.subarray(20, 20 + 256)).reverse(), exponent: half.readUInt32LE(16) }
  },

  deleteOlderKey({ container, provider, providerType }: KeyLink): void {
    acquire(Buffer.alloc(8), container, provider, providerType, deleteKeySet)
  },

  hasOlderKey({ container, provider, providerType }: KeyLink): boolean {
    const context = Buffer.alloc(8)
    if (acquire(context, container, provider, providerType, 0) === 0) return false
    release(context.readBigUInt64LE(), 0)
    return true
  },

  show(store: string): ShownCertificate[] {
    // Each is read before the next one is asked for: that frees it.
    return inStore(store, (opened) => Array.from(contexts(opened), shown))
  },

  /** Writes what is no certificate where Windows keeps this user's. @param slot 40 hexadecimal digits */
  spoil(store: string, slot: string, garbage: Uint8Array): void {
    const key = Buffer.alloc(8)
    const place = `Software\\Microsoft\\SystemCertificates\\${store}\\Certificates\\${slot}`
    const made = createKey(userRegistry, place, 0, null, 0, maySetValue, null, key, null) as number
    if (made !== 0) throw new Error('RegCreateKeyExW')
    const written = setValue(key.readBigUInt64LE(), 'Blob', 0, binary, Buffer.from(garbage), garbage.length) as number
    closeKey(key.readBigUInt64LE())
    if (written !== 0) throw new Error('RegSetValueExW')
  },

  /** What NCryptExportKey answers to the wish for the private half; undefined when there is no such key. */
  exportPrivate(name: string): number | undefined {
    const [secret, length] = [Buffer.alloc(8192), Buffer.alloc(4)]
    return withKey(name, (key) => {
      const answered = exportKey(key, 0, 'RSAFULLPRIVATEBLOB', null, secret, secret.length, length, 0) as number
      freeObject(key)
      return answered
    })
  },

  /** Removes throw-away stores and keys. */
  remove(stores: readonly string[], keys: readonly string[]): void {
    for (const store of stores) openStore(systemStore, 0, 0, currentUser | deleteStore, store)
    for (const name of keys) withKey(name, (key) => void deleteKey(key, 0))
  },
}

export type Hand = typeof hand

export function perform(name: keyof Hand, input: readonly unknown[]): unknown {
  return (hand[name] as (...input: readonly unknown[]) => unknown)(...input)
}
