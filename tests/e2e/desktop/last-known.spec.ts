/** What is shown of certificates before the key store has told what it holds. */
import path from 'node:path'
import { holdDatabase, noPython } from '../../contract/linux/held-database.ts'
import { expect, heading, test } from '../stage/app.ts'
import { sessionForEach } from './session/desktop-session.ts'

const session = sessionForEach()
test.beforeEach(() => {
  process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
})

test('the next start shows at once what the last one found, and that it is still looking', async ({
  start,
  folder,
}) => {
  test.skip(noPython !== undefined, noPython)
  const first = await start({ certificate: 'valid' })
  await expect(heading(await first.window(), 'ログイン')).toBeVisible()
  await expect.poll(() => session().trayToolTip()).toContain('有効')
  await first.close()

  const release = await holdDatabase(path.join(folder, 'home/.pki/nssdb/key4.db'))
  try {
    const demo = await start({ certificate: 'valid' })
    const window = await demo.window()
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
