/** A customer's machine: a home with a key store, a profile, and the app on a bank that outlives it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, lstatSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ElectronApplication } from 'playwright'
import { type Line, lineSchema } from '../../main/cli/unattended/lines.ts'
import { chromiumSwitches, introduce, launchElectron, startEnvironment } from '../e2e/stage/electron.ts'
import { importInto, type StoredCertificate, storedCertificates, storedKeys } from '../e2e/stage/nss-database.ts'
import type { RunningBank } from '../protocol/peers/bank-process.ts'
import { holderOf, yamada } from '../protocol/peers/openssl.ts'

const root = path.resolve(import.meta.dirname, '../..')
const killSwitch = path.join(import.meta.dirname, 'kill-switch.cjs')

/** Why no real app can be started here, if none can. */
export const noElectron = process.env['KOSHIN_ELECTRON'] === undefined ? 'KOSHIN_ELECTRON is not set' : undefined

export interface MachineOptions {
  /** The certificate that it starts with; none: a new customer. */
  readonly status?: 'due' | 'grace' | undefined
  /** Of that certificate's key: `rsa:2048`, or a curve. */
  readonly key?: string
  readonly policy?: Readonly<Record<string, unknown>>
  /** How its CMP server is to be asked. */
  readonly cmp?: Readonly<Record<string, unknown>>
  /** Another server in the bank's place. */
  readonly instead?: { readonly origin: string /** PEM file */; readonly trustAnchors: string }
}

/** What the kill switch is told; see kill-switch.cjs. */
export interface Switch {
  /** File that takes the moments' names. */
  readonly moments: string
  readonly killAt?: string
  /** From this moment on the journal cannot be written. */
  readonly diskFullAt?: string
  /** From this moment on another program holds the certificates' database for three seconds. */
  readonly lockAt?: string
}

export interface RunOptions {
  /** What standard input holds. */
  readonly input?: string
  readonly watched?: Switch
  /** A command that ends by running what follows it, e.g. in a name space of its own. */
  readonly inside?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

export interface Machine {
  /** Folder of the app's state, the journal among it. */
  readonly state: string
  readonly password: string | undefined
  /** Runs without windows; `code` null: killed. */
  unattended(command: string, options?: RunOptions): Promise<{ code: number | null; lines: Line[] }>
  /** Opens the app's window. */
  open(watched?: Switch): Promise<ElectronApplication>
  /** The step in the journal; undefined: it is empty. */
  step(): string | undefined
  certificates(): StoredCertificate[]
  keys(): number
  /** Another machine on which all is as it is on this one, where no app runs. */
  copy(): Machine
}

export async function customerMachine(
  bank: RunningBank,
  folder: string,
  { status, key, policy = {}, cmp = {}, instead = bank }: MachineOptions,
): Promise<Machine> {
  const home = mkdtempSync(path.join(folder, 'home-'))
  importInto(home, status === undefined ? undefined : await holderOf(bank, home, status, key))
  const password = status === undefined ? await bank.oneTimePassword(yamada.customerId) : undefined
  const { profile, settings } = placesIn(home)
  introduce(profile)
  const { origin, trustAnchors } = instead
  const portal = { url: `${origin}/portal` }
  const of = {
    name: 'デモ銀行',
    est: { url: origin },
    cmp: { url: origin, ...cmp },
    portal,
    trustAnchors,
    enrolUser: yamada.customerId,
  }
  writeFileSync(settings, JSON.stringify({ bank: of, policy }))
  return machineIn(home, password)
}

const placesIn = (home: string) => ({
  profile: path.join(home, 'profile'),
  settings: path.join(home, 'koshin.json'),
  database: path.join(home, '.pki/nssdb'),
})

function machineIn(home: string, password: string | undefined): Machine {
  const { profile, settings, database } = placesIn(home)

  const argumentsOf = (watched: Switch | undefined) => [
    ...(watched === undefined ? [] : ['-r', killSwitch]),
    ...chromiumSwitches,
    '--lang=ja',
    `--user-data-dir=${profile}`,
    root,
    '--config',
    settings,
  ]
  const environmentOf = (watched: Switch | undefined): Record<string, string> => {
    const kept = ['PATH', 'DISPLAY', 'XAUTHORITY', 'ELECTRON_OVERRIDE_DIST_PATH'].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value] as const]
    })
    return {
      ...Object.fromEntries(kept),
      HOME: home,
      LANG: 'C.UTF-8',
      ...(watched === undefined ? {} : { KOSHIN_MOMENTS: watched.moments }),
      ...(watched?.killAt === undefined ? {} : { KOSHIN_KILL_AT: watched.killAt }),
      ...(watched?.diskFullAt === undefined ? {} : { KOSHIN_DISK_FULL_AT: watched.diskFullAt }),
      ...(watched?.lockAt === undefined
        ? {}
        : { KOSHIN_LOCK_AT: watched.lockAt, KOSHIN_LOCKED: path.join(database, 'cert9.db') }),
    }
  }

  return {
    state: path.join(profile, 'state'),
    password,
    async unattended(command, { input = '', watched, inside = [], environment } = {}) {
      const [program, ...args] = [
        ...inside,
        process.env['KOSHIN_ELECTRON'] ?? '',
        ...argumentsOf(watched),
        // As the product runs it once it has started itself again without a display.
        '--ozone-platform=headless',
        '--unattended',
        command,
        '--yes',
      ]
      const { DISPLAY: _display, ...own } = environmentOf(watched)
      const env: Record<string, string> = { ...startEnvironment, ...own, ...environment }
      const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'] })
      // Whoever is killed does not read to the end.
      child.stdin.on('error', () => undefined)
      child.stdin.end(input)
      let output = ''
      child.stdout.on('data', (text: Buffer) => (output += text.toString()))
      const [code] = (await once(child, 'close')) as [number | null]
      const lines = output.split('\n').filter((line) => line.startsWith('{'))
      return { code, lines: lines.map((line) => lineSchema.parse(JSON.parse(line))) }
    },
    open: (watched) => launchElectron(argumentsOf(watched), environmentOf(watched)),
    step() {
      try {
        const read = JSON.parse(readFileSync(path.join(profile, 'state/journal.json'), 'utf8')) as Journal
        return read.content?.renewal?.step
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    certificates: () => storedCertificates(database),
    keys: () => storedKeys(database),
    copy() {
      const other = mkdtempSync(path.join(path.dirname(home), 'home-'))
      // What Chromium has left are links that lead nowhere; at a socket nobody listens, and none can be copied.
      const filter = (one: string) => !lstatSync(one).isSocket()
      cpSync(home, other, { recursive: true, verbatimSymlinks: true, filter })
      return machineIn(other, password)
    },
  }
}

interface Journal {
  readonly content?: { readonly renewal?: { readonly step: string } | null }
}
