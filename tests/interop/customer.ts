/** Our client as a bank's customer has it: the real app without windows, on a home and a key store of its own. */
import { execFileSync, spawn } from 'node:child_process'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { type Line, lineSchema } from '../../main/cli/unattended/lines.ts'
import { chromiumSwitches, startEnvironment } from '../e2e/stage/electron.ts'
import { importInto, type StoredCertificate, storedCertificates } from '../e2e/stage/nss-database.ts'
import { invited, type Keys, type Strings } from './peers/bouncy-castle.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** A bank as its customer's settings name it. */
export interface BankAddress {
  readonly origin: string
  /** PEM file. */
  readonly anchors: string
  readonly cmp?: Readonly<Record<string, unknown>>
  /** PEM file with the CA that came along with the certificate. */
  readonly authority?: string
  /** A certificate (DER) for a key. */
  certificate(spki: Uint8Array, days: number, strings: Strings): Promise<Uint8Array>
}

export interface CustomerOptions {
  /** Left of the certificate; none: a first one is wanted. */
  readonly days?: number
  readonly strings?: Strings
  readonly keys?: Keys
}

export interface Customer {
  /** The current certificate's. */
  readonly thumbprint: string | undefined
  /** What the app says last. */
  run(command: 'renew' | 'enrol' | 'self-test' | 'status'): Promise<Line>
  certificates(): StoredCertificate[]
}

/** Of the keys of each kind, as OpenSSL names them. */
export const curves = { rsa: undefined, ec: 'prime256v1', 'ec-p384': 'secp384r1' } as const

export async function customerOf(bank: BankAddress, options: CustomerOptions = {}): Promise<Customer> {
  const { days, strings = 'utf8', keys = 'rsa' } = options
  const home = mkdtempSync(path.join(tmpdir(), 'koshin-interop-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const held = days === undefined ? undefined : await ownPair(bank, home, { days, strings, keys })
  const database = importInto(home, held)
  if (bank.authority !== undefined) {
    const given = ['-A', '-d', `sql:${database}`, '-n', 'issuing', '-t', ',,', '-i', bank.authority]
    execFileSync('certutil', given)
  }
  const settings = path.join(home, 'koshin.json')
  const { origin, anchors, cmp } = bank
  const policy = {
    keyKind: { rsa: 'rsa-2048', ec: 'ec-p256', 'ec-p384': 'ec-p384' }[keys],
    ...(cmp !== undefined && { renewalProtocol: 'cmp' }),
  }
  const own = { name: '架空銀行', est: { url: origin }, trustAnchors: anchors, ...(cmp !== undefined && { cmp }) }
  writeFileSync(settings, JSON.stringify({ bank: own, policy }))
  return {
    thumbprint: held?.thumbprint,
    run: (command) => run(home, command, settings),
    certificates: () => storedCertificates(database),
  }
}

/** An assertion about what the app said, which tells all of it where it fails. */
export const told = (line: Line) => expect(line, JSON.stringify(line))

async function ownPair(bank: BankAddress, home: string, { days, strings, keys }: Required<CustomerOptions>) {
  const pair =
    keys === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: curves[keys] })
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
  const read = new X509Certificate(await bank.certificate(new Uint8Array(spki), days, strings))
  const [certificate, key] = [path.join(home, 'own.pem'), path.join(home, 'own.key')]
  writeFileSync(certificate, read.toString())
  writeFileSync(key, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return { certificate, key, thumbprint: read.fingerprint256.replaceAll(':', '').toLowerCase() }
}

async function run(home: string, command: string, settings: string): Promise<Line> {
  const first = command === 'enrol' ? ['--customer-id', invited.customerId] : []
  const profile = `--user-data-dir=${path.join(home, 'profile')}`
  const args = [...chromiumSwitches, profile, root, '--unattended', command, '--yes', '--config', settings, ...first]
  const { PATH = '' } = process.env
  const child = spawn(process.env['KOSHIN_ELECTRON']!, args, {
    env: { ...startEnvironment, PATH, HOME: home, LANG: 'C.UTF-8' },
  })
  child.stdin.end(`${invited.password}\n`)
  let output = ''
  let errors = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  await once(child, 'close')
  const last = output.split('\n').findLast((line) => line.startsWith('{'))
  if (last === undefined) throw new Error(`the app says nothing: ${errors}`)
  return lineSchema.parse(JSON.parse(last))
}
