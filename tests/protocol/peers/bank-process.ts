/** A demo bank in a process of its own, with a folder of its own, as a test's peer. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type {
  BankFailed,
  BankReady,
  CaughtMail,
  Fault,
  LedgerCertificate,
  LedgerCustomer,
  LedgerReminder,
  StartBank,
  StartingStatus,
} from '../../../main/demo-bank/control.ts'
import { buildBank } from './built-bank.ts'
import { curl, type CurlAnswer, type CurlOptions } from './curl.ts'
import { giveAuthority } from './founded-authority.ts'

// A bank makes RSA keys, and a busy machine may take seconds for one.
vi.setConfig({ testTimeout: 60_000 })

/** Base64 of DER. */
interface Started {
  readonly certificate: string
  readonly intermediates: string[]
}

export interface RunningBank {
  readonly origin: string
  readonly process: ChildProcess
  /** The bank's own folder. */
  readonly folder: string
  /** PEM file with the root. */
  readonly trustAnchors: string
  /** Asks as a foreign client, with curl. */
  ask(path: string, options?: CurlOptions): Promise<CurlAnswer>
  /** Asks a control end point. @throws Error unless it answers 2xx */
  control<T = unknown>(method: 'GET' | 'POST' | 'DELETE', name: string, body?: unknown): Promise<T>
  customers(): Promise<LedgerCustomer[]>
  certificates(): Promise<LedgerCertificate[]>
  mails(): Promise<CaughtMail[]>
  reminders(): Promise<LedgerReminder[]>
  /** Where undeliverable letters are reported to, by SMTP. */
  readonly mailPort: number
  fault(fault: Fault): Promise<void>
  oneTimePassword(customerId: string): Promise<string>
  startingCertificate(customerId: string, request: Uint8Array, status: StartingStatus): Promise<Started>
  /** SIGKILL, as a power cut would have it. */
  kill(): Promise<void>
  stop(): Promise<void>
}

type Chosen = 'folder' | 'port' | 'smtp' | 'reminderInterval' | 'reminderDays' | 'retryAfter'
export type BankOptions = Partial<Pick<StartBank, Chosen>> & {
  /** A CommonJS file that is loaded into the bank's process first, with these variables beside the test's own. */
  readonly preload?: { readonly file: string; readonly environment: Readonly<Record<string, string>> }
}

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-protocol-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Has this test a bank with the common CA? */
let given = false

/** Starts a bank that ends with the test. @throws Error with the bank's words when it does not start */
export async function startBank(options: BankOptions = {}): Promise<RunningBank> {
  const work = temporaryFolder()
  const { folder = path.join(work, 'bank'), port = 0, reminderInterval = 0, preload, ...others } = options
  if (options.folder === undefined && !given) {
    given = true
    onTestFinished(() => void (given = false))
    await giveAuthority(folder)
  }
  const started = fork(await buildBank(), [], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    execArgv: preload === undefined ? [] : ['--require', preload.file],
    env: { ...process.env, ...preload?.environment },
  })
  let complaints = ''
  started.stderr?.on('data', (part: Buffer) => (complaints += part.toString()))
  onTestFinished(() => stop(started))
  const start: StartBank = { kind: 'start', folder, host: 'localhost', port, reminderInterval, ...others }
  started.send(start)
  const first: unknown[] = await Promise.race([once(started, 'message'), once(started, 'exit')])
  const message = first[0] as BankReady | BankFailed | number | null
  if (typeof message !== 'object' || message === null) throw new Error(`the bank ended: ${complaints}`)
  if (message.kind === 'failed') throw new Error(message.message)

  const trustAnchors = path.join(work, 'anchors.pem')
  writeFileSync(trustAnchors, message.trustAnchors)
  const { origin, controlToken, mailPort } = message
  const ask: RunningBank['ask'] = (where, more = {}) => curl(`${origin}${where}`, { trustAnchors, ...more })

  async function control<T>(method: 'GET' | 'POST' | 'DELETE', name: string, body?: unknown): Promise<T> {
    const headers = { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' }
    const content = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await ask(`/demo/${name}`, { method, headers, ...content })
    if (answer.status < 200 || answer.status > 299) throw new Error(`${name}: ${answer.status} ${answer.text}`)
    return (answer.text === '' ? undefined : JSON.parse(answer.text)) as T
  }

  return {
    origin,
    folder,
    trustAnchors,
    mailPort,
    ask,
    control,
    process: started,
    customers: () => control('GET', 'customers'),
    certificates: () => control('GET', 'certificates'),
    mails: () => control('GET', 'mails'),
    reminders: () => control('GET', 'reminders'),
    fault: (fault) => control('POST', 'faults', fault),
    async oneTimePassword(customerId) {
      return (await control<{ password: string }>('POST', 'one-time-passwords', { customerId })).password
    },
    startingCertificate: (customerId, request, status) =>
      control('POST', 'certificates', { customerId, request: Buffer.from(request).toString('base64'), status }),
    async kill() {
      started.kill('SIGKILL')
      await ended(started)
    },
    stop: () => stop(started),
  }
}

async function stop(process: ChildProcess): Promise<void> {
  if (process.connected) process.disconnect()
  await ended(process)
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit')
}
