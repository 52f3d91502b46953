/**
 * What the key store declares of macOS, against what Apple has published: macos.json, which says in which versions. Facts
 * alone are kept there: types, numbers, and since when a name is there or deprecated (null: not on macOS).
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import * as constants from '../../../main/keystore/macos/constants.ts'
import { loadFrameworks, range } from '../../../main/keystore/macos/foreign.ts'
import { authenticationMeanings, meanings, status } from '../../../main/keystore/macos/status.ts'
import { loadKeychainFunctions } from '../macos/throw-away-keychain.ts'
import type { DeclaredFunction, DeclaredVariable } from './recorder.ts'

type Entry = readonly [type: string, since?: string | null, deprecated?: string]
interface Published {
  readonly types: Readonly<Record<string, string>>
  readonly structures: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly functions: Readonly<Record<string, Entry>>
  readonly variables: Readonly<Record<string, Entry>>
  readonly numbers: Readonly<Record<string, number>>
  readonly strings: Readonly<Record<string, string>>
}
const published = JSON.parse(readFileSync(path.join(import.meta.dirname, 'macos.json'), 'utf8')) as Published

const { functions, variables, load, decode } = await vi.hoisted(async () => (await import('./recorder.ts')).record())
vi.mock('koffi', async (original) => ({
  default: { ...(await original<{ default: object }>()).default, load, decode },
}))
loadFrameworks()
const used = new Set([...functions, ...variables].map(({ name }) => name))
loadKeychainFunctions()

/** The oldest macOS that an Electron of ours starts on. */
const oldest = 11

/** How koffi calls C's own types, as wide as they are on a Mac: x64 and arm64 alike. */
const kinds: Readonly<Record<string, string>> = {
  void: 'void',
  'unsigned char': 'uint8_t',
  'signed int': 'int32_t',
  'unsigned int': 'uint32_t',
  'signed long': 'long',
  'unsigned long': 'ulong',
}

function kindOf(type: string): string {
  if (type.endsWith('*')) return 'void *'
  const named = published.types[type]
  return named === undefined ? (kinds[type] ?? type) : kindOf(named)
}

/** The result's kind, then the parameters'. */
function signatureOf([type]: Entry): readonly string[] {
  const [, result = '', parameters = ''] = /^(.*?) \((.*)\)$/.exec(type) ?? []
  return [result, ...parameters.split(', ')].map(kindOf)
}

/** koffi has a structure as an object. */
const declaredKind = (kind: unknown): unknown => (kind === range ? 'CFRange' : kind)

const isThere = (entry: Entry | undefined): entry is Entry =>
  entry !== undefined && entry[1] !== null && Number(entry[1] ?? 0) <= oldest

const frameworkOf = (name: string): string => (/^k?CF/.test(name) ? 'CoreFoundation' : 'Security')

function isFunction({ library, name, result, parameters }: DeclaredFunction): boolean {
  const entry = published.functions[name]
  if (!isThere(entry) || library !== frameworkOf(name)) return false
  return JSON.stringify([result, ...parameters].map(declaredKind)) === JSON.stringify(signatureOf(entry))
}

/** Structures are handed on by their address; of all others what they hold is read. */
function isVariable({ library, name, held }: DeclaredVariable): boolean {
  const entry = published.variables[name]
  if (!isThere(entry) || library !== frameworkOf(name)) return false
  const kind = kindOf(entry[0])
  return held === (kind in published.structures ? undefined : kind)
}

type Named = readonly [name: string, value: number | string]
const namesOf = (table: typeof meanings): Named[] =>
  Object.entries(table).map(([number, [name]]) => [name, Number(number)])
const named: readonly Named[] = [
  ...Object.entries(constants),
  ...Object.entries(status),
  ...namesOf(meanings),
  ...namesOf(authenticationMeanings),
]
const isNamed = ([name, value]: Named): boolean => (published.numbers[name] ?? published.strings[name]) === value

describe('what Apple has published', () => {
  it('agrees about every function', () => {
    expect(functions.length).toBeGreaterThan(35)
    expect(functions.filter((one) => !isFunction(one))).toEqual([])
    const members = Object.entries(range.members ?? {}).map(([name, { type }]) => [name, type.name])
    const expected = Object.entries(published.structures['CFRange']!).map(([name, type]) => [name, kindOf(type)])
    expect(members).toEqual(expected)
  })

  it('agrees about every constant', () => {
    expect(variables.length).toBeGreaterThan(45)
    expect(variables.filter((one) => !isVariable(one))).toEqual([])
  })

  it('agrees about every number and status', () => {
    expect(named.length).toBeGreaterThan(35)
    expect(named.filter((one) => !isNamed(one))).toEqual([])
  })

  it('marks as deprecated what belongs to the file-based keychain, and nothing else that is used', () => {
    const all = Object.entries({ ...published.functions, ...published.variables })
    const deprecated = all.filter(([name, [, , since]]) => used.has(name) && since !== undefined)
    expect(deprecated.map(([name]) => name).toSorted()).toEqual([
      'SecAccessCreate',
      'SecKeychainGetStatus',
      'SecKeychainOpen',
      'SecKeychainSetUserInteractionAllowed',
      'SecTrustedApplicationCreateFromPath',
    ])
  })

  it('would find every kind of mistake', () => {
    const sign = functions.find(({ name }) => name === 'SecKeyCreateSignature')!
    const flags = functions.find(({ name }) => name === 'SecAccessControlCreateWithFlags')!
    const bytes = functions.find(({ name }) => name === 'CFDataGetBytes')!
    expect([sign, flags, bytes].every(isFunction)).toBe(true)
    const mistakenFunctions: readonly DeclaredFunction[] = [
      // A parameter too few, others of another kind, a result without its sign, a function that there is not.
      { ...sign, parameters: sign.parameters.slice(1) },
      { ...flags, parameters: flags.parameters.with(2, 'uint32_t') },
      { ...bytes, parameters: bytes.parameters.with(1, 'void *') },
      { ...functions.find(({ name }) => name === 'SecItemAdd')!, result: 'uint32_t' },
      { ...sign, name: 'SecKeyCreateSignatures' },
      { ...sign, library: 'CoreFoundation' },
    ]
    expect(mistakenFunctions.filter(isFunction)).toEqual([])
    const library = 'Security'
    const mistakenVariables: readonly DeclaredVariable[] = [
      { library, name: 'kSecAttrKeyTypeECSecPrimeRandom', held: 'void *' },
      { library, name: 'kSecClass' },
      // Of tvOS alone; of another framework; a structure.
      { library, name: 'kSecUseUserIndependentKeychain', held: 'void *' },
      { library, name: 'kCFBooleanTrue', held: 'void *' },
      { library: 'CoreFoundation', name: 'kCFTypeArrayCallBacks', held: 'void *' },
    ]
    expect(mistakenVariables.filter(isVariable)).toEqual([])
    const mistakenNames: readonly Named[] = [
      ['errSecItemNotFound', -25299],
      ['errSecNotFound', -25300],
      ['kSecAccessControlPrivateKeyUsage', 2 ** 31],
      ['kLAErrorDomain', 'com.apple.localauthentication'],
    ]
    expect(mistakenNames.filter(isNamed)).toEqual([])
  })
})
