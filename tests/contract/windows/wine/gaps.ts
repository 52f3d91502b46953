/**
 * What Wine (8.0) does not have, put in its place inside one process, so that all the rest of the key store runs on
 * Wine's real crypt32 and on its real CNG keys. The built key store gets its functions from koffi as ever.
 *
 * - CERT_ARCHIVED_PROP_ID is no property that Wine takes: kept as another one, CERT_DESCRIPTION_PROP_ID.
 * - Wine writes a changed property down only when it is forced to, with CERT_STORE_CTRL_COMMIT_FORCE_FLAG.
 * - Wine's CNG keys have no names (NCryptOpenKey, NCryptDeleteKey: NTE_NOT_SUPPORTED): the open ones in a table.
 * - CryptAcquireCertificatePrivateKey knows no CNG keys: looked up there by what the certificate says of its key.
 */
import koffi, { type LibraryHandle } from 'koffi'
import {
  cryptDataBlob,
  cryptKeyProvInfo,
  decodeStruct,
  encodeStruct,
  ncryptKeyName,
  readText,
} from '../../../../main/keystore/windows/structs.ts'

type Value = number | bigint | string | Buffer | null
type Call = (...values: Value[]) => number

const archived = 19
const description = 13
const keyProviderInfo = 2
const commitControl = 3
const forceFlag = 1
const cngKeySpec = 0xffffffff
const overwriteFlag = 0x80
const keyExists = 0x8009000f
const badKeySet = 0x80090016
const noMoreItems = 0x8009002a

/** What the enumeration told last: it is read at once. */
let told: Buffer

interface NamedKey {
  readonly name: string
  handle: bigint
  finished: boolean
}

const providers = new Map<bigint, string>()
const keys: NamedKey[] = []

const fullName = (provider: string, name: string): string => JSON.stringify([provider, name]).toLowerCase()
const named = (name: string) => keys.find((key) => key.finished && key.name === name)
const at = (slot: Value): bigint => (slot as Buffer).readBigUInt64LE()

function forget(handle: Value): boolean {
  const index = keys.findIndex((key) => key.handle === handle)
  if (index >= 0) keys.splice(index, 1)
  return index >= 0
}

const fillings: Readonly<Record<string, (real: Call) => Call>> = {
  NCryptOpenStorageProvider: (real) => (slot, name, flags) => {
    const answered = real(slot, name, flags)
    if (answered === 0) providers.set(at(slot), String(name))
    return answered
  },
  NCryptCreatePersistedKey: (real) => (provider, slot, algorithm, name, keySpec, flags) => {
    const full = fullName(providers.get(provider as bigint) ?? '', String(name))
    const present = named(full)
    if (present !== undefined && (Number(flags) & overwriteFlag) === 0) return keyExists
    const answered = real(provider, slot, algorithm, name, keySpec, 0)
    if (present !== undefined) forget(present.handle)
    if (answered === 0) keys.push({ name: full, handle: at(slot), finished: false })
    return answered
  },
  NCryptFinalizeKey: (real) => (handle, flags) => {
    const answered = real(handle, flags)
    const key = keys.find((one) => one.handle === handle)
    if (answered === 0 && key !== undefined) key.finished = true
    return answered
  },
  NCryptOpenKey: () => (provider, slot, name) => {
    const found = named(fullName(providers.get(provider as bigint) ?? '', String(name)))
    if (found !== undefined) (slot as Buffer).writeBigUInt64LE(found.handle)
    return found === undefined ? badKeySet : 0
  },
  NCryptEnumKeys: () => (provider, _scope, slot, progress) => {
    const mine = keys.filter(
      ({ name, finished }) =>
        finished && name.startsWith(`["${(providers.get(provider as bigint) ?? '').toLowerCase()}"`),
    )
    const turn = Number(at(progress))
    const found = mine[turn]
    if (found === undefined) {
      ;(progress as Buffer).writeBigUInt64LE(0n)
      return noMoreItems
    }
    ;(progress as Buffer).writeBigUInt64LE(BigInt(turn + 1))
    const name = (JSON.parse(found.name) as [string, string])[1]
    told = encodeStruct(ncryptKeyName, { pszName: name, pszAlgid: 'RSA', dwLegacyKeySpec: 0, dwFlags: 0 })
    ;(slot as Buffer).writeBigUInt64LE(koffi.address(told))
    return 0
  },
  NCryptFreeBuffer: () => () => 0,
  NCryptDeleteKey: () => (handle) => (forget(handle) ? 0 : badKeySet),
  /** A key's only handle is the key. */
  NCryptFreeObject: (real) => (handle) => (keys.some((key) => key.handle === handle) ? 0 : real(handle)),

  CertSetCertificateContextProperty: (real) => (context, id, flags, value) => {
    if (id !== archived) return real(context, id, flags, value)
    const mark = value === null ? null : encodeStruct(cryptDataBlob, { cbData: 1, pbData: Buffer.alloc(1) })
    return real(context, description, flags, mark)
  },
  CertGetCertificateContextProperty: (real) => (context, id, value, length) =>
    real(context, id === archived ? description : id!, value, length),
  CertControlStore: (real) => (store, flags, type, parameter) =>
    real(store, Number(flags) | (type === commitControl ? forceFlag : 0), type, parameter),
  CryptAcquireCertificatePrivateKey: () => (context, _flags, _reserved, slot, keySpec, free) => {
    const [info, length] = [Buffer.alloc(4096), Buffer.alloc(4)]
    length.writeUInt32LE(info.length)
    if (properties(context, keyProviderInfo, info, length) === 0) return 0
    type Name = 'pwszContainerName' | 'pwszProvName'
    const { pwszContainerName, pwszProvName } = decodeStruct<Name>(cryptKeyProvInfo, info)
    const found = named(fullName(readText(pwszProvName), readText(pwszContainerName)))
    if (found === undefined) return 0
    ;(slot as Buffer).writeBigUInt64LE(found.handle)
    ;(keySpec as Buffer).writeUInt32LE(cngKeySpec)
    ;(free as Buffer).writeUInt32LE(0)
    return 1
  },
}

const properties = koffi
  .load('crypt32.dll')
  .func('CertGetCertificateContextProperty', 'int32', ['uintptr_t', 'uint32', 'void *', 'void *']) as unknown as Call

let isFilled = false

/** From here on every library that is loaded has what Wine lacks. Keys of a worker that had this process before are gone. */
export function fillGaps(): void {
  keys.length = 0
  providers.clear()
  if (isFilled) return
  isFilled = true
  const load = koffi.load.bind(koffi)
  koffi.load = (...input: Parameters<typeof load>) => {
    const library = load(...input)
    const define = library.func.bind(library) as (...definition: unknown[]) => Call
    const func = (...definition: unknown[]) => {
      const real = define(...definition)
      return fillings[String(definition[0])]?.(real) ?? real
    }
    return { func } as unknown as LibraryHandle
  }
}
