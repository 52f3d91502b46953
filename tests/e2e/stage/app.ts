/** Drives the real application on the demo bank, each time in a folder and a home of its own. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect, type ElectronApplication, type Page } from '@playwright/test'
import type { DemoCertificate } from '../../../main/cli/command-line.ts'
import { removeFolder } from '../../../main/compose/throw-away-folder.ts'
import { BankAndHome } from './bank-and-home.ts'
import { chromiumSwitches, launchElectron } from './electron.ts'
import { prepareFolder } from './starting-point.ts'
import { standBank, type StandingBank } from './standing-bank.ts'

export { expect }

export const appRoot = path.resolve(import.meta.dirname, '../../..')

export interface LaunchOptions {
  readonly certificate?: DemoCertificate
  readonly language?: 'ja' | 'en'
  /** Further command-line options. */
  readonly options?: readonly string[]
  /** Scripts that are loaded before the app's own code. */
  readonly loaded?: readonly string[]
}

/** Of the demo bank, as it is built. */
export const bankProgram = path.join(appRoot, 'out/main/demo-bank.cjs')

export class Demo extends BankAndHome {
  constructor(
    readonly app: ElectronApplication,
    folder: string,
  ) {
    super(folder)
  }

  /** The window whose page is this file, once it is there. */
  async page(file: 'index.html' | 'consent.html' | 'proxy.html' | 'password.html' | 'demo.html'): Promise<Page> {
    const find = () => this.app.windows().find((page) => !page.isClosed() && page.url().endsWith(`/${file}`))
    await expect
      .poll(() => find() !== undefined, { message: `a window with ${file}`, timeout: 45_000 })
      .toBe(true)
      .catch(async (error: unknown) => {
        console.warn(`no window with ${file} came: ${await this.state()}`)
        throw error
      })
    return find()!
  }

  /** What the app has itself, for whoever wants to know why a window is not there. */
  private state(): Promise<string> {
    const told = this.app.evaluate(({ app, webContents }) => {
      const pages = webContents
        .getAllWebContents()
        .map((one) => [one.getURL(), one.isLoading() ? 'loading' : 'loaded', one.isCrashed() ? 'crashed' : 'runs'])
      return JSON.stringify({ pages, processes: app.getAppMetrics().map(({ type, name }) => name ?? type) })
    })
    const late = new Promise<string>((resolve) => setTimeout(resolve, 5000, 'the app says nothing'))
    return Promise.race([told, late]).catch(String)
  }

  window(): Promise<Page> {
    return this.page('index.html')
  }

