/** A made-up bank's folder for an app of its own, and what reads it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as reading from '../../../main/storage/bank-file/read.ts'
import * as jsonText from '../../../main/storage/settings/json-text.ts'
import * as mistakes from '../../../main/storage/settings/mistakes.ts'
import * as constraints from '../../../main/x509/chain/constraints.ts'
import * as parsing from '../../../main/x509/parse.ts'
import * as pem from '../../../main/x509/pem.ts'
import * as certificates from '../../../main/x509/read.ts'
import { certificateSigning, day, extension, issue, makeKeys } from '../x509/authority.ts'

export const app: object = { ...reading, ...jsonText, ...mistakes, ...constraints, ...parsing, ...pem, ...certificates }

const root = path.resolve(import.meta.dirname, '../../..')
/** JavaScript, as all of build/. */
export const load = async <T>(file: string): Promise<T> => (await import(path.join(root, 'build', file))) as T

export const names = {
  name: { ja: '見本銀行 電子証明書更新', en: 'Mihon Certificates' },
  program: 'mihon-cert',
  applicationId: 'example.mihon.cert',
  scheme: 'mihon-open',
  publisher: '見本銀行',
}
export const drawing = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">',
  '<rect width="64" height="64" fill="#006b3f"/>',
  '</svg>',
  '',
].join('\n')

const anchor = issue({
  subject: '見本銀行 認証局',
  keys: makeKeys(),
  ...{ notBefore: Date.now() - day, notAfter: Date.now() + 3650 * day },
  extensions: [extension.basicConstraints(true), certificateSigning],
})
const whole = {
  'brand.json': JSON.stringify(names, undefined, 2),
  'icon.svg': drawing,
  'licence.txt': '使用条件\n',
  'bank/settings.json': JSON.stringify({ bank: { name: '見本銀行', est: { url: 'https://est.mihon.example' } } }),
  'bank/help-desk.json': JSON.stringify({ phone: '0120-000-000', hours: '平日', en: { hours: 'on weekdays' } }),
  'bank/anchors/ca.der': anchor,
}

/** Makes the folder. @param changes undefined leaves a file out */
export function makeFolder(
  folder: string,
  changes: Readonly<Record<string, string | Uint8Array | undefined>> = {},
): void {
  for (const [name, content] of Object.entries({ ...whole, ...changes })) {
    if (content === undefined) continue
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), content)
  }
}
