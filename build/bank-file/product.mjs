/** What the app itself has for bank files: what is made here is judged by nothing else. */
import { productModule } from '../lib/product.mjs'

const modules = [
  'main/storage/bank-file/code.ts',
  'main/storage/bank-file/read.ts',
  'main/storage/settings/json-text.ts',
  'main/storage/settings/mistakes.ts',
  'main/x509/chain/constraints.ts',
  'main/x509/chain/server-identity.ts',
  'main/x509/parse.ts',
  'main/x509/pem.ts',
  'main/x509/read.ts',
  'main/bank/bank-file.ts',
  'renderer/locales/ja.ts',
  'renderer/locales/en.ts',
]

/** @returns {Promise<Record<string, any>>} all that they export, by name */
export async function product() {
  return Object.assign({}, ...(await Promise.all(modules.map(productModule))))
}
