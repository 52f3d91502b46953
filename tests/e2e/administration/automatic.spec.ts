/** A machine whose policy has the app renew by itself: nobody presses anything, from the first check to the notification. */
import { expect, heading, test } from '../stage/app.ts'
import { startNewcomer } from '../stage/newcomer.ts'
import { managedBank } from '../stage/windowless.ts'
import { sessionForEach } from '../desktop/session/desktop-session.ts'
import { manage, missingForManagement } from './managed-machine.ts'

test.describe('on a managed machine', () => {
  const missing = missingForManagement()
  test.skip(missing !== undefined, missing)
  const session = sessionForEach()

  test('what is due is renewed in the tray, told by a notification, and completed at the next opening', async ({
    openBank,
    folder,
  }) => {
    const standing = await openBank()
    const [before] = standing.storedCertificates()
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
    const policy = { bank: managedBank(folder), consent: 'managed', renewal: 'automatic', spreadHours: 0 }
    const start = () => startNewcomer(folder, { on: manage(folder, policy), options: ['--hidden'] })

    const first = await start()
    await expect.poll(() => session().shownNotifications(), { timeout: 60_000 }).toBe(1)
    // A page that only opens a connection to the bank may be there for a moment.
    await expect.poll(() => first.openPages()).toEqual([])
    const stored = standing.storedCertificates()
    expect(stored).toHaveLength(1)
    expect(stored).not.toContainEqual(before)
    await first.close()

    // Switched off before anybody looked.
    session().closeNotifications()
    const second = await start()
    // Not what it knows from before: with the look that it takes now, its menu is another one.
    await expect.poll(() => session().trayToolTip(), { timeout: 60_000 }).toMatch(/有効 - あと36(?!.*確認しています)/)
    session().clickMenu('Koshin を開く')
    const window = await second.window()
    await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
    await expect(window.getByText('電子証明書を自動で更新しました。', { exact: false })).toBeVisible()

    session().clickMenu('設定…')
    await expect(heading(window, '設定')).toBeVisible()
    await expect(window.getByTestId('settings-automatic')).toContainText('この設定は、管理者が決めています。')
    await window.getByRole('button', { name: '戻る' }).click()

    await second.leaveCompleted(window)
    session().clickMenu('Koshin を開く')
    const again = await second.window()
    await again.getByRole('button', { name: 'ログイン', exact: true }).click()
    await expect(heading(again, 'メイン')).toBeVisible()
    await expect(again.getByTestId('main-next-notice')).toContainText(' 以降')
    await expect(again.getByTestId('main-history')).toContainText('電子証明書を更新しました（自動）')
    expect(session().shownNotifications()).toBe(0)
    expect(standing.storedCertificates()).toEqual(stored)
    await second.close()
  })
})
