/** Runs the app beside an open demo, on the demo's key store, without a window and without a display. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { appRoot, launchEnvironment } from './app.ts'
import { chromiumSwitches } from './electron.ts'

interface Run {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** @param on a command that the app is put behind: a machine of its own */
export function windowlessCommand(folder: string, options: readonly string[], on: readonly string[] = []) {
  const environment = launchEnvironment(folder)
  delete environment['DISPLAY']
  const args = [...chromiumSwitches, `--user-data-dir=${path.join(folder, 'windowless')}`, appRoot, ...options]
  const [program, ...behind] = [...on, process.env['KOSHIN_ELECTRON']!, ...args]
  return { program: program!, args: behind, env: { ...environment, HOME: path.join(folder, 'home') } }
}

/**
 * As the product runs it once it has started itself again without a display, which takes as long as the run itself;
 * homes.spec.ts shows that it does.
 */
export function runWindowless(
  folder: string,
  options: readonly string[],
  input?: string,
  on?: readonly string[],
): Promise<Run> {
  const isWindowless = options.some((option) => windowlessOptions.has(option))
  return runAsStarted(folder, isWindowless ? ['--ozone-platform=headless', ...options] : options, input, on)
}

const windowlessOptions = new Set([
  '--unattended',
  '--status',
  '--diagnose',
  '--support-bundle',
  '--bank-file-code',
  '--schedule',
])

/** As a script starts it. */
export async function runAsStarted(
  folder: string,
  options: readonly string[],
  input = '',
  on: readonly string[] = [],
): Promise<Run> {
  const { program, args, env } = windowlessCommand(folder, options, on)
  const child = spawn(program, args, { env })
  child.stdin.end(input)
  let output = ''
  let errors = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, output, errors }
}

/** The settings that a demo leaves for other clients of its bank: a bare EST server, without its portal. */
export const settingsOf = (folder: string): string => path.join(folder, 'bank/koshin.json')

interface Settings {
  readonly bank: Readonly<Record<string, unknown>>
}

/** The demo's bank as a managed policy names it, with its trust anchors as text. */
export function managedBank(folder: string): Readonly<Record<string, unknown>> {
  const { bank } = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as Settings
  return { ...bank, trustAnchors: readFileSync(path.join(folder, 'bank/anchors.pem'), 'utf8') }
}
