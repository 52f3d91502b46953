/** Drives the real application at the demo bank, each time in a folder and a home of its own. */
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect, type ElectronApplication, type Page } from '@playwright/test'
import type { DemoCertificate } from '../../../main/cli/command-line.ts'
import { removeFolder } from '../../../main/compose/throw-away-folder.ts'
import { BankAndHome } from './bank-and-home.ts'
import { chromiumSwitches, introduce, launchElectron } from './electron.ts'
import { giveFoundation } from '../../protocol/peers/founded-bank.ts'
import { prepareFolder } from './starting-point.ts'
import { standBank, type StandingBank, wholeSettingsOf } from './standing-bank.ts'

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

export class Demo extends BankAndHome {
  /** Of this customer's app: the journal, the preferences, what it has reminded of. */
  get stateFolder(): string {
    return path.join(this.standing === undefined ? this.folder : profileIn(this.folder), 'state')
  }

  /** @param standing the bank, unless it is the app's own demo bank */
  constructor(
    readonly app: ElectronApplication,
    folder: string,
    private readonly standing?: StandingBank,
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
    if (this.standing !== undefined) return this.standing.bankState()
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

  /** Has the bank say nothing. @returns what has it go on */
  async pauseBank(): Promise<() => void> {
    if (this.standing !== undefined) return this.standing.bank.pause()
    const id = (await this.bankProcess())!
    process.kill(id, 'SIGSTOP')
    return () => process.kill(id, 'SIGCONT')
  }

  /** Closes the bank, as one is that cannot be reached. */
  async stopBank(): Promise<void> {
    if (this.standing === undefined) throw new Error('the bank is the app’s own')
    await this.standing.close()
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

/** A customer's own, with the journal and the preferences in its `state`. */
export const profileIn = (folder: string): string => path.join(folder, 'profile')

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

/** Lays out a demo's starting point in this folder, unless that is done. */
export const layOutIn = (folder: string, certificate: DemoCertificate = 'due'): Promise<void> =>
  prepareFolder(folder, certificate)

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
    await use((certificate) => layOutIn(folder, certificate))
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
