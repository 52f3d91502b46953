import koffi, { type TypeObject } from 'koffi'
import { describe, expect, it } from 'vitest'
import * as structs from '../../../../main/keystore/windows/structs.ts'

/**
 * Sizes and offsets as the Windows SDK's headers give them where pointers have 64 bits: 4 bytes for DWORD and ULONG
 * (LLP64), 8 for pointers, each at a multiple of its size. x64 and arm64 agree.
 */
const documented: readonly (readonly [string, TypeObject, number, Record<string, number>])[] = [
  [
    'CRYPT_KEY_PROV_INFO',
    structs.cryptKeyProvInfo,
    48,
    {
      pwszContainerName: 0,
      pwszProvName: 8,
      dwProvType: 16,
      dwFlags: 20,
      cProvParam: 24,
      rgProvParam: 32,
      dwKeySpec: 40,
    },
  ],
  [
    'CERT_CONTEXT',
    structs.certContext,
    40,
    { dwCertEncodingType: 0, pbCertEncoded: 8, cbCertEncoded: 16, pCertInfo: 24, hCertStore: 32 },
  ],
  ['CRYPT_DATA_BLOB', structs.cryptDataBlob, 16, { cbData: 0, pbData: 8 }],
  ['BCRYPT_PKCS1_PADDING_INFO', structs.bcryptPkcs1PaddingInfo, 8, { pszAlgId: 0 }],
  ['BCRYPT_PSS_PADDING_INFO', structs.bcryptPssPaddingInfo, 16, { pszAlgId: 0, cbSalt: 8 }],
  ['NCryptKeyName', structs.ncryptKeyName, 24, { pszName: 0, pszAlgid: 8, dwLegacyKeySpec: 16, dwFlags: 20 }],
  [
    'NCRYPT_UI_POLICY',
    structs.ncryptUiPolicy,
    32,
    { dwVersion: 0, dwFlags: 4, pszCreationTitle: 8, pszFriendlyName: 16, pszDescription: 24 },
  ],
  [
    'BCRYPT_RSAKEY_BLOB',
    structs.bcryptRsaKeyBlob,
    24,
    { Magic: 0, BitLength: 4, cbPublicExp: 8, cbModulus: 12, cbPrime1: 16, cbPrime2: 20 },
  ],
]

describe('structures of 64-bit Windows', () => {
  it.each(documented)('%s has its documented size and offsets', (_, type, size, offsets) => {
    expect(koffi.sizeof(type)).toBe(size)
    const found = Object.keys(type.members ?? {}).map((member) => [member, koffi.offsetof(type, member)])
    expect(Object.fromEntries(found)).toEqual(offsets)
  })

  it('carry texts as UTF-16 with a zero behind, beyond the first plane too', () => {
    const info = structs.encodeStruct(structs.cryptKeyProvInfo, {
      pwszContainerName: '更新 😀',
      pwszProvName: '',
      dwProvType: 0,
      dwFlags: 0,
      cProvParam: 0,
      rgProvParam: null,
      dwKeySpec: 0xffffffff,
    })
    const back = structs.decodeStruct(structs.cryptKeyProvInfo, info)
    expect(structs.readText(back['pwszContainerName'] ?? null)).toBe('更新 😀')
    expect(structs.readText(back['pwszProvName'] ?? null)).toBe('')
    expect(back['rgProvParam']).toBeNull()
    expect(back['dwKeySpec']).toBe(0xffffffff)
    const bytes = structs.readBytes(info.readBigUInt64LE(0), 12)
    expect(Buffer.from(bytes)).toEqual(Buffer.from('更新 😀\0', 'utf16le').subarray(0, 12))
  })

  it('keep what they point at alive as long as they live', () => {
    const made = Array.from({ length: 2000 }, (_, index) =>
      structs.encodeStruct(structs.cryptDataBlob, { cbData: 8, pbData: Buffer.from(String(index).padStart(8)) }),
    )
    for (let round = 0; round < 20; round++) Buffer.alloc(1 << 20, round)
    made.forEach((blob, index) => {
      const bytes = structs.readBytes(blob.readBigUInt64LE(8), 8)
      expect(Buffer.from(bytes).toString()).toBe(String(index).padStart(8))
    })
  })
})
