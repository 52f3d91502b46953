import { existsSync, readFileSync } from 'node:fs'
import koffi, { type TypeObject } from 'koffi'
import { describe, expect, it, vi } from 'vitest'
import * as constants from '../../../main/keystore/windows/constants.ts'
import * as windowsUser from '../../../main/handover/windows-user.ts'
import { loadLibraries } from '../../../main/keystore/windows/libraries.ts'
import { meanings, status } from '../../../main/keystore/windows/status.ts'
import * as structs from '../../../main/keystore/windows/structs.ts'
import * as eventLog from '../../../main/logging/windows-event-log.ts'
import { loadAdvapi32 } from '../../../main/storage/managed-policy/advapi32.ts'
import * as registry from '../../../main/storage/managed-policy/registry.ts'
import { type Claim, constantClaim, falseClaims, signatureClaim, type Target, whyNoCompiler } from './compiler.ts'
import type { DeclaredFunction } from './recorder.ts'

const { functions, load } = await vi.hoisted(async () => {
  const { record } = await import('./recorder.ts')
  const folder = 'C:\\Windows\\System32'
  return record({ GetSystemDirectoryW: (text: Buffer) => text.write(folder, 'utf16le') / 2 })
})
vi.mock('koffi', async (original) => ({ default: { ...(await original<{ default: object }>()).default, load } }))

const headers = '/usr/share/mingw-w64/include'
const libraries = '/usr/x86_64-w64-mingw32/lib'
const preamble = [
  '#define UNICODE',
  '#define WIN32_LEAN_AND_MEAN',
  '#define _WIN32_WINNT 0x0A00',
  ...['stddef', 'windows', 'wincrypt', 'bcrypt', 'ncrypt', 'winerror'].map((name) => `#include <${name}.h>`),
].join('\n')
const x64: Target = { triple: 'x86_64-w64-mingw32', headers: [headers], preamble }
const arm64: Target = { triple: 'aarch64-w64-mingw32', headers: [headers], preamble }
const targets = [
  ['x64', x64],
  ['arm64', arm64],
] as const

const structures: Readonly<Record<string, TypeObject>> = {
  CRYPT_KEY_PROV_INFO: structs.cryptKeyProvInfo,
  CERT_CONTEXT: structs.certContext,
  CRYPT_DATA_BLOB: structs.cryptDataBlob,
  BCRYPT_PKCS1_PADDING_INFO: structs.bcryptPkcs1PaddingInfo,
  BCRYPT_PSS_PADDING_INFO: structs.bcryptPssPaddingInfo,
  NCryptKeyName: structs.ncryptKeyName,
  NCRYPT_UI_POLICY: structs.ncryptUiPolicy,
  BCRYPT_RSAKEY_BLOB: structs.bcryptRsaKeyBlob,
  BCRYPT_ECCKEY_BLOB: structs.bcryptEccKeyBlob,
}

/** Which these headers (mingw-w64 10) do not have; their numbers were read in Microsoft's own documentation. */
const unknownToHeaders: readonly string[] = [
  'TPM_E_DEACTIVATED',
  'TPM_E_DISABLED',
  'TPM_E_NOSPACE',
  'TPM_E_RESOURCES',
  'TPM_20_E_NV_SPACE',
  'TPM_E_RETRY',
  'TPM_E_DEFEND_LOCK_RUNNING',
  'TPM_20_E_OBJECT_MEMORY',
  'TPM_20_E_MEMORY',
  'TPM_20_E_LOCKOUT',
  'TBS_E_ACCESS_DENIED',
  'TPM_E_PCP_DEVICE_NOT_READY',
]

const numbered = Object.entries(meanings).map(([number, [name]]) => [name, Number(number)] as const)
const named = [constants, registry, eventLog, windowsUser].flatMap((module) =>
  Object.entries(module).filter((entry): entry is [string, number | bigint | string] => /^[A-Z0-9_]+$/.test(entry[0])),
)
const constantClaims = [...named, ...Object.entries(status), ...numbered].map(([name, value]) =>
  constantClaim(name, value),
)

