/** An NSS database, read and filled by NSS's own tools. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'

export interface StoredCertificate {
  readonly serial: string
  /** The common name of who has issued it. */
  readonly issuer: string
  /** SHA-256 of the DER, lower-case hex. */
  readonly thumbprint: string
  /** ms since the epoch */
  readonly notAfter: number
  /** Of a key on an elliptic curve, as OpenSSL names it. */
  readonly curve: string | undefined
}

/** Certificates that a chooser offers: those beside their private key. */
export function storedCertificates(folder: string): StoredCertificate[] {
  const listing = certutil(folder, '-L')
  const nicknames = listing.split('\n').flatMap((line) => /^(.*?)\s+u,u,u\s*$/.exec(line)?.[1] ?? [])
  return nicknames.map((nickname) => {
    const certificate = new X509Certificate(certutil(folder, '-L', '-a', '-n', nickname))
    return {
      serial: certificate.serialNumber.toLowerCase(),
      issuer: /^CN=(.*)$/m.exec(certificate.issuer)?.[1] ?? '',
      thumbprint: createHash('sha256').update(certificate.raw).digest('hex'),
      notAfter: Date.parse(certificate.validTo),
      curve: certificate.publicKey.asymmetricKeyDetails?.namedCurve,
    }
  })
}

/** The number of private keys. */
export function storedKeys(folder: string): number {
  return certutil(folder, '-K')
    .split('\n')
    .filter((line) => line.startsWith('<')).length
}

/** `-X` writes if it must: of a database whose writer was killed, SQLite first takes back what is half done. */
const certutil = (folder: string, ...args: string[]): string =>
  ask('certutil', [...args, '-X', '-d', `sql:${folder}`], 'no keys found')

/**
 * What one of NSS's tools says of a database that an app is using. One that is being written to is bad to it, after a
 * second, as if it were damaged: it is asked again.
 *
 * @param accepted what it complains of where all is well
 */
export function ask(program: 'certutil' | 'pk12util', args: readonly string[], accepted?: string): string {
  for (let tries = 1; ; tries++) {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
    if (status === 0 || (accepted !== undefined && stderr.includes(accepted))) return stdout
    if (tries === 20) throw new Error(stderr)
  }
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
  execFileSync('openssl', [
    'pkcs12',
    '-export',
    '-in',
    certificate,
    '-inkey',
    key,
    '-name',
    'own',
    '-passout',
    'pass:p',
    '-out',
    file,
  ])
  execFileSync('pk12util', ['-i', file, '-d', `sql:${folder}`, '-W', 'p'], { stdio: 'ignore' })
}
