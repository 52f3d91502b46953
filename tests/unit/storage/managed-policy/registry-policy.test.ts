import { describe, expect, it } from 'vitest'
import type { RegistryFunctions } from '../../../../main/storage/managed-policy/registry.ts'
import { registryPolicy } from '../../../../main/storage/managed-policy/registry-policy.ts'

type Value = readonly [type: number, data: Buffer]
interface FakeKey {
  readonly values?: Readonly<Record<string, Value>>
  readonly keys?: Readonly<Record<string, FakeKey>>
}

const text = (...lines: string[]): Value => [1, Buffer.from(`${lines.join('\n')}\0`, 'utf16le')]
const lines = (...all: string[]): Value => [7, Buffer.from(`${all.map((one) => `${one}\0`).join('')}\0`, 'utf16le')]
const number = (value: number): Value => [4, Buffer.from(Uint32Array.of(value).buffer)]

/** advapi32.dll, as far as it is used, over keys in memory. */
function fakeRegistry(root: FakeKey | undefined): { functions: RegistryFunctions; open: Map<bigint, FakeKey> } {
  const open = new Map<bigint, FakeKey>()
  const localMachine = 0xffff_ffff_8000_0002n
  let next = 1n
  const enumerate = (names: string[], index: number, name: Buffer, length: Buffer): number => {
    const found = names[index]
    if (found === undefined) return 259
    if (length.readUInt32LE() <= found.length) return 234
    name.write(`${found}\0`, 'utf16le')
    length.writeUInt32LE(found.length)
    return 0
  }
  const functions: RegistryFunctions = {
    RegOpenKeyExW(parent, name, _options, access, slot) {
      if ((access & 0x2_0019) !== 0x2_0019) return 5
      const policies: FakeKey = root === undefined ? {} : { keys: { 'Software\\Policies\\Koshin': root } }
      const found = (parent === localMachine ? policies : open.get(parent))?.keys?.[name]
      if (found === undefined) return 2
      open.set(next, found)
      slot.writeBigUInt64LE(next++)
      return 0
    },
    RegEnumValueW(key, index, name, nameLength, _reserved, type, data, size) {
      const values = open.get(key)?.values ?? {}
      const answered = enumerate(Object.keys(values), index, name, nameLength)
      if (answered !== 0) return answered
      const [kind, content] = Object.values(values)[index]!
      if (size.readUInt32LE() < content.length) return 234
      type.writeUInt32LE(kind)
      content.copy(data)
      size.writeUInt32LE(content.length)
      return 0
    },
    RegEnumKeyExW: (key, index, name, nameLength) =>
      enumerate(Object.keys(open.get(key)?.keys ?? {}), index, name, nameLength),
    RegCloseKey: (key) => (open.delete(key) ? 0 : 6),
  }
  return { functions, open }
}

