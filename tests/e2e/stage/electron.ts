/** Starts an Electron under Playwright. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Preferences } from '../../../main/storage/preferences.ts'
import { _electron, type ElectronApplication } from 'playwright'

/** Chromium does not run as root with its sandbox. */
export const chromiumSwitches = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** Makes the app's folder of someone who has read the first-run page. */
export const introduce = (profile: string): void => prefer(profile, { introduced: true })

/** Makes the app's folder of someone whose app is at rest while nothing is due, and who knows where its icon is. */
export const rest = (profile: string): void => prefer(profile, { introduced: true, tray: 'when-due', toldOfTray: true })

function prefer(profile: string, content: Preferences): void {
  mkdirSync(path.join(profile, 'state'), { recursive: true })
  writeFileSync(path.join(profile, 'state/preferences.json'), JSON.stringify({ content }))
}

/** Loaded before the app's own code: the scheduler of a user, which nothing else in a test's home has. */
export const userSystemd = path.join(import.meta.dirname, 'user-systemd.cjs')

/**
 * What Electron puts into its environment while it starts, so that it is there beforehand: to add a variable moves the
 * environment in memory, and about one start in 500 ended in a segmentation fault, before a line of the app had run,
 * because Chromium's D-Bus thread was reading it. The address is none, so that nothing is read to word why no system
 * bus is there.
 */
export const startEnvironment = {
  CHROME_DESKTOP: 'koshin.desktop',
  DBUS_SYSTEM_BUS_ADDRESS: 'disabled:',
  GDK_BACKEND: 'x11',
  LC_ALL: 'C.UTF-8',
  NO_AT_BRIDGE: '1',
  ORIGINAL_XDG_CURRENT_DESKTOP: 'undefined',
}

const attempts = 3

/**
 * Electron 33 dies now and then (2 of 120 starts) of a segmentation fault at the moment when Playwright's debugger
 * attaches, before a line of the app has run; without a debugger never (0 of 250). Only that is tried again, and told.
 */
export async function launchElectron(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  executablePath = process.env['KOSHIN_ELECTRON'],
): Promise<ElectronApplication> {
  if (executablePath === undefined) throw new Error('KOSHIN_ELECTRON is not set: run the tests through npm test')
  for (let attempt = 1; ; attempt++) {
    try {
      const launched = { executablePath, args: [...args], env: { ...startEnvironment, ...env }, timeout: 30_000 }
      return endedInTime(answering(await _electron.launch(launched)))
    } catch (error) {
      if (attempt === attempts || !/signal=SIGSEGV/.test(String(error))) throw error
      console.warn(
        `Electron died of a segmentation fault while the debugger attached; start ${attempt + 1} of ${attempts}`,
      )
    }
  }
}

/**
 * While the app loads code, which it does once its window is there, what it is asked is done, but the answer may be collected
 * as garbage before it is sent: Node works at the question in the midst of the loading. It is asked once more.
 */
function answering(app: ElectronApplication): ElectronApplication {
  for (const name of ['evaluate', 'evaluateHandle'] as const) {
    const ask = app[name].bind(app) as (...asked: unknown[]) => Promise<never>
    app[name] = (...asked: unknown[]) =>
      ask(...asked).catch((error: unknown) => {
        if (!String(error).includes('promise was garbage collected')) throw error
        return ask(...asked)
      })
  }
  return app
}

/** ms */
const endPatience = 30_000

/**
 * An Electron 33 that was told to end stayed once in some 500 times, and nobody has seen why: what its threads wait for is
 * told, and it is ended, so that the next one leaves a trace. That the app ends by itself is what other tests are for.
 */
function endedInTime(app: ElectronApplication): ElectronApplication {
  const child = app.process()
  const close = app.close.bind(app)
  app.close = async () => {
    const late = setTimeout(() => {
      console.warn(`Electron did not end within ${endPatience / 1000} s:\n${threadsOf(child.pid!)}`)
      child.kill('SIGKILL')
    }, endPatience)
    await close().finally(() => clearTimeout(late))
  }
  return app
}

/** Each with its name and where in the kernel it waits, as Linux tells. */
function threadsOf(pid: number): string {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => ['comm', 'wchan', 'syscall'].map((name) => readWhole(`/proc/${pid}/task/${thread}/${name}`)))
      .map((told) => `  ${told.join(' ')}`)
      .join('\n')
  } catch {
    return '  nothing is told of its threads'
  }
}

const readWhole = (file: string): string => readFileSync(file, 'utf8').trim()
