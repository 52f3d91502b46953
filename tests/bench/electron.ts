/** Real Electrons, ours and a bare one, started the same way on a customer's home that is laid out once. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { chromiumSwitches, introduce, startEnvironment } from '../e2e/electron.ts'

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
    args: [...loaded.flatMap((script) => ['-r', script]), ...chromiumSwitches, '--lang=ja', `--user-data-dir=${profile}`, app, ...options],
    env: { ...startEnvironment, ...Object.fromEntries(kept), HOME: home, LANG: 'C.UTF-8' },
  }
}

const start = (what: Start): Promise<ElectronApplication> => _electron.launch({ timeout: 30_000, ...launching(what) })

/** What a start comes to: Electron is ready, the tray's icon is there, the icon tells a status. */
export type Moment = 'ready' | 'icon' | 'status'

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

const bare = (folder: string, options: readonly string[]): Start => ({
  app: bareApp, home: path.join(folder, 'bare-home'), profile: path.join(folder, 'bare'), options,
})

export const startBare = (folder: string, options: readonly string[] = []): Promise<ElectronApplication> => start(bare(folder, options))

/** ms until a bare Electron without a window is ready. */
export const timeBare = (folder: string): Promise<number> => timeUntil('ready', bare(folder, ['--hidden']))

/** Koshin on a demo of its own, which stays open beside the measurement: its bank and its key store are real. */
export async function startDemo(folder: string, certificate: string): Promise<ElectronApplication> {
  const demo = await start({
    app: root,
    home: path.join(folder, 'outer-home'),
    profile: path.join(folder, 'outer'),
    options: ['--demo', `--demo-certificate=${certificate}`, `--demo-folder=${folder}`],
  })
  await page(demo, 'index.html')
  return demo
}

/** The window whose page is this file, once it is there; Chromium's other pages do not count. */
export async function page(app: ElectronApplication, file: string): Promise<Page> {
  const find = () => app.windows().find((one) => one.url().endsWith(file))
  for (;;) {
    const found = find()
    if (found !== undefined) return found
    await app.waitForEvent('window', { timeout: 5000 }).catch(() => undefined)
  }
}

/** Koshin as a customer of that demo's bank. */
function koshin(folder: string, options: readonly string[]): Start {
  const profile = path.join(folder, 'customer')
  if (!existsSync(profile)) introduce(profile)
  const settings = path.join(folder, 'bank/koshin.json')
  return { app: root, home: path.join(folder, 'home'), profile, options: ['--config', settings, ...options] }
}

export const startKoshin = (folder: string, options: readonly string[] = []): Promise<ElectronApplication> =>
  start(koshin(folder, options))

/** ms until Koshin, started into the tray, has come so far. */
export const timeKoshin = (folder: string, moment: Moment): Promise<number> => timeUntil(moment, koshin(folder, ['--hidden']))

export interface Line {
  readonly time: string
  readonly step?: string
  readonly outcome?: string
}

/** Renews without windows, on the key store of this home; resolves with what the run says. */
export async function startUnattended(home: string, settings: string): Promise<Line[]> {
  const args = [...chromiumSwitches, `--user-data-dir=${path.join(home, 'profile')}`, root, '--unattended', 'renew', '--yes', '--config', settings]
  const child = spawn(process.env['KOSHIN_ELECTRON']!, args, { env: { ...process.env, ...startEnvironment, HOME: home }, stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  await once(child, 'close')
  return output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line)
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
const share = (pid: number): number => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024

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
    const [user, system] = readFileSync(`/proc/${one}/stat`, 'utf8').replace(/^.*\) /, '').split(' ').slice(11, 13)
    return Number(user) + Number(system)
  })
  return times.reduce((sum, time) => sum + time, 0)
}
