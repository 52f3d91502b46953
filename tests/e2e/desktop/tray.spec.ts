import path from 'node:path'
import { holdDatabase, noPython } from '../../contract/linux/held-database.ts'
import { expect, heading, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'
import { sharedSession } from './session/desktop-session.ts'
import { remindAnew } from './session/reminders.ts'

const session = sharedSession()

test.describe('in the tray', () => {
  const atLogin = shareApp()

  test('the icon tells the status and the days left, and the user is notified once at 30 days', async () => {
    const { window, restart } = await atLogin()
    await expect.poll(() => session().trayToolTip()).toContain('更新の時期です - あと20日')
    await expect.poll(() => session().shownNotifications()).toBe(1)

    session().clickNotification()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    session().closeNotifications()

    await restart()
    await expect.poll(() => session().trayToolTip()).toContain('あと20日')
    expect(session().shownNotifications()).toBe(0)
  })

  test('a click on the notification opens the notice also when the window was closed', async () => {
    const { demo } = await atLogin()
    await remindAnew(demo, session())
    await demo.closeWindow()

    session().clickNotification()
    const window = await demo.window()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    await window.getByRole('button', { name: 'メインへ' }).click()
    await expect(heading(window, 'ログイン')).toBeVisible()
  })

  test('closing the window leaves no page of it alive, only the icon', async () => {
    const { demo, window } = await atLogin()
    const page = await window.evaluate(() => globalThis.window.location.href)
    await demo.closeWindow()
    const pages = () =>
      demo.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((one) => one.getURL()))
    expect(page).toMatch(/index\.html$/)
    await expect.poll(pages).toEqual([])
    const renderers = () =>
      demo.app.evaluate(({ app }) =>
        app
          .getAppMetrics()
          .filter(({ type }) => type === 'Tab')
          .map(({ pid }) => pid),
      )
    await expect.poll(renderers).toEqual([])
    await expect.poll(() => session().trayToolTip()).toContain('更新の時期です')
  })

  // The last one: the app is over afterwards.
  test('the menu tells the same as the icon, and its last entry is the only way to end the app', async () => {
    const { demo, window } = await atLogin()
    await expect.poll(() => session().trayToolTip()).toContain('更新の時期です')
    const labels = session()
      .trayMenu()
      .map(({ label }) => label)
    expect(labels).toEqual([
      expect.stringMatching(/^更新の時期です - あと20日/),
      'Koshin を開く',
      '証明書更新',
      'このパソコンの電子証明書',
      '電話やメールで更新を頼まれた…',
      '設定…',
      '終了',
    ])
    expect(session().trayToolTip()).toContain(labels[0]!)

    session().clickMenu('電話やメールで更新を頼まれた…')
    await expect(heading(window, '本物確認')).toBeVisible()

    const ended = demo.app.waitForEvent('close')
    session().clickMenu('終了')
    await ended
  })
})

test.describe('in the tray, of a certificate that is not yet due,', () => {
  test.beforeAll(async () => {
    session().closeNotifications()
    await session().stopTray()
  })
  const atLogin = shareApp({ certificate: 'valid' })

  test('the icon comes when the panel begins after the app; a certificate not yet due notifies nobody', async () => {
    await atLogin()
    expect(session().trayToolTip()).toBe('')
    await session().startTray()
    await expect.poll(() => session().trayToolTip()).toContain('有効')
    expect(session().shownNotifications()).toBe(0)
  })

  test('the next start shows at once what the last one found, and that it is still looking', async () => {
    test.skip(noPython !== undefined, noPython)
    const { demo, restart } = await atLogin()
    await session().startTray()
    await expect.poll(() => session().trayToolTip()).toContain('有効')
    let release: () => Promise<void> = () => Promise.resolve()
    try {
      const { window } = await restart(async () => {
        release = await holdDatabase(path.join(demo.folder, 'home/.pki/nssdb/key4.db'))
      })
      await expect(window.getByText('前回確認した内容です。いまの状態を確認しています。')).toBeVisible()
      await expect(window.getByTestId('login-certificate')).toHaveAttribute('data-status', 'valid')
      await expect.poll(() => session().trayToolTip()).toMatch(/有効 - あと.* - 電子証明書を確認しています/)

      await release()
      await expect(window.getByText('この電子証明書でログインします。')).toBeVisible({ timeout: 45_000 })
      await expect.poll(() => session().trayToolTip()).not.toContain('確認しています')
    } finally {
      await release()
    }
  })
})
