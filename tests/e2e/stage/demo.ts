/** The application at the demo bank, as whoever sits before it drives it: a customer's app, or a demo. */
import path from 'node:path'
import { expect, type ElectronApplication, type Page } from '@playwright/test'
import { BankAndHome } from './banks/bank-and-home.ts'
import type { StandingBank } from './banks/standing-bank.ts'

/** A customer's own, with the journal and the preferences in its `state`. */
export const profileIn = (folder: string): string => path.join(folder, 'profile')

/** Once it is open. */
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

  /**
   * The windows that are open now, by their page, and for a moment what only opens a connection to the bank; not the page of
   * nothing that is kept for one.
   */
  openPages(): string[] {
    return this.app
      .windows()
      .filter((page) => !page.isClosed() && page.url() !== 'about:blank')
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
