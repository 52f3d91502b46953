/** Reading a key of Windows' registry with all that is below it. */

/** A DWORD or QWORD, a text, or several. Anything else is undefined. */
export type RegistryValue = number | string | readonly string[] | undefined
export interface RegistryKey {
  readonly values: Readonly<Record<string, RegistryValue>>
  readonly keys: Readonly<Record<string, RegistryKey>>
}

/** The functions of advapi32.dll, each answering with its error code. */
export interface RegistryFunctions {
  RegOpenKeyExW(parent: bigint, name: string, options: number, access: number, key: Buffer): number
  RegEnumValueW(
    key: bigint,
    index: number,
    name: Buffer,
    nameLength: Buffer,
    reserved: null,
    type: Buffer,
    data: Buffer,
    size: Buffer,
  ): number
  RegEnumKeyExW(
    key: bigint,
    index: number,
    name: Buffer,
    nameLength: Buffer,
    reserved: null,
    kind: null,
    kindLength: null,
    time: null,
  ): number
  RegCloseKey(key: bigint): number
}

/** A LONG whose sign fills the handle. */
export const HKEY_LOCAL_MACHINE = 0xffff_ffff_8000_0002n
export const KEY_READ = 0x2_0019
/** The same key, whatever the program was built for. */
export const KEY_WOW64_64KEY = 0x0100
export const REG_SZ = 1
export const REG_DWORD = 4
export const REG_MULTI_SZ = 7
export const REG_QWORD = 11
export const ERROR_FILE_NOT_FOUND = 2
export const ERROR_NO_MORE_ITEMS = 259

/** In characters; Windows' own limit for a value's name. */
const maximumName = 16_384
/** In bytes. */
const maximumData = 1024 * 1024
/** Our deepest setting is three keys down; a registry can go on. */
const maximumDepth = 4
const maximumEntries = 1000

/**
 * Reads `HKLM\<path>`. undefined when there is no such key.
 *
 * @throws Error with the function and its error code
 */
export function readRegistryKey(functions: RegistryFunctions, path: string): RegistryKey | undefined {
  return readKey(functions, HKEY_LOCAL_MACHINE, path, maximumDepth)
}

function readKey(functions: RegistryFunctions, parent: bigint, name: string, depth: number): RegistryKey | undefined {
  if (depth === 0) throw new Error(`${name} is too deep in the registry`)
  const slot = Buffer.alloc(8)
  const opened = functions.RegOpenKeyExW(parent, name, 0, KEY_READ | KEY_WOW64_64KEY, slot)
  if (opened === ERROR_FILE_NOT_FOUND) return undefined
  check('RegOpenKeyExW', opened)
  const key = slot.readBigUInt64LE()
  try {
    const below = subkeys(functions, key).map((one) => [one, readKey(functions, key, one, depth - 1)] as const)
    return {
      values: values(functions, key),
      keys: Object.fromEntries(below.flatMap(([one, content]) => (content === undefined ? [] : [[one, content]]))),
    }
  } finally {
    functions.RegCloseKey(key)
  }
}

function values(functions: RegistryFunctions, key: bigint): Record<string, RegistryValue> {
  const found: Record<string, RegistryValue> = {}
  const name = Buffer.alloc(maximumName * 2)
  const data = Buffer.alloc(maximumData)
  for (let index = 0; index < maximumEntries; index++) {
    const nameLength = dword(maximumName)
    const size = dword(maximumData)
    const type = dword(0)
    const answered = functions.RegEnumValueW(key, index, name, nameLength, null, type, data, size)
    if (answered === ERROR_NO_MORE_ITEMS) return found
    check('RegEnumValueW', answered)
    const content = Buffer.from(data.subarray(0, size.readUInt32LE()))
    found[name.toString('utf16le', 0, nameLength.readUInt32LE() * 2)] = valueOf(type.readUInt32LE(), content)
  }
  throw new Error(`more than ${maximumEntries} values in the registry`)
}

function subkeys(functions: RegistryFunctions, key: bigint): string[] {
  const found: string[] = []
  const name = Buffer.alloc(maximumName * 2)
  for (let index = 0; index < maximumEntries; index++) {
    const length = dword(maximumName)
    const answered = functions.RegEnumKeyExW(key, index, name, length, null, null, null, null)
    if (answered === ERROR_NO_MORE_ITEMS) return found
    check('RegEnumKeyExW', answered)
    found.push(name.toString('utf16le', 0, length.readUInt32LE() * 2))
  }
  throw new Error(`more than ${maximumEntries} keys in the registry`)
}

/** Texts end with a NUL, or several, or none. */
function valueOf(type: number, data: Buffer): RegistryValue {
  const text = (): string => data.toString('utf16le').replace(/(?<!\0)\0+$/, '')
  if (type === REG_SZ) return text()
  if (type === REG_DWORD && data.length === 4) return data.readUInt32LE()
  if (type === REG_MULTI_SZ) return text() === '' ? [] : text().split('\0')
  return type === REG_QWORD && data.length === 8 ? Number(data.readBigUInt64LE()) : undefined
}

function dword(value: number): Buffer {
  const memory = Buffer.alloc(4)
  memory.writeUInt32LE(value)
  return memory
}

function check(name: string, answered: number): void {
  if (answered !== 0) throw new Error(`${name}: error ${answered}`)
}