loadLibraries()
loadAdvapi32()
eventLog.loadEventLog()
windowsUser.loadUserFunctions()
const claimOf = ({ name, result, parameters }: DeclaredFunction): Claim =>
  signatureClaim(name, `decltype(&${name})`, result, parameters)

const layoutClaims = (name: string, type: TypeObject): readonly Claim[] => [
  { name: `sizeof(${name})`, expression: `sizeof(${name}) == ${koffi.sizeof(type)}` },
  ...Object.entries(type.members ?? {}).map(([member, { offset, type: memberType }]) => ({
    name: `${name}.${member}`,
    expression: `offsetof(${name}, ${member}) == ${offset} && sizeof(${name}::${member}) == ${koffi.sizeof(memberType)}`,
  })),
]

const reason = whyNoCompiler() ?? (existsSync(headers) ? undefined : 'mingw-w64’s headers are not installed')

describe.skipIf(reason !== undefined)(`Windows’ own headers${reason === undefined ? '' : ` (${reason})`}`, () => {
  it.each(targets)('agree about every function, structure, constant and status that they know (%s)', (_, target) => {
    const exported = Object.values(structs).filter((one) => typeof one === 'object')
    expect(exported.filter((one) => !Object.values(structures).includes(one))).toEqual([])
    expect([functions.length > 40, constantClaims.length > 150]).toEqual([true, true])
    const structureClaims = Object.entries(structures).flatMap(([name, type]) => layoutClaims(name, type))
    const claims = [...functions.map(claimOf), ...structureClaims, ...constantClaims]
    expect(falseClaims(target, claims)).toEqual(unknownToHeaders)
  })

  it('come with import libraries that have every function in the library that it is looked for in', () => {
    const has = ({ library, name }: DeclaredFunction): boolean =>
      readFileSync(`${libraries}/lib${library.replace('.dll', '.a')}`, 'latin1').includes(`\0${name}\0`)
    expect(functions.filter((one) => !has(one))).toEqual([])
    expect(has({ ...functions.find(({ name }) => name === 'NCryptSignHash')!, library: 'crypt32.dll' })).toBe(false)
  })

  it('would find every kind of mistake', () => {
    const sign = functions.find(({ name }) => name === 'NCryptSignHash')!
    const swapped = koffi.struct({ cbSalt: 'uint32', pszAlgId: 'void *' })
    const wide = koffi.struct({ dwMagic: 'uint32', cbKey: 'uint64' })
    const mistaken = [
      // A parameter too few, parameters and a result of another kind, a function that there is not.
      { ...sign, parameters: sign.parameters.slice(1) },
      { ...sign, parameters: sign.parameters.with(3, 'uintptr_t') },
      { ...sign, parameters: sign.parameters.with(1, 'uint32') },
      { ...sign, result: 'uintptr_t' },
      { ...sign, name: 'NCryptSignHashes' },
    ].map(claimOf)
    mistaken.push(
      constantClaim('CERT_STORE_ADD_NEW', 2),
      constantClaim('CERT_STORE_PROV_SYSTEM_W', 9),
      constantClaim('HKEY_LOCAL_MACHINE', 0xffff_ffff_8000_0001n),
      constantClaim('MS_KEY_STORAGE_PROVIDER', 'Microsoft Software Key Storage'),
      // A status under another's name, and a name that nobody knows.
      constantClaim('CRYPT_E_NO_DECRYPT_CERT', 0x80092014),
      constantClaim('NTE_NO_SUCH_THING', 0x80090001),
      // Fields that changed places, and one of another width.
      ...layoutClaims('BCRYPT_PSS_PADDING_INFO', swapped).slice(1),
      ...layoutClaims('BCRYPT_ECCKEY_BLOB', wide).filter(({ name }) => !name.endsWith('.dwMagic')),
    )
    expect(falseClaims(x64, [claimOf(sign), ...mistaken])).toEqual(mistaken.map(({ name }) => name))
  })
})
