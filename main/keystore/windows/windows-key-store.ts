import { type FailureCode, failure, type Result } from '../../renewal/errors.ts'
import type { LocalKeyStore } from '../local-key-store.ts'
import { Calls } from './calls.ts'
import { Capi } from './capi.ts'
import { CertificateKeys } from './certificate-keys.ts'
import { Cng } from './cng.ts'
import { install } from './installation.ts'
import { type Foreign, loadLibraries } from './libraries.ts'
import { NamedKeys } from './named-keys.ts'
import * as operations from './operations.ts'
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

  function attempt<T>(code: FailureCode, work: (windows: Windows) => Result<T>): Result<T> {
    try {
      windows ??= prepare(location, load())
    } catch (error) {
      return failure('keystore.unavailable', { cause: error instanceof Error ? error.message : String(error) })
    }
    try {
      return work(windows)
    } catch (error) {
      if (!(error instanceof WindowsError)) throw error
      return failure(error.code ?? code, { cause: error.message, retry: error.passing ? 'later' : 'never' })
    }
  }

  return {
    checkWritable: () => attempt('keystore.write-failed', operations.checkWritable),
    list: ({ retired = false } = {}) =>
      attempt('keystore.unavailable', (opened) => operations.list(opened, { retired })),
    listKeyless: () => attempt('keystore.unavailable', operations.listKeyless),
    read: (thumbprint) => attempt('keystore.unavailable', (opened) => operations.read(opened, thumbprint)),
    makeKey: (name, specification) =>
      attempt('keystore.write-failed', (opened) => operations.makeKey(opened, name, specification)),
    findKey: (name) => attempt('keystore.unavailable', (opened) => operations.findKey(opened, name)),
    sign: (key, data, scheme) =>
      attempt('keystore.sign-failed', (opened) => operations.sign(opened, key, data, scheme)),
    install: (certificate, keyName, intermediates = []) =>
      attempt('keystore.write-failed', (opened) => install(opened, certificate, keyName, intermediates)),
    retire: (thumbprint) => attempt('keystore.write-failed', (opened) => operations.retire(opened, thumbprint, true)),
    restore: (thumbprint) => attempt('keystore.write-failed', (opened) => operations.retire(opened, thumbprint, false)),
    discardKey: (name) => attempt('keystore.write-failed', (opened) => operations.discardKey(opened, name)),
    delete: (thumbprint) => attempt('keystore.write-failed', (opened) => operations.remove(opened, thumbprint)),
  }
}

function prepare(location: string, foreign: Foreign): Windows {
  const calls = new Calls(foreign)
  const cng = new Cng(calls)
  const capi = new Capi(calls)
  const named = new NamedKeys(cng)
  return { calls, cng, capi, named, keys: new CertificateKeys(cng, capi, named), location }
}
