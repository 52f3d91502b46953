/** OpenSSL's CMP client as a foreign customer of the demo bank. */
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { RunningBank } from './bank-process.ts'
import { type Holder, privateKey, yamada } from './openssl.ts'

export interface CmpOutcome {
  readonly exit: number
  /** What the client said, e.g. which messages it sent and received. */
  readonly log: string
  /** undefined: none was saved. */
  readonly certificate: X509Certificate | undefined
  /** The client's messages, DER, in their order. */
  readonly requests: readonly Buffer[]
}

type Options = Readonly<Record<string, string | true>>

/**
 * One transaction. The client trusts the bank's root and nothing else: whoever signs the answers has to prove itself.
 * @param options of `openssl cmp`, without dashes
 * @param program which openssl
 */
export async function cmp(
  bank: RunningBank,
  folder: string,
  command: 'ir' | 'cr' | 'p10cr' | 'kur' | 'rr' | 'genm',
  options: Options = {},
  program = 'openssl',
  environment: Readonly<Record<string, string>> = {},
): Promise<CmpOutcome> {
  const out = mkdtempSync(path.join(folder, 'cmp-'))
  const certificate = path.join(out, 'certificate.pem')
  // The client writes as many of these as it sends messages.
  const requests = Array.from({ length: 8 }, (_, index) => path.join(out, `request-${index}.der`))
  const all: Options = {
    config: '',
    batch: true,
    cmd: command,
    server: new URL(bank.origin).host,
    path: '/.well-known/cmp',
    tls_used: true,
    tls_trusted: bank.trustAnchors,
    trusted: bank.trustAnchors,
    total_timeout: '50',
    certout: certificate,
    reqout: requests.join(','),
    ...options,
  }
  const args = Object.entries(all).flatMap(([name, value]) => (value === true ? [`-${name}`] : [`-${name}`, value]))
  const { exit, log } = await run(program, ['cmp', ...args], environment)
  return {
    exit,
    log,
    certificate: existsSync(certificate) ? new X509Certificate(readFileSync(certificate)) : undefined,
    requests: requests.filter(existsSync).map((file) => readFileSync(file)),
  }
}

function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ exit: number; log: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment, no_proxy: 'localhost' }
    execFile(program, args, { env }, (error, output, complaint) => {
      resolve({ exit: error === null ? 0 : Number(error.code), log: output + complaint })
    })
  })
}

/** Options of a customer who has a password (in a file: it is never an argument). */
export function knows(folder: string, password: string, customerId = yamada.customerId): Options {
  const file = path.join(folder, 'secret')
  writeFileSync(file, password)
  return { ref: customerId, secret: `file:${file}` }
}

/** Options of a customer who has a certificate. */
export const holds = ({ certificate, key }: Holder): Options => ({ cert: certificate, key })

/** A new key (PEM file) as the client is told to ask for. */
export async function newKey(folder: string, name = 'next', algorithm = 'rsa:2048'): Promise<Options> {
  const file = path.join(folder, `${name}.key`)
  writeFileSync(file, await privateKey(algorithm))
  return { newkey: file }
}

/** The names of the messages that went to and fro, e.g. KUR, KUP, CERTCONF, PKICONF. */
export function messagesOf({ log }: CmpOutcome): string[] {
  return [...log.matchAll(/^CMP info: (?:sending|received) ([A-Z0-9]+)/gm)].map(([, name]) => name!)
}
