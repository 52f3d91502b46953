/** The windows of a renewal as axe sees them, and as whoever has no mouse goes through them. */
import type { Page } from '@playwright/test'
import { type Demo, expect, heading, test } from '../stage/app.ts'
import { findings } from '../stage/axe.ts'
import { focusOn } from '../stage/keyboard.ts'
import { shareApp } from '../stage/shared-app.ts'

/** What axe has found in each window. */
type Seen = { readonly title: string; readonly found: Awaited<ReturnType<typeof findings>> }[]

async function look(page: Page, seen: Seen): Promise<void> {
  seen.push({ title: await page.title(), found: await findings(page) })
}

function expectClean(seen: Seen): void {
  for (const { title, found } of seen) expect(found, title).toEqual({})
  expect(new Set(seen.map(({ title }) => title)).size).toBeGreaterThanOrEqual(5)
}

test('every window of a renewal is clean for axe in English', async ({ start }) => {
  const demo = await start({ language: 'en' })
  const window = await demo.window()
  const seen: Seen = []
  await expect(window.getByRole('heading', { level: 1 })).toBeVisible()
  // As the machine's language is.
  await expect(window.getByTestId('login-submit')).toHaveText('Log in')
  await look(window, seen)
  const [customer] = await demo.customers()
  await window.getByTestId('login-customer-id').fill(customer!.customerId)
  await window.getByTestId('login-password').fill(customer!.password)
  await window.getByTestId('login-submit').click()
  await expect(window.getByTestId('notice-renew')).toBeVisible()
  await look(window, seen)
  await window.getByTestId('notice-renew').click()
  await expect(window.getByTestId('start-begin')).toBeVisible()
  await look(window, seen)
  await window.getByTestId('start-begin').click()
  for (const answer of ['first', 'second']) {
    const consent = await demo.page('consent.html')
    await consent.emulateMedia({ reducedMotion: 'reduce' })
    await expect(consent.getByTestId('consent-yes'), answer).toBeEnabled()
    await look(consent, seen)
    await look(window, seen)
    await demo.answerBy(consent, 'consent-yes')
  }
  await expect(window.getByTestId('completion-close')).toBeVisible()
  await look(window, seen)
  expectClean(seen)
})

test.describe('in Japanese', () => {
  const atLogin = shareApp()

  /** Once a test has been through the renewal of this app. */
  let seen: Seen | undefined

  async function renewByKeyboard(demo: Demo, window: Page): Promise<Seen> {
    const there: Seen = []
    // As the machine's language is.
    await expect(window.getByTestId('login-submit')).toHaveText('ログイン')
    await look(window, there)
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
    await look(window, there)
    await focusOn(window, 'notice-renew')
    await window.keyboard.press('Enter')
    await expect(heading(window, '電子証明書更新開始')).toBeFocused()
    await look(window, there)
    await focusOn(window, 'start-begin')
    await window.keyboard.press('Enter')
    for (const answer of ['first', 'second']) {
      const consent = await demo.page('consent.html')
      await expect(consent.getByTestId('consent-no'), answer).toBeFocused()
      await consent.emulateMedia({ reducedMotion: 'reduce' })
      await expect(consent.getByTestId('consent-yes')).toBeEnabled()
      await look(consent, there)
      await look(window, there)
      await focusOn(consent, 'consent-yes')
      await expect(consent.getByTestId('consent-yes')).toBeEnabled()
      const closed = consent.waitForEvent('close')
      await consent.keyboard.press('Enter').catch((error: Error) => expect(error.message).toContain('has been closed'))
      await closed
    }
    await expect(heading(window, '電子証明書発行 発行完了')).toBeFocused()
    await look(window, there)
    return there
  }

  test('the whole renewal, with a wrong password on the way, can be done with the keyboard alone', async () => {
    const { demo, window } = await atLogin()
    seen = await renewByKeyboard(demo, window)
  })

  test('every window of a renewal is clean for axe in Japanese', async () => {
    if (seen === undefined) {
      const { demo, window } = await atLogin()
      seen = await renewByKeyboard(demo, window)
    }
    expectClean(seen)
  })
})
