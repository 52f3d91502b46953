import type { Page } from '@playwright/test'
import { expect, heading, test } from '../stage/app.ts'
import { findings } from '../stage/axe.ts'
import { focusOn } from '../stage/keyboard.ts'

for (const language of ['ja', 'en'] as const) {
  test(`every window of a renewal is clean for axe in ${language === 'ja' ? 'Japanese' : 'English'}`, async ({
    start,
  }) => {
    const demo = await start({ language })
    const window = await demo.window()
    const title = window.getByRole('heading', { level: 1 })
    const seen: string[] = []
    const check = async (page: Page): Promise<void> => {
      seen.push(await page.title())
      expect(await findings(page), seen.at(-1)).toEqual({})
    }

    await expect(title).toBeVisible()
    // As the machine's language is.
    await expect(window.getByTestId('login-submit')).toHaveText(language === 'ja' ? 'ログイン' : 'Log in')
    await check(await demo.page('demo.html'))
    await check(window)
    const [customer] = await demo.customers()
    await window.getByTestId('login-customer-id').fill(customer!.customerId)
    await window.getByTestId('login-password').fill(customer!.password)
    await window.getByTestId('login-submit').click()
    await expect(window.getByTestId('notice-renew')).toBeVisible()
    await check(window)
    await window.getByTestId('notice-renew').click()
    await expect(window.getByTestId('start-begin')).toBeVisible()
    await check(window)
    await window.getByTestId('start-begin').click()
    for (const answer of ['first', 'second']) {
      const consent = await demo.page('consent.html')
      await consent.emulateMedia({ reducedMotion: 'reduce' })
      await expect(consent.getByTestId('consent-yes'), answer).toBeEnabled()
      await check(consent)
      await check(window)
      await demo.answerBy(consent, 'consent-yes')
    }
    await expect(window.getByTestId('completion-close')).toBeVisible()
    await check(window)
    expect(new Set(seen).size).toBeGreaterThanOrEqual(6)
  })
}

test('the whole renewal, with a wrong password on the way, can be done with the keyboard alone', async ({ start }) => {
  const demo = await start()
  const window = await demo.window()
  await expect(heading(window, 'ログイン')).toBeVisible()
  const [customer] = await demo.customers()
  // As high as a window can be on a screen of 1366 x 768.
  await demo.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().forEach((one) => one.setContentSize(900, 690)),
  )
  await focusOn(window, 'login-customer-id')
  await window.keyboard.type(customer!.customerId)
  await focusOn(window, 'login-password')
  await window.keyboard.type('wrong')
  await window.keyboard.press('Enter')
  await expect(window.getByTestId('login-failure')).toBeInViewport()
  await expect(window.getByTestId('login-password')).toBeFocused()
  await expect(window.getByTestId('login-submit')).toBeInViewport({ ratio: 1 })
  await focusOn(window, 'failure-details')
  await window.keyboard.press('Enter')
  await expect(window.getByText('bank.login-refused')).toBeVisible()
  await focusOn(window, 'login-password')
  await window.keyboard.type(customer!.password)
  await window.keyboard.press('Enter')
  await expect(heading(window, '電子証明書更新通知')).toBeFocused()
  await focusOn(window, 'notice-renew')
  await window.keyboard.press('Enter')
  await expect(heading(window, '電子証明書更新開始')).toBeFocused()
  await focusOn(window, 'start-begin')
  await window.keyboard.press('Enter')
  for (const answer of ['first', 'second']) {
    const consent = await demo.page('consent.html')
    await expect(consent.getByTestId('consent-no'), answer).toBeFocused()
    await focusOn(consent, 'consent-yes')
    await expect(consent.getByTestId('consent-yes')).toBeEnabled()
    const closed = consent.waitForEvent('close')
    await consent.keyboard.press('Enter').catch((error: Error) => expect(error.message).toContain('has been closed'))
    await closed
  }
  await expect(heading(window, '電子証明書発行 発行完了')).toBeFocused()
})
