import { findDaemon } from '../../../main/desktop/notices/freedesktop/notifications.ts'
import { type Demo, expect, heading, logOut, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'
import { sharedSession } from './session/desktop-session.ts'
import { kept, remindAnew, wakeUp } from './session/reminders.ts'

/** Without a notification daemon at first. */
const session = sharedSession({ daemon: false })

test.describe('on a desktop', () => {
  const atLogin = shareApp()

  /** Only once: it is the last thing that happens here. */
  let isRenewed = false
  async function renew(demo: Demo): Promise<void> {
    const window = await demo.logIn()
    await demo.begin(window)
    await demo.complete(window)
    isRenewed = true
  }

  test.describe('a notification', () => {
    // The first one: only before a daemon has run does nobody show anything.
    test('that nobody shows is not counted as shown, and comes when somebody does', async () => {
      const { demo } = await atLogin()
      const reason = expect.stringContaining('ServiceUnknown') as unknown
      await expect.poll(() => kept(demo, 'delivery')).toMatchObject({ shown: false, reason })
      expect(await findDaemon(process.env)).toEqual({ reason })
      expect(kept(demo, 'notices')).toBeUndefined()

      await session().startDaemon()
      expect(await findDaemon(process.env)).toEqual({ service: expect.stringMatching(/^dunst /), actions: true })
      await wakeUp(demo)
      await expect.poll(() => session().shownNotifications()).toBe(1)
      await expect.poll(() => kept(demo, 'notices')).toEqual({ shown: [30] })
      await expect.poll(() => kept(demo, 'delivery')).toMatchObject({ shown: true })
    })

    test('answered with 証明書更新 begins the renewal, also when the window was closed', async () => {
      const { demo } = await atLogin()
      await remindAnew(demo, session())
      await demo.closeWindow()
      session().pressButton('証明書更新')
      const window = await demo.window()
      await expect(heading(window, '電子証明書更新開始')).toBeVisible()
      await expect.poll(() => session().shownNotifications()).toBe(0)
      await window.getByRole('button', { name: '戻る' }).click()
      await expect(heading(window, 'ログイン')).toBeVisible()
    })

    test('answered with あとで is put off until tomorrow, and the notice window says so', async () => {
      const { demo } = await atLogin()
      await remindAnew(demo, session())
      const before = Date.now()
      session().pressButton('あとで')
      await expect.poll(() => session().shownNotifications()).toBe(0)
      // The daemon takes it away by itself; the app hears of the answer then.
      const answered = { shown: [30], snoozedUntil: expect.any(Number) as unknown }
      await expect.poll(() => kept(demo, 'notices')).toMatchObject(answered)
      const { snoozedUntil } = kept(demo, 'notices') as { snoozedUntil: number }
      expect(snoozedUntil).toBeGreaterThan(before + 9 * 60 * 60 * 1000)
      expect(new Date(snoozedUntil).toISOString()).toContain('T00:00:00.000Z')
      const window = await demo.logIn()
      await expect(window.getByTestId('notice-silent')).toContainText('9:00（日本時間） まで届きません')
      await window.getByRole('button', { name: 'メインへ' }).click()
      await logOut(window)
    })

    test('is taken away at once when its certificate is renewed', async () => {
      const { demo } = await atLogin()
      await remindAnew(demo, session())
      await renew(demo)
      await expect.poll(() => session().shownNotifications()).toBe(0)
    })
  })

  test.describe('in the tray', () => {
    test('a renewal changes what the icon tells', async () => {
      if (!isRenewed) await renew((await atLogin()).demo)
      await expect.poll(() => session().trayToolTip()).toContain('有効 - あと36')
    })
  })
})
