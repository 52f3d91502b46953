/** Who opens the app for the first time is told what it does, once. */
import { expect, heading, test } from '../stage/app.ts'
import { startCustomer } from '../stage/customer.ts'

test('a new user reads three sentences before ログイン, and never again', async ({ openBank, folder }) => {
  await openBank()
  const first = await startCustomer(folder, { isNew: true })
  const window = await first.window()
  await expect(heading(window, 'はじめに')).toBeFocused()
  await expect(window.getByTestId('window-welcome').getByRole('paragraph')).toHaveCount(3)
  await window.getByRole('button', { name: 'はじめる' }).click()
  await expect(heading(window, 'ログイン')).toBeFocused()
  await expect(window.getByTestId('login-certificate')).toBeVisible()
  await first.close()

  const second = await startCustomer(folder)
  await expect(heading(await second.window(), 'ログイン')).toBeVisible()
  await expect((await second.window()).getByTestId('login-certificate')).toBeVisible()
  await second.close()
})