  /** The windows that are open now, by their page, and for a moment what only opens a connection to the bank. */
  openPages(): string[] {
    return this.app
      .windows()
      .filter((page) => !page.isClosed())
      .map((page) => path.basename(page.url().replace(/[?#].*$/, '')))
  }

  async bankState() {
    const bank = await this.page('demo.html')
    return bank.evaluate(() => window.koshinDemo.state())
  }

  /** Logs in at ログイン as one of the demo bank's customers. */
  async logIn(index = 0): Promise<Page> {
    const window = await this.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    const customer = (await this.customers())[index]!
    await window.getByLabel('お客様 ID').fill(customer.customerId)
    await window.getByLabel('パスワード').fill(customer.password)
    await window.getByRole('button', { name: 'ログイン', exact: true }).click()
    return window
  }

  /** Answers the Web アクセスの確認 that is open. */
  async answer(which: 'はい' | 'いいえ'): Promise<void> {
    const consent = await this.page('consent.html')
    await expect(heading(consent, 'Web アクセスの確認')).toBeVisible()
    await this.answerBy(consent, which === 'はい' ? 'consent-yes' : 'consent-no')
  }

  async answerBy(consent: Page, testId: 'consent-yes' | 'consent-no'): Promise<void> {
    const closed = consent.waitForEvent('close')
    const button = consent.getByTestId(testId)
    await expect(button).toBeEnabled()
    // The click takes the window away under Playwright's feet, which it reports as an error of its own.
    await button.click().catch((error: Error) => expect(error.message).toContain('has been closed'))
    await closed
  }

  /** From the notice to 電子証明書更新開始. */
  async prepare(window: Page): Promise<void> {
    await window.getByRole('button', { name: '証明書更新' }).click()
    await expect(heading(window, '電子証明書更新開始')).toBeVisible()
  }

  /** From the notice to the first Web アクセスの確認. */
  async begin(window: Page): Promise<void> {
    await this.prepare(window)
    await window.getByRole('button', { name: '更新', exact: true }).click()
    await this.page('consent.html')
  }

  /** From the first Web アクセスの確認 to 電子証明書発行 発行完了. */
  async complete(window: Page): Promise<void> {
    await this.answer('はい')
    await this.answer('はい')
    await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
  }

  /** このウィンドウを閉じる */
  async leaveCompleted(window: Page): Promise<void> {
    const closed = window.waitForEvent('close')
    // As in answerBy: the window may be gone before Playwright hears of its click.
    await window
      .getByRole('button', { name: 'このウィンドウを閉じる' })
      .click()
      .catch((error: Error) => expect(error.message).toContain('has been closed'))
    await closed
  }

  /** このウィンドウを閉じる, and the app opened again. */
  async closeCompleted(window: Page): Promise<Page> {
    await this.leaveCompleted(window)
    return this.reopen()
  }

  /** Closes the app's window as its title bar's button does. */
  async closeWindow(): Promise<void> {
    const page = this.app.windows().find((one) => !one.isClosed() && one.url().includes('/index.html'))!
    const closed = page.waitForEvent('close')
    await this.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find(({ webContents }) => webContents.getURL().includes('/index.html'))
        ?.close(),
    )
    await closed
  }

  /** Opens the app's window again after it was closed, as a click on its icon does in macOS's Dock. */
  async reopen(): Promise<Page> {
    await this.app.evaluate(({ app }) => void app.emit('activate'))
    return this.window()
  }

  private bankProcess(): Promise<number | undefined> {
    return this.app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Koshin demo bank')?.pid)
  }

  /** Has the demo bank say nothing. @returns what has it go on */
  async pauseBank(): Promise<() => void> {
    const id = (await this.bankProcess())!
    process.kill(id, 'SIGSTOP')
    return () => process.kill(id, 'SIGCONT')
  }

  /** Takes the demo bank's process away, as a bank does that cannot be reached. */
  async stopBank(): Promise<void> {
    const id = await this.bankProcess()
    expect(id).toBeDefined()
    process.kill(id!)
    await expect.poll(() => this.bankProcess()).toBeUndefined()
  }

  async close(): Promise<void> {
    await this.app.close()
  }
}

export function heading(page: Page, name: string) {
  return page.getByRole('heading', { level: 1, name, exact: true })
}

/** Back to ログイン. */
export async function logOut(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'ログアウト' }).click()
  await expect(heading(window, 'ログイン')).toBeVisible()
}

/** How an Electron of this test run is started. */
export function launchArguments(
  folder: string,
  { certificate = 'due', language = 'ja', options = [], loaded = [] }: LaunchOptions = {},
): string[] {
  const demo = ['--demo', `--demo-certificate=${certificate}`, `--demo-folder=${folder}`]
  return [
    ...loaded.flatMap((script) => ['-r', script]),
    ...chromiumSwitches,
    `--lang=${language}`,
    appRoot,
    ...demo,
    ...options,
  ]
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

export async function launch(folder: string, options?: LaunchOptions): Promise<Demo> {
  return new Demo(await launchElectron(launchArguments(folder, options), launchEnvironment(folder)), folder)
}

interface Fixtures {
  readonly folder: string
  /** Launches the app in this test's folder; started again, it goes on with what is there. */
  readonly start: (options?: LaunchOptions) => Promise<Demo>
  /** Lays out a starting point in this test's folder, for what is to be changed in it before the app starts. */
  readonly layOut: (certificate?: DemoCertificate) => Promise<void>
  /** The demo's bank and home in this test's folder, as a demo leaves them, without its app: four times as quick. */
  readonly openBank: (certificate?: DemoCertificate) => Promise<StandingBank>
}

/** What the files of tests that one process runs have in common. */
interface Kept {
  /** The app that one file passes on to the next (shared-demo.ts), if there is one. */
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
  start: async ({ folder }, use) => {
    const running: Demo[] = []
    await use(async (options) => {
      const { certificate = 'due' } = options ?? {}
      await prepareFolder(folder, certificate, (other) => launch(other, { certificate }))
      const demo = await launch(folder, options)
      running.push(demo)
      return demo
    })
    for (const demo of running) await demo.close().catch(() => undefined)
  },
  layOut: async ({ folder }, use) => {
    await use((certificate = 'due') =>
      prepareFolder(folder, certificate, (other) => launch(other, { certificate }), true),
    )
  },
  openBank: async ({ folder, layOut }, use) => {
    const ends: (() => Promise<void>)[] = []
    await use(async (certificate) => {
      await layOut(certificate)
      return standBank(folder, bankProgram, (end) => void ends.push(end))
    })
    for (const end of ends) await end()
  },
})
