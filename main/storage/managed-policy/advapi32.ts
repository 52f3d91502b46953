import path from 'node:path'
import koffi from 'koffi'
import type { RegistryFunctions } from './registry.ts'

/** Out of the system's own folder: by a bare name Windows would look beside the program first. */
export function loadAdvapi32(): RegistryFunctions {
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
