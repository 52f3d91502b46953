/** Opens the real application at the demo bank, each time in a folder and a home of its own. */
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect } from '@playwright/test'
import type { DemoCertificate } from '../../../main/cli/command-line.ts'
import { removeFolder } from '../../../main/compose/throw-away-folder.ts'
import { giveFoundation } from '../../protocol/peers/founded-bank.ts'
import { prepareFolder } from './banks/starting-point.ts'
import { standBank, type StandingBank, wholeSettingsOf } from './banks/standing-bank.ts'
import { Demo, heading, logOut, profileIn } from './demo.ts'
import { chromiumSwitches, introduce, launchElectron } from './electron.ts'

export { Demo, expect, heading, logOut }

export const appRoot = path.resolve(import.meta.dirname, '../../..')

export interface LaunchOptions {
  readonly certificate?: DemoCertificate
  readonly language?: 'ja' | 'en'
  /** Further command-line options. */
  readonly options?: readonly string[]
  /** Scripts that are loaded before the app's own code. */
  readonly loaded?: readonly string[]
}

/** How the app is started as a customer of a bank has it. */
export function launchArguments(folder: string, options: LaunchOptions = {}): string[] {
  return started(options, [`--user-data-dir=${profileIn(folder)}`], ['--config', wholeSettingsOf(folder)])
}

function started({ language = 'ja', options = [], loaded = [] }: LaunchOptions, switches: string[], own: string[]) {
  const scripts = loaded.flatMap((script) => ['-r', script])
  return [...scripts, ...chromiumSwitches, `--lang=${language}`, ...switches, appRoot, ...own, ...options]
}

/** The environment of the application: a home of its own, so that no test ever sees the real one. */
export function launchEnvironment(folder: string): Record<string, string> {
  const kept = ['PATH', 'DISPLAY', 'XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS', 'ELECTRON_OVERRIDE_DIST_PATH']
  const passed = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return {
    ...(Object.fromEntries(passed) as Record<string, string>),
    HOME: path.join(folder, 'outer-home'),
    LANG: 'C.UTF-8',
  }
}

/** Opens the app of a customer who has read the first-run page, at a bank that has nothing to do with it. */
export async function launch(
  standing: StandingBank,
  options?: LaunchOptions,
  environment: Readonly<Record<string, string>> = {},
): Promise<Demo> {
  const { folder } = standing
  if (!existsSync(profileIn(folder))) introduce(profileIn(folder))
  const env = { ...launchEnvironment(folder), HOME: path.join(folder, 'home'), ...environment }
  return new Demo(await launchElectron(launchArguments(folder, options), env), folder, standing)
}

/** Opens a demo: the app with a bank of its own, and that bank's window. */
export async function launchDemo(
  folder: string,
  options: LaunchOptions = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Demo> {
  const own = ['--demo', `--demo-certificate=${options.certificate ?? 'due'}`, `--demo-folder=${folder}`]
  const env = { ...launchEnvironment(folder), ...environment }
  return new Demo(await launchElectron(started(options, [], own), env), folder)
}

interface Fixtures {
  readonly folder: string
  /** Lays out a starting point in this test's folder, for what is to be changed in it before anything starts. */
  readonly layOut: (certificate?: DemoCertificate) => Promise<void>
  /** The bank and the home in this test's folder, as a demo leaves them. */
  readonly openBank: (certificate?: DemoCertificate) => Promise<StandingBank>
  /** Opens the app in this test's folder, at a bank that is opened there, too; started again, both go on with what is there. */
  readonly start: (options?: LaunchOptions) => Promise<Demo>
  /** A demo: the bank is the app's own, with a window, and the app lays out its starting point. It takes three times as long. */
  readonly startDemo: (options?: LaunchOptions) => Promise<Demo>
}

/** What the files of tests that one process runs have in common. */
interface Kept {
  /** The app that one file passes on to the next (shared-app.ts), if there is one. */
  readonly passedOn: { demo?: Demo }
}

export const test = base.extend<Fixtures, Kept>({
  passedOn: [
    async ({}, use) => {
      const passedOn: { demo?: Demo } = {}
      await use(passedOn)
      await passedOn.demo?.close()
      if (passedOn.demo !== undefined) removeFolder(passedOn.demo.folder)
    },
    { scope: 'worker' },
  ],
  // Playwright reads from this pattern that the fixture needs no other.
  folder: async ({}, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'koshin-e2e-'))
    await use(folder)
    // A process that has just been ended may still write: a bank into its ledger, a desktop into its settings.
    removeFolder(folder)
  },
  layOut: async ({ folder }, use) => {
    await use((certificate) => prepareFolder(folder, certificate))
  },
  openBank: async ({ folder, layOut }, use) => {
    const ends: (() => Promise<void>)[] = []
    await use(async (certificate) => {
      await layOut(certificate)
      return standBank(folder, (end) => void ends.push(end))
    })
    for (const end of ends) await end()
  },
  start: async ({ openBank }, use) => {
    let standing: StandingBank | undefined
    await useAll(use, async ({ certificate, ...options } = {}) => {
      if (standing === undefined || standing.isClosed) standing = await openBank(certificate)
      return launch(standing, options)
    })
  },
  startDemo: async ({ folder }, use) => {
    await useAll(use, async (options = {}) => {
      if (!existsSync(path.join(folder, 'bank'))) await giveFoundation(path.join(folder, 'bank'))
      return launchDemo(folder, options)
    })
  },
})

/** Closes at the end what was opened meanwhile. */
async function useAll(use: (open: Fixtures['start']) => Promise<void>, open: Fixtures['start']): Promise<void> {
  const running: Demo[] = []
  await use(async (options) => {
    const demo = await open(options)
    running.push(demo)
    return demo
  })
  for (const demo of running) await demo.close().catch(() => undefined)
}
