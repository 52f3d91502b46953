/** The app as somebody has it whom nobody has given settings, beside an open demo whose bank is to become theirs. */
import { scryptSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { appRoot, Demo, expect, heading, launchEnvironment } from './app.ts'
import { chromiumSwitches, introduce, launchElectron } from './electron.ts'
import { managedBank } from './windowless.ts'

interface NewcomerOptions {
  readonly switches?: readonly string[]
  readonly options?: readonly string[]
  /** A command that the app is put behind: a machine of its own. */
  readonly on?: readonly string[]
}

export const newcomersProfile = (folder: string): string => path.join(folder, 'newcomer')
export const newcomersSettings = (folder: string): string => path.join(newcomersProfile(folder), 'settings.json')

export function newcomersArguments(folder: string, { switches = [], options = [] }: NewcomerOptions = {}): string[] {
  return [
    ...chromiumSwitches,
    '--lang=ja',
    ...switches,
    `--user-data-dir=${newcomersProfile(folder)}`,
    appRoot,
    ...options,
  ]
}

/** Started again, it has the same profile. */
export async function startNewcomer(folder: string, options?: NewcomerOptions): Promise<Demo> {
  introduce(newcomersProfile(folder))
  const environment = { ...launchEnvironment(folder), HOME: path.join(folder, 'home') }
  const args = newcomersArguments(folder, options)
  return new Demo(await launchElectron(args, environment, starterOn(folder, options?.on)), folder)
}

/** Past the certificates that are on this computer. */
export async function toSetup(window: Page): Promise<void> {
  await window.getByRole('button', { name: '銀行の設定へ' }).click()
  await expect(heading(window, '銀行の設定')).toBeVisible()
}

/** A program that starts Electron, or another, behind a command; Electron itself where there is none. */
export function starterOn(
  folder: string,
  on: readonly string[] | undefined,
  program = process.env['KOSHIN_ELECTRON']!,
): string | undefined {
  if (on === undefined) return undefined
  const starter = path.join(folder, 'start.sh')
  const quoted = [...on, program].map((word) => `'${word}'`).join(' ')
  writeFileSync(starter, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 })
  return starter
}

/** What the demo's bank would hand out, as somebody makes it who has read the paper. */
export function bankFileText(folder: string, changed: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ version: 1, bank: managedBank(folder), ...changed })
}

export function writeBankFile(folder: string, text = bankFileText(folder), name = 'デモ銀行.koshin-bank'): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

/** By the recipe in build/docs/bank/bank-file.md. */
export function codeOf(text: string): string {
  const key = scryptSync(text, 'koshin bank file 1', 16, { N: 131_072, r: 8, p: 1, maxmem: 2 ** 28 })
  const number = BigInt(`0x${key.toString('hex')}`) % 1_000_000_000_000n
  return number.toString().padStart(12, '0')
}

/** The system's own window for choosing a file, answered at once. */
export function chooses(app: ElectronApplication, file: string): Promise<void> {
  return app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, file)
}

/**
 * Electron would start the app anew, out of the test's reach: what it would be started with is told instead.
 *
 * @returns once the app has ended
 */
export async function begunAnew(app: ElectronApplication, meanwhile: () => Promise<void>): Promise<readonly string[]> {
  await app.evaluate(({ app: inside }) => {
    inside.relaunch = (given) => console.log(`begun anew: ${JSON.stringify(given?.args)}`)
  })
  const child = app.process()
  let output = ''
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()))
  const ended = new Promise((resolve) => child.once('close', resolve))
  // What leads to it takes the window away under Playwright's feet, which it reports as an error of its own.
  await meanwhile().catch((error: Error) => expect(error.message).toContain('has been closed'))
  await ended
  return JSON.parse(/begun anew: (.*)/.exec(output)?.[1] ?? 'null') as readonly string[]
}

/** A real drag of a file from outside, as Chromium gets it from the desktop. */
export async function drops(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data })
  }
  await session.detach()
}
