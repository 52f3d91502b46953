import { success } from '../../renewal/errors.ts'
import type { LocalKeyStore } from '../local-key-store.ts'
import * as operations from './operations.ts'
import { checkFilesWritable, withToken } from './softokn.ts'

/**
 * The user's NSS database in `folder`, made when it is missing. It is opened for each call and closed again: see
 * withToken.
 */
export function openNssKeyStore(folder: string): LocalKeyStore {
  return {
    checkWritable: () =>
      withToken(folder, 'keystore.write-failed', (token) => {
        const files = checkFilesWritable(folder)
        if (files.ok) token.checkWritable()
        return files
      }),
    list: ({ retired = false } = {}) =>
      withToken(folder, 'keystore.unavailable', (token) => success(operations.list(token, { retired }))),
    listKeyless: () => withToken(folder, 'keystore.unavailable', (token) => success(operations.listKeyless(token))),
    read: (thumbprint) =>
      withToken(folder, 'keystore.unavailable', (token) => success(operations.read(token, thumbprint))),
    makeKey: (name, specification) =>
      withToken(folder, 'keystore.write-failed', (token) => operations.makeKey(token, name, specification)),
    findKey: (name) => withToken(folder, 'keystore.unavailable', (token) => success(operations.findKey(token, name))),
    sign: (key, data, scheme) =>
      withToken(folder, 'keystore.sign-failed', (token) => operations.sign(token, key, data, scheme)),
    install: (certificate, keyName, intermediates = []) =>
      withToken(folder, 'keystore.write-failed', (token) =>
        operations.install(token, certificate, keyName, intermediates),
      ),
    retire: (thumbprint) =>
      withToken(folder, 'keystore.write-failed', (token) => operations.retire(token, thumbprint, true)),
    restore: (thumbprint) =>
      withToken(folder, 'keystore.write-failed', (token) => operations.retire(token, thumbprint, false)),
    discardKey: (name) => withToken(folder, 'keystore.write-failed', (token) => operations.discardKey(token, name)),
    delete: (thumbprint) => withToken(folder, 'keystore.write-failed', (token) => operations.remove(token, thumbprint)),
  }
}
