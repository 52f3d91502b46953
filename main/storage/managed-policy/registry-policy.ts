import { readFileSync } from 'node:fs'
import path from 'node:path'
import koffi from 'koffi'
import { failure, type Result, success } from '../../renewal/errors.ts'
import { readRegistryKey, type RegistryFunctions } from './registry.ts'
import { registryDocument } from './registry-document.ts'
import type { PolicySource } from './source.ts'

const place = 'Software\\Policies\\Koshin'

/** Windows: what Group Policy or an MDM wrote below HKLM\Software\Policies, which users can read only. */
export function registryPolicy(load: () => RegistryFunctions = loadAdvapi32): PolicySource {
  return {
    name: `HKLM\\${place}`,
    async read() {
      try {
        const key = readRegistryKey(load(), place)
        return success(key === undefined ? undefined : registryDocument(key))
      } catch (error) {
        return failure('policy.invalid', { cause: (error as Error).message })
      }
    },
    readPem,
  }
}

/** Who may write the file is for its access control list to say, and for whoever names it in a policy to see to. */
function readPem(file: string): Result<string> {
  try {
    return success(readFileSync(file, 'utf8'))
  } catch (error) {
    return failure('policy.invalid', { cause: (error as Error).message })
  }
}

/** Out of the system's own folder: by a bare name Windows would look beside the program first. */
function loadAdvapi32(): RegistryFunctions {
  const folder = path.win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32')
  const library = koffi.load(path.win32.join(folder, 'advapi32.dll'))
  const [key, memory, text, dword] = ['uintptr_t', 'void *', 'str16', 'uint32'] as const
  const signatures = {
    RegOpenKeyExW: [key, text, dword, dword, memory],
    RegEnumValueW: [key, dword, memory, memory, memory, memory, memory, memory],
    RegEnumKeyExW: [key, dword, memory, memory, memory, memory, memory, memory],
    RegCloseKey: [key],
  }
  const bound = Object.entries(signatures).map(([name, parameters]) => [name, library.func(name, 'int32', parameters)])
  return Object.fromEntries(bound) as RegistryFunctions
}
