/** An NSS database, read and filled by NSS's own tools. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'

export interface StoredCertificate {
  readonly serial: string
  /** SHA-256 of the DER, lower-case hex. */
  readonly thumbprint: string
  /** ms since the epoch */
  readonly notAfter: number
}

/** Certificates that a chooser offers: those beside their private key. */
export function storedCertificates(folder: string): StoredCertificate[] {
  const database = `sql:${folder}`
  const listing = execFileSync('certutil', ['-L', '-d', database], { encoding: 'utf8' })
  const nicknames = listing.split('\n').flatMap((line) => /^(.*?)\s+u,u,u\s*$/.exec(line)?.[1] ?? [])
  return nicknames.map((nickname) => {
    const certificate = new X509Certificate(execFileSync('certutil', ['-L', '-d', database, '-a', '-n', nickname]))
    return {
      serial: certificate.serialNumber.toLowerCase(),
      thumbprint: createHash('sha256').update(certificate.raw).digest('hex'),
      notAfter: Date.parse(certificate.validTo),
    }
  })
}

/** The number of private keys. */
export function storedKeys(folder: string): number {
  // certutil ends with 255 where there is none.
  const listing = spawnSync('certutil', ['-K', '-d', `sql:${folder}`], { encoding: 'utf8' }).stdout
  return listing.split('\n').filter((line) => line.startsWith('<')).length
}

/** PEM files. */
interface Pair {
  readonly certificate: string
  readonly key: string
}

/** Makes the database of a new home, and puts a certificate and its key into it if there is one; answers its folder. */
export function importInto(home: string, pair?: Pair): string {
  const folder = path.join(home, '.pki/nssdb')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  execFileSync('certutil', ['-N', '-d', `sql:${folder}`, '--empty-password'])
  if (pair !== undefined) importPair(folder, pair)
  return folder
}

/** pk12util takes PKCS#12 alone, which OpenSSL makes. */
export function importPair(folder: string, { certificate, key }: Pair): void {
  const file = `${key}.p12`
  execFileSync('openssl', ['pkcs12', '-export', '-in', certificate, '-inkey', key, '-name', 'own', '-passout', 'pass:p', '-out', file])
  execFileSync('pk12util', ['-i', file, '-d', `sql:${folder}`, '-W', 'p'], { stdio: 'ignore' })
}
