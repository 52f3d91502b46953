import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Page } from '@playwright/test'
import { expect, heading, logOut, launchArguments, launchEnvironment, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'

async function closeWindow(page: Page): Promise<void> {
  const closed = page.waitForEvent('close')
  await page.evaluate(() => window.close())
  await closed
}

const atLogin = shareApp()

test.describe('closing the window', () => {
  test('in 電子証明書更新前処理中 does not stop the checks', async () => {
    const { demo } = await atLogin()
    const window = await demo.logIn()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    const goOn = await demo.pauseBank()
    await window.getByRole('button', { name: '証明書更新' }).click()
    await expect(heading(window, '電子証明書更新前処理中')).toBeVisible()
    await demo.closeWindow()
    goOn()
    const again = await demo.reopen()
    await expect(heading(again, '電子証明書更新開始')).toBeVisible()
    await again.getByRole('button', { name: '戻る' }).click()
    await logOut(again)
  })

  test('with the first confirmation open is いいえ', async () => {
    const { demo } = await atLogin()
    const window = await demo.logIn()
    await demo.begin(window)
    await closeWindow(await demo.page('consent.html'))
    await expect(heading(window, '電子証明書の更新を中止しました')).toBeVisible()
    await window.getByRole('button', { name: 'メインへ' }).click()
    await logOut(window)
  })
})

test.describe('from ログイン', () => {
  test('a window that is opened while it closes is open afterwards', async () => {
    const { demo, window } = await atLogin()
    const closed = window.waitForEvent('close')
    await demo.app.evaluate(({ app, BrowserWindow }) => {
      BrowserWindow.getAllWindows()
        .find(({ webContents }) => webContents.getURL().endsWith('/index.html'))!
        .close()
      app.emit('activate')
    })
    await closed
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
  })

  test('a second instance brings the first one to the front and ends', async () => {
    const { demo } = await atLogin()
    await demo.closeWindow()

    const second = spawn(process.env['KOSHIN_ELECTRON']!, launchArguments(demo.folder), {
      env: launchEnvironment(demo.folder),
      stdio: 'ignore',
    })
    const [code] = (await once(second, 'exit')) as [number]
    expect(code).toBe(0)
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
  })

  test('closing the window keeps the app in the tray wherever it stands, and opening it again shows the same', async () => {
    const { demo, ...first } = await atLogin()
    let { window } = first
    await expect(window.getByTestId('login-certificate')).toBeVisible()
    const before = demo.storedCertificates()
    const press = (name: string) => async (window: Page) => window.getByRole('button', { name, exact: true }).click()
    const ways: readonly (readonly [string, (window: Page) => Promise<unknown>])[] = [
      ['ログイン', () => demo.window()],
      ['電子証明書取得', press('電子証明書取得')],
      ['ログイン', press('ログインへ戻る')],
      ['電子証明書更新通知', () => demo.logIn()],
      ['電子証明書更新開始', press('証明書更新')],
      ['メイン', press('戻る')],
    ]
    for (const [title, go] of ways) {
      await go(window)
      await expect(heading(window, title)).toBeVisible()
      await demo.closeWindow()
      await expect.poll(() => demo.openPages()).toEqual([])
      window = await demo.reopen()
      await expect(heading(window, title)).toBeVisible()
    }
    expect(demo.storedCertificates()).toEqual(before)
    await logOut(window)
  })
})

test.describe('closing the window', () => {
  // The last one: what it leaves waits for its installation.
  test('with the second confirmation open keeps the issued certificate', async () => {
    const { demo } = await atLogin()
    const window = await demo.logIn()
    await demo.begin(window)
    await demo.answer('はい')
    await closeWindow(await demo.page('consent.html'))
    await expect(heading(window, '新しい電子証明書は保管されています')).toBeVisible()
  })
})
