/** Starts an Electron under Playwright. */
import { _electron, type ElectronApplication } from 'playwright'

/** Chromium does not run as root with its sandbox. */
export const chromiumSwitches = process.getuid?.() === 0 ? ['--no-sandbox'] : []

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
      return await _electron.launch({ executablePath, args: [...args], env, timeout: 30_000 })
    } catch (error) {
      if (attempt === attempts || !/signal=SIGSEGV/.test(String(error))) throw error
      console.warn(`Electron died of a segmentation fault while the debugger attached; start ${attempt + 1} of ${attempts}`)
    }
  }
}
