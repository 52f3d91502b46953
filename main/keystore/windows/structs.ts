/**
 * The structures that cross the border, laid out by koffi as Windows documents them for 64 bits (LLP64; arm64 as x64).
 * DWORD and ULONG are 32 bits wide; every pointer is a bare address.
 */
import koffi, { type TypeObject } from 'koffi'

const dword = 'uint32'
const pointer = 'void *'

/** wincrypt.h: where a certificate's private key is. Provider type 0 is CNG, all others CryptoAPI. */
export const cryptKeyProvInfo = koffi.struct({
  pwszContainerName: pointer,
  pwszProvName: pointer,
  dwProvType: dword,
  dwFlags: dword,
  cProvParam: dword,
  rgProvParam: pointer,
  dwKeySpec: dword,
})

/** wincrypt.h */
export const certContext = koffi.struct({
  dwCertEncodingType: dword,
  pbCertEncoded: pointer,
  cbCertEncoded: dword,
  pCertInfo: pointer,
  hCertStore: pointer,
})

/** wincrypt.h: CRYPTOAPI_BLOB by its many names. */
export const cryptDataBlob = koffi.struct({ cbData: dword, pbData: pointer })

/** bcrypt.h */
export const bcryptPkcs1PaddingInfo = koffi.struct({ pszAlgId: pointer })

/** bcrypt.h */
export const bcryptPssPaddingInfo = koffi.struct({ pszAlgId: pointer, cbSalt: dword })

/** ncrypt.h: what NCryptEnumKeys tells of a key. */
export const ncryptKeyName = koffi.struct({
  pszName: pointer,
  pszAlgid: pointer,
  dwLegacyKeySpec: dword,
  dwFlags: dword,
})

/** ncrypt.h */
export const ncryptUiPolicy = koffi.struct({
  dwVersion: dword,
  dwFlags: dword,
  pszCreationTitle: pointer,
  pszFriendlyName: pointer,
  pszDescription: pointer,
})

/** bcrypt.h: the head of a BCRYPT_RSAPUBLIC_BLOB; the exponent and the modulus follow, big-endian. */
export const bcryptRsaKeyBlob = koffi.struct({
  Magic: dword,
  BitLength: dword,
  cbPublicExp: dword,
  cbModulus: dword,
  cbPrime1: dword,
  cbPrime2: dword,
})

/** bcrypt.h: the head of a BCRYPT_ECCPUBLIC_BLOB; x and y follow, big-endian, `cbKey` octets each. */
export const bcryptEccKeyBlob = koffi.struct({ dwMagic: dword, cbKey: dword })

/** A field: a number, an address, memory to point at, a text to point at (UTF-16, ended by a zero), or NULL. */
type Field = number | bigint | Uint8Array | string | null

/** What a structure points at lives as long as the structure, and koffi holds the structure during the call. */
const pointedAt = new WeakMap<Buffer, readonly Buffer[]>()

export function encodeStruct(type: TypeObject, fields: Readonly<Record<string, Field>>): Buffer {
  const memory = Buffer.alloc(type.size)
  const parts: Buffer[] = []
  const values = Object.entries(fields).map(([name, field]) => {
    if (field === null || typeof field === 'number' || typeof field === 'bigint') return [name, field] as const
    const part = typeof field === 'string' ? utf16(field) : Buffer.from(field)
    parts.push(part)
    return [name, part.length === 0 ? null : koffi.address(part)] as const
  })
  koffi.encode(memory, type, Object.fromEntries(values))
  pointedAt.set(memory, parts)
  return memory
}

/** Reads a structure in our own memory or at an address; NULL comes as null, other addresses as bigint. */
export function decodeStruct<Name extends string>(
  type: TypeObject,
  place: Buffer | bigint,
): Record<Name, number | bigint | null> {
  return koffi.decode(place, type) as Record<Name, number | bigint | null>
}

/** A copy of foreign memory. */
export function readBytes(address: bigint, length: number): Uint8Array {
  if (length === 0) return new Uint8Array()
  return new Uint8Array(koffi.decode(address, koffi.array('uint8', length, 'Typed')) as Uint8Array)
}

/** A text in foreign memory: UTF-16, ended by a zero. */
export function readText(address: bigint | number | null): string {
  return address === null ? '' : koffi.decode.string16(address)
}

/** A text as Windows wants it. */
export function utf16(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le')
}
