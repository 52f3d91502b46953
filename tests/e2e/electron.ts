/** Starts an Electron under Playwright. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { _electron, type ElectronApplication } from 'playwright'

/** Chromium does not run as root with its sandbox. */
export const chromiumSwitches = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** Makes the app's folder of someone who has read the first-run page. */
export function introduce(profile: string): void {
  mkdirSync(path.join(profile, 'state'), { recursive: true })
  writeFileSync(path.join(profile, 'state/preferences.json'), JSON.stringify({ content: { introduced: true } }))
}

/**
 * Chromium's D-Bus thread reads the environment to word why no system bus is there, while Electron sets LC_ALL: glibc
 * does not bear that, and about one start in 500 ends in a segmentation fault before a line of the app has run. An
 * address that is none needs no such words.
 */
export const noSystemBus = { DBUS_SYSTEM_BUS_ADDRESS: 'disabled:' }

const attempts = 3

/**
 * Electron 33 dies now and then (2 of 120 starts) of a segmentation fault at the moment when Playwright's debugger
 * attaches, before a line of the app has run; without a debugger never (0 of 250). Only that is tried again, and told.
 */
export async function launchElectron(args: readonly string[], env: Readonly<Record<string, string>>): Promise<ElectronApplication> {
  const executablePath = process.env['KOSHIN_ELECTRON']
  if (executablePath === undefined) throw new Error('KOSHIN_ELECTRON is not set: run the tests through npm test')
  for (let attempt = 1; ; attempt++) {
    try {
      return await _electron.launch({ executablePath, args: [...args], env: { ...noSystemBus, ...env }, timeout: 30_000 })
    } catch (error) {
      if (attempt === attempts || !/signal=SIGSEGV/.test(String(error))) throw error
      console.warn(`Electron died of a segmentation fault while the debugger attached; start ${attempt + 1} of ${attempts}`)
    }
  }
}
