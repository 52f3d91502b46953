/** A demo bank in a process of its own, as a peer. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
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
import { curl, type CurlAnswer, type CurlOptions } from './curl.ts'

/** Base64 of DER. */
interface Started {
  readonly certificate: string
  readonly intermediates: string[]
}

export interface RunningBank {
  readonly origin: string
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
  stop(): Promise<void>
}

/** One that has a process of its own. */
export interface BankProcess extends RunningBank {
  readonly process: ChildProcess
  /** SIGKILL, as a power cut would have it. */
  kill(): Promise<void>
}

/** A CommonJS file that is loaded into the bank's process first, with these variables beside the test's own. */
export interface Preload {
  readonly file: string
  readonly environment: Readonly<Record<string, string>>
}

interface Place {
  /** The bank's program. */
  readonly program: string
  /** Where the trust anchors are written. */
  readonly work: string
  readonly preload?: Preload | undefined
  /** Is given what ends the process, before it says anything. */
  readonly atEnd: (end: () => Promise<void>) => void
}

/** A test's bank is at any free port, and reminds nobody by itself. */
export const startIn = (folder: string): StartBank => ({
  kind: 'start',
  folder,
  host: 'localhost',
  port: 0,
  reminderInterval: 0,
})

/** @throws Error with the bank's words when it does not start */
export async function launchBank(start: StartBank, { program, work, preload, atEnd }: Place): Promise<BankProcess> {
  const started = fork(program, [], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    execArgv: preload === undefined ? [] : ['--require', preload.file],
    env: { ...process.env, ...preload?.environment },
  })
  let complaints = ''
  started.stderr?.on('data', (part: Buffer) => (complaints += part.toString()))
  atEnd(() => stop(started))
  started.send(start)
  const first: unknown[] = await Promise.race([once(started, 'message'), once(started, 'exit')])
  const message = first[0] as BankReady | BankFailed | number | null
  if (typeof message !== 'object' || message === null) throw new Error(`the bank ended: ${complaints}`)
  if (message.kind === 'failed') throw new Error(message.message)

  return {
    ...bankAt(message, start.folder, work),
    process: started,
    async kill() {
      started.kill('SIGKILL')
      await ended(started)
    },
    stop: () => stop(started),
  }
}

/**
 * What can be asked of a bank that is ready.
 * @param work where the trust anchors are written
 */
export function bankAt(ready: BankReady, folder: string, work: string): Omit<RunningBank, 'stop'> {
  const trustAnchors = path.join(work, 'anchors.pem')
  writeFileSync(trustAnchors, ready.trustAnchors)
  const { origin, controlToken, mailPort } = ready
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
  }
}

async function stop(process: ChildProcess): Promise<void> {
  if (process.connected) process.disconnect()
  await ended(process)
}

async function ended(process: ChildProcess): Promise<void> {
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit')
}
