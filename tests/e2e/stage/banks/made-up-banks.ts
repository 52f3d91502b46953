/** Certificates of made-up banks, in a key store of a test's own. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { derToPem } from '../../../../main/x509/pem.ts'
import { day, digitalSignature, extension, issue, makeKeys } from '../../../unit/x509/authority.ts'
import { importInto, importPair } from '../nss-database.ts'

export interface MadeUp {
  readonly subject: string
  readonly issuer: string
  /** Days from now. */
  readonly from: number
  readonly until: number
  /** Of a device. */
  readonly host?: string
  /** As a smart card has it; its key is in the key store all the same, as there is no card. */
  readonly onCard?: true
}

/** A new home whose key store has these. @returns the key store's folder */
export function homeOf(home: string, ...certificates: readonly MadeUp[]): string {
  mkdirSync(home, { recursive: true })
  const database = importInto(home)
  for (const one of certificates) putInto(database, one)
  return database
}

/** @param database the key store's folder */
export function putInto(database: string, certificate: MadeUp): void {
  importPair(database, writePair(path.dirname(database), certificate))
}

/** Of every made-up authority. */
export const issuerKeys = makeKeys('rsa')

let count = 0
function writePair(folder: string, { subject, issuer, from, until, host, onCard }: MadeUp) {
  const now = Date.now()
  const keys = makeKeys('rsa')
  count += 1
  const der = issue({
    ...{ subject, issuer, keys, signer: issuerKeys },
    notBefore: now + from * day,
    notAfter: now + until * day,
    serial: new Uint8Array([0x20, count]),
    extensions: [
      digitalSignature,
      extension.extendedKeyUsage('clientAuth', ...(onCard === undefined ? [] : (['smartCardLogon'] as const))),
      ...(host === undefined ? [] : [extension.dnsNames(host)]),
    ],
  })
  const [certificate, key] = [path.join(folder, `${count}.pem`), path.join(folder, `${count}.key`)]
  writeFileSync(certificate, derToPem(der))
  writeFileSync(key, keys.privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  return { certificate, key }
}
