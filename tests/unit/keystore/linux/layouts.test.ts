import koffi from 'koffi'
import { describe, expect, it } from 'vitest'
import { CKG, CKM } from '../../../../main/keystore/linux/cryptoki.ts'
import { initializeArguments, mechanismOf, pssParameters, tokenInfo } from '../../../../main/keystore/linux/pkcs11.ts'
import { entrySize, Template, word } from '../../../../main/keystore/linux/template.ts'

/**
 * PKCS#11 2.40 as a C compiler lays it out on 64-bit Linux (LP64, x64 and arm64 alike): CK_ULONG is unsigned long, and
 * structures are not packed. koffi computes sizes and offsets from the members alone.
 */
const members = (count: number, size: number) => koffi.array('uint8_t', size * count)
const ulong = 'unsigned long'

const tokenInfoStruct = koffi.struct({
  label: members(32, 1),
  manufacturerID: members(32, 1),
  model: members(16, 1),
  serialNumber: members(16, 1),
  flags: ulong,
  ulMaxSessionCount: ulong,
  ulSessionCount: ulong,
  ulMaxRwSessionCount: ulong,
  ulRwSessionCount: ulong,
  ulMaxPinLen: ulong,
  ulMinPinLen: ulong,
  ulTotalPublicMemory: ulong,
  ulFreePublicMemory: ulong,
  ulTotalPrivateMemory: ulong,
  ulFreePrivateMemory: ulong,
  hardwareVersion: members(2, 1),
  firmwareVersion: members(2, 1),
  utcTime: members(16, 1),
})

/** NSS' own: LibraryParameters stands in front of pReserved. */
const initializeStruct = koffi.struct({
  CreateMutex: 'void *',
  DestroyMutex: 'void *',
  LockMutex: 'void *',
  UnlockMutex: 'void *',
  flags: ulong,
  LibraryParameters: 'void *',
  pReserved: 'void *',
})

const attributeStruct = koffi.struct({ type: ulong, pValue: 'void *', ulValueLen: ulong })
const mechanismStruct = koffi.struct({ mechanism: ulong, pParameter: 'void *', ulParameterLen: ulong })
const pssStruct = koffi.struct({ hashAlg: ulong, mgf: ulong, sLen: ulong })

const numbers = (memory: Buffer): number[] =>
  Array.from({ length: memory.length / word }, (_none, index) => Number(memory.readBigUInt64LE(index * word)))

describe.skipIf(process.platform !== 'linux')('the structures of PKCS#11', () => {
  it('CK_ULONG and pointers are eight bytes', () => {
    expect([koffi.sizeof(ulong), koffi.sizeof('void *')]).toEqual([word, word])
  })

  it('CK_TOKEN_INFO has its flags behind four texts, the last of which is the serial number', () => {
    expect(koffi.sizeof(tokenInfoStruct)).toBe(tokenInfo.size)
    expect(koffi.offsetof(tokenInfoStruct, 'serialNumber')).toBe(tokenInfo.serialNumber)
    expect(koffi.offsetof(tokenInfoStruct, 'flags')).toBe(tokenInfo.flags)
  })

  it("CK_C_INITIALIZE_ARGS is NSS' longer one", () => {
    expect(koffi.sizeof(initializeStruct)).toBe(initializeArguments.size)
    expect(koffi.offsetof(initializeStruct, 'flags')).toBe(initializeArguments.flags)
    expect(koffi.offsetof(initializeStruct, 'LibraryParameters')).toBe(initializeArguments.parameters)
  })

  it('CK_ATTRIBUTE is type, pointer, length', () => {
    expect(koffi.sizeof(attributeStruct)).toBe(entrySize)
    const template = Template.of([
      [0x3, 'あ'],
      [0x1, true],
      [0x121, 2048],
    ])
    const [type, pointer, length, ...others] = numbers(template.memory)
    expect([type, length]).toEqual([0x3, 3])
    expect(pointer).not.toBe(0)
    expect([others[0], others[2], others[3], others[5]]).toEqual([0x1, 1, 0x121, word])
    expect(koffi.offsetof(attributeStruct, 'ulValueLen')).toBe(2 * word)
  })

  it('CK_MECHANISM carries the PSS parameters by address and length', () => {
    const parameters = pssParameters('sha256')
    expect(parameters).toHaveLength(koffi.sizeof(pssStruct))
    expect(numbers(parameters)).toEqual([CKM.SHA256, CKG.MGF1_SHA256, 32])
    expect(numbers(pssParameters('sha384'))).toEqual([CKM.SHA384, CKG.MGF1_SHA384, 48])
    const memory = mechanismOf(CKM.SHA256_RSA_PKCS_PSS, parameters)
    expect(memory).toHaveLength(koffi.sizeof(mechanismStruct))
    expect(numbers(memory)).toEqual([CKM.SHA256_RSA_PKCS_PSS, Number(koffi.address(parameters)), parameters.length])
    expect(numbers(mechanismOf(CKM.SHA256_RSA_PKCS))).toEqual([CKM.SHA256_RSA_PKCS, 0, 0])
  })
})
