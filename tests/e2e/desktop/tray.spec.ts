import { expect, heading, test } from '../stage/app.ts'
import { sessionForEach } from './session/desktop-session.ts'

test.describe('in the tray', () => {
  const session = sessionForEach()
  test.beforeEach(() => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
  })

  test('the icon tells the status and the days left, and the user is notified once at 30 days', async ({ start }) => {
    const demo = await start()
    const window = await demo.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    await expect.poll(() => session().trayToolTip()).toContain('更新の時期です - あと20日')
    await expect.poll(() => session().shownNotifications()).toBe(1)

    session().clickNotification()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    session().closeNotifications()
    await demo.close()

    const again = await start()
    await expect(heading(await again.window(), 'ログイン')).toBeVisible()
    await expect.poll(() => session().trayToolTip()).toContain('あと20日')
    expect(session().shownNotifications()).toBe(0)
  })

  test('a click on the notification opens the notice also when the window was closed', async ({ start }) => {
    const demo = await start()
    const window = await demo.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    await expect.poll(() => session().shownNotifications()).toBe(1)
    await demo.closeWindow()

    session().clickNotification()
    await expect(heading(await demo.window(), '電子証明書更新通知')).toBeVisible()
  })

  test('a renewal changes what the icon tells', async ({ start }) => {
    const demo = await start()
    const window = await demo.logIn()
    await demo.begin(window)
    await demo.complete(window)
    await expect.poll(() => session().trayToolTip()).toContain('有効 - あと36')
  })

  test('the menu tells the same as the icon, and its last entry is the only way to end the app', async ({ start }) => {
    const demo = await start()
    const window = await demo.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
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

  test('closing the window leaves no page of it alive, only the icon', async ({ start }) => {
    const demo = await start()
    const window = await demo.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    const page = await window.evaluate(() => globalThis.window.location.href)
    await demo.closeWindow()
    const pages = () =>
      demo.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((one) => one.getURL()))
    expect(page).toMatch(/index\.html$/)
    await expect.poll(pages).toEqual([expect.stringMatching(/demo\.html$/)])
    const renderers = () =>
      demo.app.evaluate(({ app }) =>
        app
          .getAppMetrics()
          .filter(({ type }) => type === 'Tab')
          .map(({ pid }) => pid),
      )
    // By its page: one that only opens a connection to the bank may be there for a moment.
    const own = await demo.app.evaluate(({ webContents }) =>
      webContents
        .getAllWebContents()
        .find((one) => one.getURL().endsWith('/demo.html'))!
        .getOSProcessId(),
    )
    await expect.poll(renderers).toEqual([own])
    await expect.poll(() => session().trayToolTip()).toContain('更新の時期です')
  })

  test('the icon comes when the panel begins after the app; a certificate not yet due notifies nobody', async ({
    start,
  }) => {
    await session().stopTray()
    const demo = await start({ certificate: 'valid' })
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
    expect(session().trayToolTip()).toBe('')
    await session().startTray()
    await expect.poll(() => session().trayToolTip()).toContain('有効')
    expect(session().shownNotifications()).toBe(0)
  })
})
