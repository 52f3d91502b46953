import { done } from '../../renewal/errors.ts'
import { type LocalKeyStore, localKeyStore } from '../local-key-store.ts'
import { databaseFiles } from './nss-database.ts'
import { operations } from './operations.ts'
import { checkCanBeMade, withToken } from './softokn.ts'
import type { Token } from './token.ts'

/**
 * The user's NSS database in `folder`, made by the first operation that writes. It is opened for each call and closed
 * again: see withToken.
 */
export function openNssKeyStore(folder: string): LocalKeyStore {
  const work = {
    ...operations,
    checkWritable(token: Token) {
      token.checkWritable()
      return done
    },
  }
  const store = localKeyStore(work, (operation, perform) => withToken(folder, operation, perform))
  // To try it out would make a database, or change the kind of one.
  return { ...store, checkWritable: () => (isUntried(folder) ? checkCanBeMade(folder) : store.checkWritable()) }
}

function isUntried(folder: string): boolean {
  try {
    return ['none', 'older'].includes(databaseFiles(folder))
  } catch {
    return false
  }
}
