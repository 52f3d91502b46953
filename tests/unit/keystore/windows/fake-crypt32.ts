/** Certificate stores in crypt32.dll, as far as the key store uses them, over a fake machine and real memory. */
import { X509Certificate } from 'node:crypto'
import koffi from 'koffi'
import { certificateParts } from '../../../../main/keystore/certificate-parts.ts'
import { type Fake, type Handles, Refusal } from './fake-handles.ts'
import type { FakeCertificate, FakeKeyInfo, FakeMachine } from './fake-machine.ts'

const notFound = 0x80092004
const exists = 0x80092005
const noKeyProperty = 0x8009200b
const asn1 = 0x80093102

const property = { keyProviderInfo: 2, friendlyName: 11, archived: 19 }

interface Store {
  readonly name: string
  entries: Entry[]
}

/** A certificate in an open store, or in none; contexts are references to it. */
interface Entry {
  readonly store: Store | undefined
  readonly der: Buffer
  info: FakeKeyInfo | undefined
  friendlyName: string | undefined
  archived: boolean
  /** CERT_CONTEXT, and what stands for CERT_INFO. */
  readonly memory: Buffer
  readonly certInfo: Buffer
  references: number
}

export function fakeCrypt32(machine: FakeMachine, handles: Handles) {
  const entries = new Map<bigint, Entry>()

  function enter(store: Store | undefined, from: FakeCertificate): Entry {
    // encoding type, address and length of the DER, address of CERT_INFO, store
    const memory = Buffer.alloc(40)
    const certInfo = Buffer.alloc(208)
    memory.writeUInt32LE(1, 0)
    memory.writeBigUInt64LE(koffi.address(from.der), 8)
    memory.writeUInt32LE(from.der.length, 16)
    memory.writeBigUInt64LE(koffi.address(certInfo), 24)
    const entry: Entry = { ...from, store, memory, certInfo, references: 0 }
    entries.set(koffi.address(memory), entry)
    return entry
  }
  function entryAt(context: bigint): Entry {
    const entry = entries.get(BigInt(context))
    if (entry === undefined || entry.references === 0) throw new Error('the certificate context is not open')
    return entry
  }
  function refer(entry: Entry): bigint {
    entry.references++
    return koffi.address(entry.memory)
  }
  function free(context: bigint): void {
    entryAt(context).references--
  }
  function keep(store: Store): void {
    const kept = store.entries.map(({ der, info, friendlyName, archived }) => ({ der, info, friendlyName, archived }))
    machine.stores.set(store.name, kept)
  }
  function changed(store: Store | undefined): void {
    if (store !== undefined && machine.writes === 'at once') keep(store)
  }
  const sameName = (a: Entry, b: Entry): boolean => {
    const [left, right] = [certificateParts(a.der), certificateParts(b.der)]
    if (left === undefined || right === undefined) return false
    return Buffer.compare(left.issuer, right.issuer) === 0 && Buffer.compare(left.serial, right.serial) === 0
  }

  const functions = {
    CertOpenStore(provider: number, _encoding: 0, _crypt: 0, flags: number, name: string) {
      if (provider !== 10 || (flags & 0x10200) !== 0x10200) throw new Error('not the current user’s whole store')
      const store: Store = { name, entries: [] }
      store.entries = (machine.stores.get(name) ?? []).map((kept) => enter(store, kept))
      return handles.add('store', store)
    },
    CertCloseStore(handle: bigint) {
      handles.close('store', handle)
      return 1
    },
    CertControlStore(handle: bigint, _flags: 0, control: number) {
      if (control !== 3) throw new Refusal(0x32)
      keep(handles.get<Store>('store', handle))
      return 1
    },
    CertEnumCertificatesInStore(handle: bigint, previous: bigint) {
      const { entries: all } = handles.get<Store>('store', handle)
      const at = previous === 0n ? 0 : all.indexOf(entryAt(previous)) + 1
      if (previous !== 0n) free(previous)
      const next = all[at]
      if (next === undefined) throw new Refusal(notFound)
      return refer(next)
    },
    CertFindCertificateInStore(handle: bigint, _encoding: number, _flags: 0, kind: number, certInfo: bigint) {
      if (kind !== 0xb0000) throw new Refusal(0x80070057)
      const wanted = [...entries.values()].find((entry) => koffi.address(entry.certInfo) === certInfo)
      const found = handles.get<Store>('store', handle).entries.find((entry) => sameName(entry, wanted!))
      if (found === undefined) throw new Refusal(notFound)
      return refer(found)
    },
    CertCreateCertificateContext(_encoding: number, der: Buffer, length: number) {
      try {
        new X509Certificate(der)
      } catch {
        throw new Refusal(asn1)
      }
      const copy = Buffer.from(der.subarray(0, length))
      return refer(enter(undefined, { der: copy, info: undefined, friendlyName: undefined, archived: false }))
    },
    CertDuplicateCertificateContext(context: bigint) {
      return refer(entryAt(context))
    },
    CertFreeCertificateContext(context: bigint) {
      free(context)
      return 1
    },
    CertGetCertificateContextProperty(context: bigint, id: number, out: Buffer | null, length: Buffer) {
      const value = readProperty(entryAt(context), id, out)
      if (value === undefined) throw new Refusal(notFound)
      if (out !== null && value.length > length.readUInt32LE()) throw new Refusal(0xea)
      length.writeUInt32LE(value.length)
      if (out !== null) value.copy(out)
      return 1
    },
    CertSetCertificateContextProperty(context: bigint, id: number, _flags: 0, value: Buffer | null) {
      const entry = entryAt(context)
      if (id === property.archived) entry.archived = value !== null
      else if (id === property.friendlyName) entry.friendlyName = blobText(value!)
      else if (id === property.keyProviderInfo) entry.info = readInfo(value!)
      else throw new Refusal(0x80070057)
      changed(entry.store)
      return 1
    },
    CertAddCertificateContextToStore(handle: bigint, context: bigint, disposition: number) {
      const store = handles.get<Store>('store', handle)
      const entry = entryAt(context)
      if (disposition !== 1) throw new Error('might overwrite')
      if (store.entries.some((other) => sameName(other, entry))) throw new Refusal(exists)
      store.entries.push(enter(store, entry))
      changed(store)
      return 1
    },
    CertDeleteCertificateFromStore(context: bigint) {
      const entry = entryAt(context)
      free(context)
      if (entry.references > 1) throw new Error('deleted under somebody who walks through the store')
      const { store } = entry
      if (store === undefined) throw new Refusal(0x80070057)
      store.entries = store.entries.filter((other) => other !== entry)
      changed(store)
      return 1
    },
    CryptAcquireCertificatePrivateKey(
      context: bigint,
      flags: number,
      _window: null,
      key: Buffer,
      spec: Buffer,
      callerFrees: Buffer,
    ) {
      const { info } = entryAt(context)
      if (flags !== 0x40040) throw new Error('not in silence, or not with CNG alone')
      const found = info?.type === 0 ? machine.keys.get(info.provider)?.get(info.container) : undefined
      if (info === undefined || found === undefined) throw new Refusal(noKeyProperty)
      key.writeBigUInt64LE(handles.add('key', { provider: info.provider, name: info.container, key: found }))
      spec.writeUInt32LE(0xffffffff)
      callerFrees.writeUInt32LE(1)
      return 1
    },
  } as Fake

  return {
    functions,
    open: () => [...entries.values()].flatMap(({ references }) => Array<string>(references).fill('context')),
    /** What Windows does with a context that it was given to keep. */
    take(context: bigint | undefined) {
      if (context !== undefined && BigInt(context) !== 0n) free(context)
    },
  }
}

