import { done, type Result, success } from '../../renewal/errors.ts'
import { keyStoreOperations, type Operation } from '../../renewal/key-store-operations.ts'
import { type LocalKeyStore, localKeyStore } from '../local-key-store.ts'
import { databaseFiles } from './nss-database.ts'
import { noTpm, operations } from './operations.ts'
import { checkAccess, withToken } from './softokn.ts'
import type { Token } from './token.ts'

/** The user's NSS database in `folder`, made by the first operation that writes. When it is opened and closed: see withToken. */
export function openNssKeyStore(folder: string): LocalKeyStore {
  let password: string | undefined
  const work = {
    ...operations,
    checkWritable(token: Token) {
      token.tryToWrite()
      return done
    },
  }
  const perform = <T>(operation: Operation, perform: (token: Token) => Result<T>): Result<T> =>
    withToken(folder, operation, perform, password)
  const store = localKeyStore(work, perform)
  return {
    ...store,
    checkWritable(options) {
      if (options?.provider === 'tpm') return noTpm()
      // A trial would make a database where there is none, or change the kind of one.
      const tries = options?.trial === true && !isUntried(folder)
      return tries ? store.checkWritable(options) : checkAccess(folder, password)
    },
    unlock(given) {
      const opened = withToken(folder, keyStoreOperations.list, () => done, given)
      if (opened.ok) password = given
      else if (opened.failure.code !== 'keystore.password-protected') return opened
      return success(opened.ok ? 'unlocked' : 'wrong-password')
    },
  }
}

function isUntried(folder: string): boolean {
  try {
    return ['none', 'older'].includes(databaseFiles(folder))
  } catch {
    return false
  }
}
