import { existsSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { openToChromium } from '../../../main/keystore/linux/chromium-login.ts'
import * as cryptoki from '../../../main/keystore/linux/cryptoki.ts'
import { functions, initializeArguments, tokenInfo } from '../../../main/keystore/linux/pkcs11.ts'
import { entrySize, word } from '../../../main/keystore/linux/template.ts'
import { type Claim, constantClaim, falseClaims, signatureClaim, type Target, whyNoCompiler } from './compiler.ts'

const declared = await vi.hoisted(async () => {
  const { record } = await import('./recorder.ts')
  return record({ PK11_GetInternalKeySlot: () => 1n })
})
vi.mock('koffi', async (original) => {
  const { default: real } = await original<{ default: object }>()
  return { default: { ...real, load: declared.load } }
})
vi.mock('electron', () => ({ app: { importCertificate: (_options: object, done: () => void) => done() } }))

const folders = ['/usr/include/nss', '/usr/include/nspr']
const x64: Target = {
  triple: 'x86_64-linux-gnu',
  headers: folders,
  preamble: '#include <stddef.h>\n#include <nss.h>\n#include <pkcs11.h>\n#include <pk11pub.h>',
}

const constantClaims = Object.entries(cryptoki).flatMap(([prefix, table]) =>
  typeof table === 'object'
    ? Object.entries(table as Record<string, number>).map(([name, value]) => constantClaim(`${prefix}_${name}`, value))
    : [],
)

/** A place counts pointers, behind the version. */
const listClaims = (list: Readonly<Record<string, readonly [number, readonly string[]]>>): readonly Claim[] =>
  Object.entries(list).flatMap(([name, [place, parameters]]) => [
    {
      name: `the place of ${name}`,
      expression: `offsetof(CK_FUNCTION_LIST, ${name}) == ${(place + 1) * word}`,
    },
    signatureClaim(name, `decltype(CK_FUNCTION_LIST::${name})`, 'ulong', parameters),
  ])

const layoutClaims: readonly Claim[] = [
  ['CK_ULONG', word],
  ['void *', word],
  ['CK_BBOOL', 1],
  ['CK_ATTRIBUTE', entrySize],
  ['CK_MECHANISM', 3 * word],
  ['CK_RSA_PKCS_PSS_PARAMS', 3 * word],
  ['CK_TOKEN_INFO', tokenInfo.size],
  ['CK_C_INITIALIZE_ARGS', initializeArguments.size],
].map(([name, size]) => ({ name: `sizeof(${name})`, expression: `sizeof(${name}) == ${size}` }))
const offsetClaims: readonly Claim[] = [
  ['CK_TOKEN_INFO', 'flags', tokenInfo.flags],
  ['CK_C_INITIALIZE_ARGS', 'flags', initializeArguments.flags],
  ['CK_C_INITIALIZE_ARGS', 'LibraryParameters', initializeArguments.parameters],
  ['CK_ATTRIBUTE', 'pValue', word],
  ['CK_ATTRIBUTE', 'ulValueLen', 2 * word],
  ['CK_MECHANISM', 'pParameter', word],
  ['CK_MECHANISM', 'ulParameterLen', 2 * word],
  ['CK_RSA_PKCS_PSS_PARAMS', 'mgf', word],
  ['CK_RSA_PKCS_PSS_PARAMS', 'sLen', 2 * word],
].map(([name, field, at]) => ({ name: `${name}.${field}`, expression: `offsetof(${name}, ${field}) == ${at}` }))

const missing = folders.every((folder) => existsSync(folder)) ? undefined : 'NSS’ headers are not installed'
const reason = whyNoCompiler() ?? missing

describe.skipIf(reason !== undefined)(`NSS’ own headers${reason === undefined ? '' : ` (${reason})`}`, () => {
  it('agree about every function and its place, structure and constant', async () => {
    await openToChromium('')
    expect(constantClaims.length).toBeGreaterThan(80)
    const called = declared.functions.map(({ name, result, parameters }) =>
      signatureClaim(name, `decltype(&${name})`, result, parameters),
    )
    expect(called).toHaveLength(3)
    const claims = [...listClaims(functions), ...called, ...layoutClaims, ...offsetClaims, ...constantClaims]
    expect(falseClaims(x64, claims)).toEqual([])
  })

  it('would find a place, a parameter and a number that are wrong', () => {
    const [place, parameters] = functions.C_Sign
    const mistaken = [
      listClaims({ C_Sign: [place + 1, parameters] })[0]!,
      listClaims({ C_Sign: [place, parameters.with(2, 'void *')] })[1]!,
      constantClaim('CKA_EXTRACTABLE', cryptoki.CKA.SENSITIVE),
      constantClaim('CKR_NSS_CERTDB_FAILED', 0xce534352),
    ]
    expect(falseClaims(x64, mistaken)).toEqual(mistaken.map(({ name }) => name))
  })
})
