/** The user's own key store on trial. It is opened only after `consent.mjs` has a word for it. */
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
// Turns Ctrl-C into an exit, at which a trial cleans up.
import '../lib/children.mjs'
import { cache } from '../lib/root.mjs'
import { productModule } from '../lib/product.mjs'
import { skipped, trial } from './trial.mjs'

/** @returns {Promise<import('../testing/results.mjs').Results>} with the one reason where there is nothing to try it on */
export async function tryRealStore() {
  const { store, lacking } = await realStore()
  if (store === undefined) return skipped(lacking)
  const { createTestAuthority } = await productModule('tests/contract/test-authority.ts')
  const authority = createTestAuthority('Koshin verify')
  return trial(store, (publicKey) => authority.issue({ publicKey, holder: 'Koshin verify (made up)' }))
}

/** The one that the app opens (main/keystore/choose.ts), in this process. */
async function realStore() {
  if (process.platform === 'win32') {
    const { openWindowsKeyStore } = await productModule('main/keystore/windows/windows-key-store.ts')
    return { store: openWindowsKeyStore('MY') }
  }
  if (process.platform === 'darwin') {
    const { openMacosKeyStore } = await productModule('main/keystore/macos/macos-key-store.ts')
    return { store: openMacosKeyStore(path.join(cache, 'verify/retired-certificates')) }
  }
  const folder = nssFolder()
  if (folder === undefined) return { lacking: 'this user has no NSS database yet; a browser makes one' }
  const { openNssKeyStore } = await productModule('main/keystore/linux/nss-key-store.ts')
  return { store: openNssKeyStore(folder) }
}

/** A database that is there: none is made. */
function nssFolder() {
  const data = process.env.XDG_DATA_HOME || path.join(os.homedir(), '.local/share')
  const folders = [path.join(os.homedir(), '.pki/nssdb'), path.join(data, 'pki/nssdb')]
  return folders.find((folder) => existsSync(path.join(folder, 'cert9.db')) && existsSync(path.join(folder, 'key4.db')))
}
