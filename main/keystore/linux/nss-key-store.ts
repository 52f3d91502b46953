import { type LocalKeyStore, localKeyStore } from '../local-key-store.ts'
import { operations } from './operations.ts'
import { checkFilesWritable, withToken } from './softokn.ts'
import type { Token } from './token.ts'

/**
 * The user's NSS database in `folder`, made when it is missing. It is opened for each call and closed again: see
 * withToken.
 */
export function openNssKeyStore(folder: string): LocalKeyStore {
  const work = {
    ...operations,
    checkWritable(token: Token) {
      const files = checkFilesWritable(folder)
      if (files.ok) token.checkWritable()
      return files
    },
  }
  return localKeyStore(work, (operation, perform) => withToken(folder, operation, perform))
}
