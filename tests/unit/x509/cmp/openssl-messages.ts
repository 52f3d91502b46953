/** CMP messages of a foreign maker: what OpenSSL's client and its built-in mock server say to each other. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pemToDer } from '../../../../main/x509/pem.ts'

/** Why OpenSSL cannot speak CMP here; undefined: it can. */
export const missing = ((): string | undefined => {
  try {
    execFileSync('openssl', ['cmp', '-help'], { stdio: 'pipe' })
    return undefined
  } catch {
    return 'openssl with its cmp command is not installed'
  }
})()
if (missing !== undefined) console.warn(`skipped: ${missing}`)

/**
 * A root, an RA and a customer, and their keys, as PEM files in the folder, and the customer's next key with its request.
 * @param algorithm of all keys but the next
 */
export function certificatesIn(
  folder: string,
  algorithm: readonly string[] = ['rsa:2048'],
  next: readonly string[] = ['RSA', 'rsa_keygen_bits:2048'],
): void {
  const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const [key, ...detail] = algorithm
  const make = (name: string, subject: string, ...more: string[]): unknown =>
    openssl(
      'req',
      '-x509',
      '-nodes',
      '-days',
      '20',
      '-utf8',
      '-newkey',
      key!,
      ...detail,
      '-subj',
      subject,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      ...more,
    )
  const constraints = ['-addext', 'basicConstraints=critical,CA:FALSE']
  const below = ['-set_serial', '77', '-CA', 'root.pem', '-CAkey', 'root.key', ...constraints]
  const subject = '/O=Koshin Test/CN=株式会社こうしん'
  const usage = ['-addext', 'keyUsage=digitalSignature', '-addext']
  make('root', '/O=Koshin Test/CN=Root')
  const names = ['-addext', 'subjectAltName=email:a@b.example']
  make('customer', subject, ...below, ...names, ...usage, 'extendedKeyUsage=clientAuth')
  make('ra', '/O=Koshin Test/CN=RA', ...below, ...usage, 'extendedKeyUsage=cmcRA')
  openssl('genpkey', '-algorithm', next[0]!, '-pkeyopt', next[1]!, '-out', 'next.key')
  openssl('req', '-new', '-key', 'next.key', '-utf8', '-subj', subject, ...names, '-out', 'next.csr')
  // The mock server takes a kur for the certificate of this serial number only, and answers with one: this one.
  const issue = ['x509', '-req', '-in', 'next.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-days', '30']
  openssl(...issue, '-copy_extensions', 'copy', '-set_serial', '77', '-out', 'issued.pem')
  writeFileSync(path.join(folder, 'secret'), 'ABCD-EFGH-JKLM')
}

type Options = Readonly<Record<string, string | true>>

export const signed: Options = { cert: 'customer.pem', key: 'customer.key', srv_cert: 'ra.pem', srv_key: 'ra.key' }
export const withSecret: Options = {
  ref: 'K1',
  secret: 'file:secret',
  srv_ref: 'K1',
  srv_secret: 'file:secret',
  subject: '/CN=K1',
}

/** One transaction inside one process: the client's messages and the server's, DER, in their order. */
export function conversation(
  folder: string,
  command: string,
  options: Options,
): { readonly sent: readonly Buffer[]; readonly received: readonly Buffer[] } {
  const out = mkdtempSync(path.join(folder, 'conversation-'))
  const files = (name: string): string[] => [...'01234567'].map((index) => path.join(out, `${name}-${index}.der`))
  const all: Options = {
    config: '',
    use_mock_srv: true,
    cmd: command,
    newkey: 'next.key',
    trusted: 'root.pem',
    srv_trusted: 'root.pem',
    rsp_cert: 'issued.pem',
    reqout: files('sent').join(','),
    rspout: files('received').join(','),
    certout: path.join(out, 'result.pem'),
    ...options,
  }
  const args = Object.entries(all).flatMap(([name, value]) => (value === true ? [`-${name}`] : [`-${name}`, value]))
  // A refused request ends with an error, and is a conversation all the same.
  spawnSync('openssl', ['cmp', ...args], { cwd: folder, stdio: 'pipe', timeout: 30_000 })
  const read = (name: string): Buffer[] =>
    files(name)
      .filter(existsSync)
      .map((file) => readFileSync(file))
  return { sent: read('sent'), received: read('received') }
}

export function der(folder: string, name: string): Uint8Array {
  const read = pemToDer(readFileSync(path.join(folder, name), 'utf8'))
  if (!read.ok) throw new Error(read.failure.cause)
  return read.value[0]!
}
