import { readFileSync } from 'node:fs'
import path from 'node:path'
import { findDaemon } from '../../../main/desktop/notices/freedesktop/notifications.ts'
import { type Demo, expect, heading, test } from '../stage/app.ts'
import { sessionForEach } from './session/desktop-session.ts'

/** What the app has kept about the reminders of its only certificate. */
function kept(demo: Demo, file: 'notices' | 'delivery'): unknown {
  try {
    const text = readFileSync(path.join(demo.folder, 'state', `${file}.json`), 'utf8')
    const { content } = JSON.parse(text) as { content: Record<string, unknown> }
    return file === 'delivery' ? content : Object.values(content)[0]
  } catch {
    return undefined
  }
}

test.describe('a notification', () => {
  const session = sessionForEach(false)
  async function begin(options?: { daemon: boolean }): Promise<void> {
    await session().start(options)
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
  }

  test('answered with 証明書更新 begins the renewal, also when the window was closed', async ({ start }) => {
    await begin()
    const demo = await start()
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
    await expect.poll(() => session().shownNotifications()).toBe(1)
    await demo.closeWindow()
    session().pressButton('証明書更新')
    await expect(heading(await demo.window(), '電子証明書更新開始')).toBeVisible()
    await expect.poll(() => session().shownNotifications()).toBe(0)
  })

  test('answered with あとで is put off until tomorrow, and the notice window says so', async ({ start }) => {
    await begin()
    const demo = await start()
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
    await expect.poll(() => session().shownNotifications()).toBe(1)
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
  })

  test('is taken away at once when its certificate is renewed', async ({ start }) => {
    await begin()
    const demo = await start()
    const window = await demo.logIn()
    await expect.poll(() => session().shownNotifications()).toBe(1)
    await demo.begin(window)
    await demo.complete(window)
    await expect.poll(() => session().shownNotifications()).toBe(0)
  })

  test('that nobody shows is not counted as shown, and comes when somebody does', async ({ start }) => {
    await begin({ daemon: false })
    const demo = await start()
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
    const reason = expect.stringContaining('ServiceUnknown') as unknown
    await expect.poll(() => kept(demo, 'delivery')).toMatchObject({ shown: false, reason })
    expect(await findDaemon(process.env)).toEqual({ reason })
    expect(kept(demo, 'notices')).toBeUndefined()

    await session().startDaemon()
    expect(await findDaemon(process.env)).toEqual({ service: expect.stringMatching(/^dunst /), actions: true })
    // What the operating system tells an app when the machine wakes up.
    await demo.app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
    await expect.poll(() => session().shownNotifications()).toBe(1)
    await expect.poll(() => kept(demo, 'notices')).toEqual({ shown: [30] })
    await expect.poll(() => kept(demo, 'delivery')).toMatchObject({ shown: true })
  })
})

test.describe('in the notice window', () => {
  test('notifications can be muted until 3 days before expiry, and the window asks all the same', async ({ start }) => {
    const demo = await start()
    const window = await demo.logIn()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    await window.getByRole('button', { name: '3日前まで通知しない' }).click()
    const expiry = (await window.getByTestId('notice-expiry').textContent())!
    await expect(window.getByTestId('notice-silent')).toContainText('まで届きません')
    expect(kept(demo, 'notices')).toMatchObject({ muted: true })
    expect(await window.getByTestId('notice-silent').textContent()).not.toContain(expiry)
    await window.getByRole('button', { name: '明日まで通知しない' }).click()
    await expect.poll(() => kept(demo, 'notices')).toHaveProperty('snoozedUntil')

    await demo.close()
    const again = await start()
    await expect(heading(await again.logIn(), '電子証明書更新通知')).toBeVisible()
  })
})
