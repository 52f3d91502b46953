import { failure, type FailureCode, type Result, success } from '../../renewal/errors.ts'
import type { LocalKeyStore } from '../local-key-store.ts'
import { Pool } from './core-foundation.ts'
import { type Foreign, loadFrameworks } from './foreign.ts'
import { Keychain } from './keychain.ts'
import * as operations from './operations.ts'
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

  /**
   * @param code what a failing function amounts to when its status does not tell
   * @param questions may macOS ask the user something, to unlock the keychain or to let the key be used?
   */
  function within<T>(code: FailureCode, work: operations.Work<T>, questions = false): Result<T> {
    let foreign: Foreign
    try {
      foreign = load()
    } catch (error) {
      return failure('keystore.software-missing', { cause: error instanceof Error ? error.message : String(error) })
    }
    try {
      return Pool.use(foreign, (pool) => {
        const keychain = new Keychain(pool, keychainFile)
        // A switch of the whole process, which is the key store's own: each call sets it for itself.
        keychain.security.allowQuestions(questions)
        return work({ keychain, retiredCertificates })
      })
    } catch (error) {
      if (error instanceof SecurityError) return error.failure(code)
      const { syscall, code: reason } = error as NodeJS.ErrnoException
      if (syscall === undefined) throw error
      // node:fs puts the path into its messages, and a path names the user.
      return failure(code, { cause: `the folder of retired certificates: ${reason ?? syscall}` })
    }
  }

  return {
    checkWritable: () => within('keystore.write-failed', operations.checkWritable),
    list: ({ retired = false } = {}) =>
      within('keystore.unavailable', (places) => success(operations.list(places, { retired }))),
    listKeyless: () => within('keystore.unavailable', (places) => success(operations.listKeyless(places))),
    read: (thumbprint) => within('keystore.unavailable', (places) => success(operations.read(places, thumbprint))),
    makeKey: (name, specification) =>
      within('keystore.write-failed', (places) => operations.makeKey(places, name, specification), true),
    findKey: (name) => within('keystore.unavailable', (places) => success(operations.findKey(places, name)?.publicKey)),
    sign: (key, data, scheme) =>
      within('keystore.sign-failed', (places) => operations.sign(places, key, data, scheme), true),
    install: (certificate, keyName, intermediates = []) =>
      within('keystore.write-failed', (places) => operations.install(places, certificate, keyName, intermediates)),
    retire: (thumbprint) => within('keystore.write-failed', (places) => operations.retire(places, thumbprint)),
    restore: (thumbprint) => within('keystore.write-failed', (places) => operations.restore(places, thumbprint)),
    discardKey: (name) => within('keystore.write-failed', (places) => operations.discardKey(places, name)),
    delete: (thumbprint) => within('keystore.write-failed', (places) => operations.remove(places, thumbprint)),
  }
}
