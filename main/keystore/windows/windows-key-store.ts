import { failure } from '../../renewal/errors.ts'
import { type LocalKeyStore, localKeyStore } from '../local-key-store.ts'
import { Calls } from './calls.ts'
import { Capi } from './capi.ts'
import { CertificateKeys } from './certificate-keys.ts'
import { Cng } from './cng.ts'
import { type Foreign, loadLibraries } from './libraries.ts'
import { NamedKeys } from './named-keys.ts'
import { operations } from './operations.ts'
import { WindowsError } from './status.ts'
import type { Windows } from './windows.ts'

/**
 * The current user's certificate store `location` (MY in the product) and the private keys that its certificates name.
 *
 * What this store really promises: a key is made inside CNG with an export policy that allows nothing. In the TPM no
 * program gets it out. In software Windows keeps it in a file that it encrypts for the user and opens in a process of
 * its own; no documented function gives it away, but whoever has the user's rights and will to attack is not stopped.
 *
 * @param load the libraries, when they are first needed
 */
export function openWindowsKeyStore(location: string, load: () => Foreign = loadLibraries): LocalKeyStore {
  let windows: Windows | undefined

  return localKeyStore<Windows>(operations, ({ failing }, work) => {
    try {
      windows ??= prepare(location, load())
    } catch (error) {
      return failure('keystore.unavailable', { cause: error instanceof Error ? error.message : String(error) })
    }
    try {
      return work(windows)
    } catch (error) {
      if (!(error instanceof WindowsError)) throw error
      return failure(error.code ?? failing, { cause: error.message, retry: error.passing ? 'later' : 'never' })
    }
  })
}

function prepare(location: string, foreign: Foreign): Windows {
  const calls = new Calls(foreign)
  const cng = new Cng(calls)
  const capi = new Capi(calls)
  const named = new NamedKeys(cng)
  return { calls, cng, capi, named, keys: new CertificateKeys(cng, capi, named), location }
}
