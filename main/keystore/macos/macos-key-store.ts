import { failure } from '../../renewal/errors.ts'
import { type LocalKeyStore, localKeyStore } from '../local-key-store.ts'
import { Pool } from './core-foundation.ts'
import { type Foreign, loadFrameworks } from './foreign.ts'
import { Keychain } from './keychain.ts'
import { operations, type Places } from './operations.ts'
import { RetiredCertificates } from './retired-certificates.ts'
import { SecurityError } from './status.ts'

/** Between the two halves of a location: no path has it. */
const separator = '\0'

/** A location for tests: a keychain file of its own instead of the user's keychains. */
export function throwAwayLocation(folder: string, keychainFile: string): string {
  return `${folder}${separator}${keychainFile}`
}

let frameworks: Foreign | undefined

/**
 * The user's keychains.
 *
 * @param location the folder where retired certificates wait, or what throwAwayLocation makes
 * @param load binds the frameworks, when the first call needs them
 */
export function openMacosKeyStore(
  location: string,
  load: () => Foreign = () => (frameworks ??= loadFrameworks()),
): LocalKeyStore {
  const [folder = '', keychainFile] = location.split(separator)
  const retiredCertificates = new RetiredCertificates(folder)

  return localKeyStore<Places>(operations, ({ failing, privateKey }, work) => {
    let foreign: Foreign
    try {
      foreign = load()
    } catch (error) {
      return failure('keystore.software-missing', { cause: error instanceof Error ? error.message : String(error) })
    }
    try {
      return Pool.use(foreign, (pool) => {
        const keychain = new Keychain(pool, keychainFile)
        // To unlock the keychain or to let the key be used. A switch of the whole process, which is the key store's
        // own: each call sets it for itself.
        keychain.security.allowQuestions(privateKey === 'made' || privateKey === 'used')
        return work({ keychain, retiredCertificates })
      })
    } catch (error) {
      if (error instanceof SecurityError) return error.failure(failing)
      const { syscall, code: reason } = error as NodeJS.ErrnoException
      if (syscall === undefined) throw error
      // node:fs puts the path into its messages, and a path names the user.
      return failure(failing, { cause: `the folder of retired certificates: ${reason ?? syscall}` })
    }
  })
}
