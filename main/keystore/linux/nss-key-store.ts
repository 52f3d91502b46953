import { done } from '../../renewal/errors.ts'
import { type LocalKeyStore, localKeyStore } from '../local-key-store.ts'
import { databaseFiles } from './nss-database.ts'
import { operations } from './operations.ts'
import { checkAccess, withToken } from './softokn.ts'
import type { Token } from './token.ts'

/**
 * The user's NSS database in `folder`, made by the first operation that writes. It is opened for each call and closed
 * again: see withToken.
 */
export function openNssKeyStore(folder: string): LocalKeyStore {
  const work = {
    ...operations,
    checkWritable(token: Token) {
      token.tryToWrite()
      return done
    },
  }
  const store = localKeyStore(work, (operation, perform) => withToken(folder, operation, perform))
  return {
    ...store,
    // A trial would make a database where there is none, or change the kind of one.
    checkWritable: (options) =>
      options?.trial === true && !isUntried(folder) ? store.checkWritable(options) : checkAccess(folder),
  }
}

function isUntried(folder: string): boolean {
  try {
    return ['none', 'older'].includes(databaseFiles(folder))
  } catch {
    return false
  }
}
