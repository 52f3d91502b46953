/** One renewal: its two questions, what 発行完了 offers, and what メイン does after it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { removeFolder } from '../../../main/compose/throw-away-folder.ts'
import { type Demo, expect, heading, test } from '../stage/app.ts'
import { saveAs } from '../stage/save-dialog.ts'
import { shareApp } from '../stage/shared-app.ts'

const atLogin = shareApp()

/** Processes with the names of browsers, which run from before the renewal on. */
let programs: string
let running: readonly ChildProcess[] = []
test.beforeAll(async () => {
  programs = mkdtempSync(path.join(tmpdir(), 'koshin-browsers-'))
  running = ['chromium', 'firefox'].map((name) => {
    const browser = path.join(programs, name)
    copyFileSync('/bin/sleep', browser)
    return spawn(browser, ['600'], { stdio: 'ignore' })
  })
  await Promise.all(running.map((browser) => once(browser, 'spawn')))
})
test.afterAll(() => {
  for (const browser of running) browser.kill()
  removeFolder(programs)
})

interface Renewed {
  readonly demo: Demo
  /** At 発行完了. */
  readonly window: Page
}

/** The renewal of this file, once a test has been through it. */
let renewed: Renewed | undefined

async function afterRenewal(): Promise<Renewed> {
  if (renewed !== undefined) return renewed
  const { demo } = await atLogin()
  const window = await demo.logIn()
  await demo.begin(window)
  await demo.complete(window)
  return (renewed = { demo, window })
}

/** px of the page below the window's lower edge. */
const below = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight)

/** Larger text, as with Ctrl and +. */
async function zoom(demo: Demo, factor: number): Promise<void> {
  await demo.app.evaluate(({ BrowserWindow }, by) => {
    const asking = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('/consent.html'))
    asking!.webContents.setZoomFactor(by)
  }, factor)
}

async function isWhole(demo: Demo, question: Page): Promise<void> {
  for (const testId of ['consent-yes', 'consent-no'])
    await expect(question.getByTestId(testId)).toBeInViewport({ ratio: 1 })
  expect(await below(question)).toBe(0)
  const opened = await question.evaluate(() => innerHeight)
  for (const factor of [1.25, 1.5]) {
    await zoom(demo, factor)
    await expect.poll(() => question.evaluate(() => devicePixelRatio)).toBe(factor)
    await expect.poll(() => below(question), { message: `px below the window at ${factor}` }).toBe(0)
  }
  // In the page's px, of which each is half as large again now.
  expect(await question.evaluate(() => innerHeight * 1.5)).toBeGreaterThan(opened)
  await zoom(demo, 1)
}

test('both questions show both answers without scrolling, also with text at 125 and 150 %', async () => {
  const { demo } = await atLogin()
  const window = await demo.logIn()
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await demo.begin(window)
  for (const shown of ['確認 1 / 2', '確認 2 / 2']) {
    const question = await demo.page('consent.html')
    await expect(question.getByText(shown)).toBeVisible()
    await isWhole(demo, question)
    await demo.answerBy(question, 'consent-yes')
  }
  await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
  renewed = { demo, window }
})

test.describe('after a renewal', () => {
  test('a running browser is named, with what is true of it, and what the bank still has to do', async () => {
    const { window } = await afterRenewal()
    await expect(window.getByTestId('completion-browsers')).toContainText(
      'Chromium で銀行に接続していた場合は、終了するまで古い電子証明書が使われます。',
    )
    await expect(window.getByTestId('completion-browsers-apart')).toContainText(
      '新しい電子証明書は Firefox の選択画面に出ません。',
    )
    await expect(window.getByTestId('completion-after-renewal')).toContainText('翌営業日')
  })

  test('each field is copied by itself, and the completion page is saved as PDF', async () => {
    const { demo, window } = await afterRenewal()
    const clipboard = () => demo.app.evaluate(({ clipboard: board }) => board.readText())
    for (const field of ['holder', 'issuer', 'serial'] as const) {
      await window.getByTestId(`copy-${field}`).click()
      await expect.poll(clipboard).toBe(await window.getByTestId(`completion-${field}`).textContent())
    }
    await window.getByRole('button', { name: '拇印（SHA-256）をコピー' }).click()
    await expect.poll(clipboard).toMatch(/^[0-9a-f]{64}$/)
    await expect(window.getByRole('status').filter({ hasText: 'コピーしました' })).toBeVisible()

    const file = path.join(demo.folder, 'completion.pdf')
    await saveAs(demo, file)
    await window.getByRole('button', { name: 'PDF で保存' }).click()
    // Written piece by piece: it may be there before it is whole.
    const saved = () => (existsSync(file) ? readFileSync(file, 'latin1') : '')
    await expect.poll(saved).toMatch(/^%PDF-.*%%EOF\s*$/s)
    expect(saved().length).toBeGreaterThan(5_000)
  })

  test('closing the window in 発行完了 leaves the new certificate in use', async () => {
    const { demo } = await afterRenewal()
    const after = demo.storedCertificates()
    await demo.closeWindow()
    expect(demo.storedCertificates()).toEqual(after)
    renewed = { demo, window: await demo.reopen() }
  })

  test('the old certificate is brought back from メイン', async () => {
    const { demo, ...completed } = await afterRenewal()
    await demo.closeCompleted(completed.window)
    const window = await demo.logIn()
    await expect(heading(window, 'メイン')).toBeVisible()
    await expect(window.getByTestId('main-retired')).toContainText('元に戻せます')
    expect(demo.storedCertificates()).toHaveLength(1)

    await window.getByTestId('main-restore').click()
    await expect(window.getByTestId('main-retired')).toHaveCount(0)
    await expect(window.getByTestId('main-history')).toContainText('古い電子証明書を選択画面に戻しました')
    expect(demo.storedCertificates()).toHaveLength(2)

    // Two of one holder: the newer one is proposed, the older one can be chosen.
    await window.getByTestId('main-log-out').click()
    await expect(heading(window, 'ログイン')).toBeVisible()
    await expect(window.getByRole('radio', { checked: true })).toHaveCount(1)
    await expect(window.getByRole('radio')).toHaveCount(2)
  })
})