/** CRYPT_KEY_PROV_INFO: two texts, type, flags, parameters (none), key specification. */
function readInfo(memory: Buffer): FakeKeyInfo {
  if (memory.length !== 48 || memory.readUInt32LE(24) !== 0) throw new Refusal(0x80070057)
  const text = (at: number): string => koffi.decode.string16(memory.readBigUInt64LE(at))
  const [type, flags, keySpec] = [16, 20, 40].map((at) => memory.readUInt32LE(at)) as [number, number, number]
  return { container: text(0), provider: text(8), type, flags, keySpec }
}

function blobText(memory: Buffer): string {
  const text = koffi.decode.string16(memory.readBigUInt64LE(8))
  if (memory.readUInt32LE(0) !== 2 * (text.length + 1)) throw new Refusal(0x80070057)
  return text
}

/** As Windows answers: the structure first, and behind it what it points at, where the caller will have it. */
function readProperty(entry: Entry, id: number, out: Buffer | null): Buffer | undefined {
  if (id === property.archived) return entry.archived ? Buffer.alloc(0) : undefined
  const { info } = entry
  if (id !== property.keyProviderInfo || info === undefined) return undefined
  const [container, provider] = [info.container, info.provider].map((text) => Buffer.from(`${text}\0`, 'utf16le'))
  const head = Buffer.alloc(48)
  const base = out === null ? 0n : koffi.address(out)
  head.writeBigUInt64LE(base + 48n, 0)
  head.writeBigUInt64LE(base + 48n + BigInt(container!.length), 8)
  head.writeUInt32LE(info.type, 16)
  head.writeUInt32LE(info.flags, 20)
  head.writeUInt32LE(info.keySpec, 40)
  return Buffer.concat([head, container!, provider!])
}
