import { readFileSync } from 'node:fs'
import { failure, type Result, success } from '../../renewal/errors.ts'
import { loadAdvapi32 } from './advapi32.ts'
import { readRegistryKey, type RegistryFunctions } from './registry.ts'
import { registryDocument } from './registry-document.ts'
import type { PolicySource } from './source.ts'
import { product } from '../../renewal/product/product.ts'

const place = `Software\\Policies\\${product.folder}`

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
