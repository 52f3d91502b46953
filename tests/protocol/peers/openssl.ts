/** OpenSSL's command line as a foreign maker and judge of certificates. */
import { execFile, execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { StartingStatus } from '../../../main/demo-bank/control.ts'
import type { RunningBank } from './bank-process.ts'

/** Why these tests cannot run here; undefined: they can. */
export const missing = ['curl', 'openssl'].filter((tool) => !isThere(tool)).join(', ') || undefined
if (missing !== undefined) console.warn(`skipped: not installed here: ${missing}`)

function isThere(tool: string): boolean {
  try {
    execFileSync(tool, [tool === 'curl' ? '--version' : 'version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Standard output. @throws Error with OpenSSL's words */
export function openssl(args: readonly string[], input?: string | Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const process = execFile('openssl', [...args], { encoding: 'buffer' }, (error, output, complaint) => {
      if (error === null) resolve(output)
      else reject(new Error(`openssl ${args[0]}: ${complaint.toString()}`))
    })
    process.stdin?.on('error', () => undefined)
    process.stdin?.end(input)
  })
}

/** The names under which the demo bank knows its first customer, as OpenSSL is told them. */
export const yamada = {
  customerId: 'K1000001',
  subject: '/C=JP/O=更新商事株式会社/OU=経理部/CN=山田 花子/serialNumber=K1000001',
  email: 'hanako.yamada@koshin-shoji.example',
}

export interface Request {
  /** PEM file. */
  readonly key: string
  readonly der: Buffer
}

/** By algorithm: in the order in which a test asks for them, the same in each test of a file. They take long to make. */
const keys = new Map<string, Promise<Buffer>[]>()
const asked = new Map<string, number>()

/** A private key that no other key of this test is like. @param algorithm `rsa:2048`, or a curve. PEM */
export function privateKey(algorithm: string): Promise<Buffer> {
  const before = asked.get(algorithm) ?? 0
  if (before === 0) onTestFinished(() => void asked.delete(algorithm))
  asked.set(algorithm, before + 1)
  const made = keys.get(algorithm) ?? []
  keys.set(algorithm, made)
  const [kind, detail] = algorithm.startsWith('rsa:')
    ? ['RSA', `rsa_keygen_bits:${algorithm.slice(4)}`]
    : ['EC', `ec_paramgen_curve:${algorithm}`]
  return (made[before] ??= openssl(['genpkey', '-algorithm', kind, '-pkeyopt', detail]))
}

/** A key (in a file named `name` in `folder`, unless one is given) and a request for it. `email` '': no SAN. */
export async function makeRequest(
  folder: string,
  name: string,
  { subject = yamada.subject, email = yamada.email, newKey = 'rsa:2048', key = '' } = {},
): Promise<Request> {
  const keyFile = key === '' ? path.join(folder, `${name}.key`) : key
  if (key === '') writeFileSync(keyFile, await privateKey(newKey))
  const names = ['-utf8', '-subj', subject, ...(email === '' ? [] : ['-addext', `subjectAltName=email:${email}`])]
  const der = await openssl(['req', '-new', '-sha256', '-key', keyFile, ...names, '-outform', 'DER'])
  return { key: keyFile, der }
}

/** Base64 as EST clients send it. */
export function wrapped(der: Uint8Array, lineEnd = '\n'): string {
  return Buffer.from(der)
    .toString('base64')
    .replace(/.{1,64}/g, `$&${lineEnd}`)
}

/** The certificates of a certs-only answer, as OpenSSL finds them. */
export async function certificatesIn(
  base64: Buffer,
  layout: 'wrapped' | 'single-line' = 'wrapped',
): Promise<X509Certificate[]> {
  const der = await openssl(['base64', '-d', ...(layout === 'wrapped' ? [] : ['-A'])], base64)
  const pem = (await openssl(['pkcs7', '-inform', 'DER', '-print_certs'], der)).toString()
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.map((one) => new X509Certificate(one))
}

/** As curl takes it: a certificate (DER or read) and its key as PEM files. */
export function identityOf(folder: string, name: string, certificate: X509Certificate | string, key: string) {
  const read = typeof certificate === 'string' ? new X509Certificate(Buffer.from(certificate, 'base64')) : certificate
  const file = path.join(folder, `${name}.pem`)
  writeFileSync(file, read.toString())
  const thumbprint = createHash('sha256').update(read.raw).digest('hex')
  return { certificate: file, key, read, thumbprint }
}

export type Holder = ReturnType<typeof identityOf>

/** The first customer with a certificate in this status. */
export async function holderOf(
  bank: RunningBank,
  folder: string,
  status: StartingStatus = 'due',
  newKey = 'rsa:2048',
): Promise<Holder> {
  const { key, der } = await makeRequest(folder, 'current', { newKey })
  const { certificate } = await bank.startingCertificate(yamada.customerId, der, status)
  return identityOf(folder, 'current', certificate, key)
}

/** An answer with this status and a reason that says this. */
export const refusal = (status: number, reason: RegExp) => ({ status, text: expect.stringMatching(reason) as string })

export const pkcs10 = { 'content-type': 'application/pkcs10' }
