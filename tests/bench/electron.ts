/** Real Electrons, ours and a bare one, started the same way on a customer's home that is laid out once. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { chromiumSwitches, introduce, rest, startEnvironment, userSystemd } from '../e2e/stage/electron.ts'
import type { Customer } from './customer.ts'

const root = path.resolve(import.meta.dirname, '../..')
const bareApp = path.join(import.meta.dirname, 'bare-app')

interface Start {
  readonly app: string
  readonly home: string
  /** User data, kept between starts as on a real machine. */
  readonly profile: string
  readonly options?: readonly string[]
}

/** @param loaded a script that runs before the app's own */
function launching({ app, home, profile, options = [] }: Start, loaded: readonly string[] = []) {
  mkdirSync(home, { recursive: true })
  const kept = ['PATH', 'DISPLAY', 'XAUTHORITY', 'ELECTRON_OVERRIDE_DIST_PATH'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    executablePath: process.env['KOSHIN_ELECTRON']!,
    args: [
      ...loaded.flatMap((script) => ['-r', script]),
      ...chromiumSwitches,
      '--lang=ja',
      `--user-data-dir=${profile}`,
      app,
      ...options,
    ],
    env: { ...startEnvironment, ...Object.fromEntries(kept), HOME: home, LANG: 'C.UTF-8' },
  }
}

/** An app that runs until it is ended. */
export interface Running {
  readonly pid: number
  readonly end: () => Promise<void>
}

function run(what: Start, loaded: readonly string[] = []): Running {
  const { executablePath, args, env } = launching(what, loaded)
  const child = spawn(executablePath, args, { env, stdio: 'ignore' })
  const ended = once(child, 'close')
  return {
    pid: child.pid!,
    async end() {
      child.kill()
      await ended
    },
  }
}

/**
 * What a start comes to: Electron is ready, the tray's icon is there, the icon tells a status; of the first page, that it has a
 * heading, that ログイン can be pressed, that it shows a certificate, and that it shows it as it is now.
 */
export type Moment = 'ready' | 'icon' | 'status' | 'heading' | 'usable' | 'certificate' | 'checked'

/** ms from the start of the process to a moment; then it is ended. */
async function timeUntil(moment: Moment, what: Start): Promise<number> {
  const { executablePath, args, env } = launching(what, [path.join(import.meta.dirname, 'tell-start.cjs')])
  const begun = performance.now()
  const child = spawn(executablePath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'close')
  let output = ''
  const told = new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString()
      if (output.includes(`bench: ${moment}\n`)) resolve(performance.now() - begun)
    })
    child.once('close', () => reject(new Error(`ended without ${moment}: ${output}`)))
  })
  try {
    return await told
  } finally {
    child.kill()
    await ended
  }
}

/** ms of processor time that a start takes, of all its processes, that ends by itself and well. */
async function processorTime(what: Start, loaded: readonly string[] = []): Promise<number> {
  const { executablePath, args, env } = launching(what, loaded)
  const script = path.join(import.meta.dirname, 'processor-time.py')
  const child = spawn('python3', [script, executablePath, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the start ended with ${code}`)
  return Number(output)
}

const bare = (folder: string, options: readonly string[]): Start => ({
  app: bareApp,
  home: path.join(folder, 'bare-home'),
  profile: path.join(folder, 'bare'),
  options,
})

/** A bare Electron without a window. */
export const runBare = (folder: string): Running => run(bare(folder, ['--hidden']))

/** ms until a bare Electron without a window is ready. */
export const timeBare = (folder: string): Promise<number> => timeUntil('ready', bare(folder, ['--hidden']))

/** ms until a bare Electron's window has a heading. */
export const timeBareWindow = (folder: string): Promise<number> => timeUntil('heading', bare(folder, []))

/** ms of processor time that a bare Electron's start and exit take. */
export const processorTimeOfBare = (folder: string): Promise<number> =>
  processorTime(bare(folder, ['--hidden', '--ends']))

/** Koshin as a customer has it. */
function koshin({ home, settings, profile }: Customer, options: readonly string[]): Start {
  if (!existsSync(profile)) introduce(profile)
  return { app: root, home, profile, options: ['--config', settings, ...options] }
}

/** Koshin in the tray, where the machine wakes up 60 times within 8 s of the start. */
export const runInTray = (customer: Customer): Running =>
  run(koshin(customer, ['--hidden']), [path.join(import.meta.dirname, 'wake-often.cjs')])

/** ms until Koshin has come so far. @param options `--hidden` starts it into the tray */
export const timeKoshin = (customer: Customer, moment: Moment, options: readonly string[] = []): Promise<number> =>
  timeUntil(moment, koshin(customer, options))

/** ms of processor time of one look of the app at rest, which finds nothing due. */
export function processorTimeAtRest(customer: Customer, which: 'first' | 'again' = 'first'): Promise<number> {
  if (which === 'first') rest(customer.profile)
  return processorTime(koshin(customer, ['--hidden']), [userSystemd])
}

/** ms that a bare Electron takes to open an address with a certificate out of this home's key store. */
export async function timeBareSignIn(home: string, address: string): Promise<number> {
  const what: Start = { app: bareApp, home, profile: path.join(home, 'bare'), options: [`--visits=${address}`] }
  const { executablePath, args, env } = launching(what)
  const child = spawn(executablePath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  await once(child, 'close')
  const took = Number(/bench: visited ([\d.]+)\n/.exec(output)?.[1])
  if (Number.isNaN(took)) throw new Error(`no certificate was shown: ${output}`)
  return took
}

export interface Line {
  readonly time: string
  readonly step?: string
  readonly outcome?: string
}

/** Renews without windows, on the key store of this home; resolves with what the run says. */
export async function startUnattended(home: string, settings: string): Promise<Line[]> {
  const args = [
    ...chromiumSwitches,
    `--user-data-dir=${path.join(home, 'profile')}`,
    root,
    '--unattended',
    'renew',
    '--yes',
    '--config',
    settings,
  ]
  const child = spawn(process.env['KOSHIN_ELECTRON']!, args, {
    env: { ...process.env, ...startEnvironment, HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  await once(child, 'close')
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
}

/** The process and all that it started, by /proc. */
export function tree(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    try {
      return readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
    } catch {
      return []
    }
  })
  return [pid, ...children.flatMap(tree)]
}

/** Memory of one process in bytes, what is shared counted by shares (PSS). */
const share = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024

/** Memory of a process tree in bytes. */
export const memory = (pid: number): number => tree(pid).reduce((sum, one) => sum + share(one), 0)

/** The same, process by process, each with what Chromium calls it. */
export function memoryByProcess(pid: number): string {
  const named = tree(pid).map((one) => {
    const line = readFileSync(`/proc/${one}/cmdline`, 'utf8')
    const type = /--utility-sub-type=([\w.]+)/.exec(line)?.[1] ?? /--type=([\w-]+)/.exec(line)?.[1] ?? 'main'
    return `${type} ${(share(one) / 1e6).toFixed(1)} MB`
  })
  return named.join(', ')
}

/** Processor time that a process tree has used, in ticks of 10 ms. */
export function ticks(pid: number): number {
  const times = tree(pid).map((one) => {
    const [user, system] = readFileSync(`/proc/${one}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
      .slice(11, 13)
    return Number(user) + Number(system)
  })
  return times.reduce((sum, time) => sum + time, 0)
}