describe("the policy in Windows' registry", () => {
  it('is one document: subkeys are groups, 0 and 1 are no and yes, several texts a list or lines', async () => {
    const { functions, open } = fakeRegistry({
      values: {
        noticeDays: number(45),
        startAtLogin: number(1),
        deleteRetired: number(0),
        keyBits: number(3072),
        consent: text('managed'),
        reminderDays: lines('30', '7', '0'),
        afterRenewal: lines('翌営業日から使えます。'),
        networkRoots: lines('-----BEGIN CERTIFICATE-----', 'AAAA', '-----END CERTIFICATE-----'),
        otherBanks: lines('[{', '"id": "kita"', '}]'),
      },
      keys: {
        bank: { values: { name: text('更新銀行') }, keys: { est: { values: { url: text('https://est.example') } } } },
      },
    })
    expect(await registryPolicy(() => functions).read()).toEqual({
      ok: true,
      value: {
        noticeDays: 45,
        startAtLogin: true,
        deleteRetired: false,
        keyBits: 3072,
        consent: 'managed',
        reminderDays: [30, 7, 0],
        afterRenewal: ['翌営業日から使えます。'],
        networkRoots: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
        otherBanks: [{ id: 'kita' }],
        bank: { name: '更新銀行', est: { url: 'https://est.example' } },
      },
    })
    expect(open.size).toBe(0)
  })

  it('may be missing', async () => {
    expect(await registryPolicy(() => fakeRegistry(undefined).functions).read()).toEqual({ ok: true, value: undefined })
  })

  it('leaves what has the wrong type for the schema to refuse', async () => {
    const { functions } = fakeRegistry({
      values: {
        startAtLogin: number(2),
        consent: [3, Buffer.of(1)],
        reminderDays: lines('soon'),
        otherBanks: text('{'),
      },
    })
    const wrong = { startAtLogin: 2, consent: null, reminderDays: ['soon'], otherBanks: '{' }
    expect(await registryPolicy(() => functions).read()).toEqual({ ok: true, value: wrong })
  })

  it('does not count when Windows refuses to show it, or it never ends', async () => {
    const { functions } = fakeRegistry({ values: { noticeDays: number(45) } })
    const refusing = { ...functions, RegEnumValueW: () => 5 }
    expect(await registryPolicy(() => refusing).read()).toMatchObject({
      failure: { code: 'policy.invalid', cause: 'RegEnumValueW: error 5' },
    })
    const deep: { keys: Record<string, object> } = { keys: {} }
    deep.keys['again'] = deep
    const { functions: endless, open } = fakeRegistry(deep)
    expect(await registryPolicy(() => endless).read()).toMatchObject({
      failure: { code: 'policy.invalid', cause: expect.stringContaining('too deep') as string },
    })
    expect(open.size).toBe(0)
  })

  it('takes numbers of four and eight bytes, and lists of nothing; anything else is no value', async () => {
    const quad = Buffer.alloc(8)
    quad.writeBigUInt64LE(45n)
    const { functions } = fakeRegistry({
      values: {
        noticeDays: [11, quad],
        graceDays: [11, Buffer.alloc(4)],
        undoDays: [4, Buffer.alloc(8)],
        keyBits: [3, Buffer.alloc(8)],
        reminderDays: [7, Buffer.alloc(4)],
        afterRenewal: [7, Buffer.alloc(2)],
        language: [1, Buffer.from('ja', 'utf16le')],
      },
    })
    expect(await registryPolicy(() => functions).read()).toEqual({
      ok: true,
      value: {
        noticeDays: 45,
        graceDays: null,
        undoDays: null,
        keyBits: null,
        reminderDays: [],
        afterRenewal: [],
        language: 'ja',
      },
    })
  })

  it('reads several subkeys, and leaves what is in them for the schema to refuse', async () => {
    const { functions } = fakeRegistry({
      keys: {
        brand: { values: { accent: text('#123456') } },
        toString: { values: { a: lines('x', 'y') } },
        updates: { values: { enabled: number(0) } },
      },
      values: { startAtLogin: text('yes'), reminderDays: lines('7', '7a', 'a7'), afterRenewal: text('one') },
    })
    expect(await registryPolicy(() => functions).read()).toEqual({
      ok: true,
      value: {
        brand: { accent: '#123456' },
        toString: { a: ['x', 'y'] },
        updates: { enabled: false },
        startAtLogin: 'yes',
        reminderDays: [7, '7a', 'a7'],
        afterRenewal: 'one',
      },
    })
  })

  it('is told by its place, and by the function that failed', async () => {
    const { functions } = fakeRegistry({ values: { noticeDays: number(45) } })
    expect(registryPolicy(() => functions).name).toBe('HKLM\\Software\\Policies\\Koshin')
    for (const name of ['RegOpenKeyExW', 'RegEnumKeyExW'] as const) {
      expect(await registryPolicy(() => ({ ...functions, [name]: () => 5 })).read()).toMatchObject({
        failure: { code: 'policy.invalid', cause: `${name}: error 5` },
      })
    }
    const gone = await registryPolicy(() => {
      throw new Error('no advapi32.dll')
    }).read()
    expect(gone).toMatchObject({ failure: { code: 'policy.invalid', cause: 'no advapi32.dll' } })
  })

  it('ends at a thousand entries, and takes no key that was removed meanwhile', async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, number(1)]))
    expect(await registryPolicy(() => fakeRegistry({ values: many(999) }).functions).read()).toMatchObject({ ok: true })
    expect(await registryPolicy(() => fakeRegistry({ values: many(1001) }).functions).read()).toMatchObject({
      failure: { cause: 'more than 1000 values in the registry' },
    })
    const keys = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`k${index}`, {}]))
    expect(await registryPolicy(() => fakeRegistry({ keys }).functions).read()).toMatchObject({
      failure: { cause: 'more than 1000 keys in the registry' },
    })
    const { functions } = fakeRegistry({ keys: { bank: {} } })
    const removing: RegistryFunctions = {
      ...functions,
      RegOpenKeyExW: (parent, name, ...rest) => (name === 'bank' ? 2 : functions.RegOpenKeyExW(parent, name, ...rest)),
    }
    expect(await registryPolicy(() => removing).read()).toEqual({ ok: true, value: {} })
  })

  it('may name PEM files; one that is missing is a failure of the policy', () => {
    const policy = registryPolicy(() => fakeRegistry(undefined).functions)
    expect(policy.readPem(import.meta.filename)).toMatchObject({
      ok: true,
      value: expect.stringContaining('advapi32') as string,
    })
    expect(policy.readPem('/none.pem')).toMatchObject({
      failure: { code: 'policy.invalid', cause: expect.stringContaining('ENOENT') as string },
    })
  })
})
