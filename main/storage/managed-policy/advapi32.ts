import { systemLibrary } from '../../system-libraries.ts'
import type { RegistryFunctions } from './registry.ts'

export function loadAdvapi32(): RegistryFunctions {
  const library = systemLibrary('advapi32.dll')
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
