/** Settings hold at once, by keyboard too, and are there again after a restart; help and about lead back. */
import type { Page } from '@playwright/test'
import { expect, heading, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'

/** What one of these leaves set, none after it takes for granted. */
const atLogin = shareApp()

async function backAtLogin(window: Page): Promise<void> {
  await window.getByRole('button', { name: '戻る' }).click()
  await expect(heading(window, 'ログイン')).toBeVisible()
}

test('notifications that were put off can be had again', async () => {
  const { window } = await atLogin()
  await window.getByRole('button', { name: '設定' }).click()
  const reminders = window.getByTestId('settings-reminders')
  await expect(reminders).toContainText('何回かに分けて届きます')
  await window.getByRole('button', { name: '3日前まで通知しない' }).click()
  await expect(reminders).toContainText('まで届きません')
  await window.getByRole('button', { name: '通知を再開' }).click()
  await expect(reminders).toContainText('何回かに分けて届きます')
  await backAtLogin(window)
})

test('everything in the settings can be reached and changed with the keyboard', async () => {
  const { window } = await atLogin()
  // Before its certificate is known there are no notifications to be put off.
  await expect(window.getByTestId('login-certificate')).toBeVisible()
  await window.getByRole('button', { name: '設定' }).focus()
  await window.keyboard.press('Enter')
  await expect(heading(window, '設定')).toBeFocused()
  await window.keyboard.press('Tab')
  await window.keyboard.press('Tab')
  await window.keyboard.press('ArrowDown')
  await expect(window.getByLabel('明るい')).toBeChecked()
  await window.keyboard.press('Tab')
  await expect(window.getByTestId('settings-tray')).toBeFocused()
  await window.keyboard.press('Tab')
  await expect(window.getByTestId('settings-snooze')).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(window.getByTestId('settings-resume')).toBeVisible()
  await backAtLogin(window)
})

test('the theme changes at once', async () => {
  const { demo, window } = await atLogin()
  // Playwright would otherwise pretend a light system.
  await window.emulateMedia({ colorScheme: null })
  const ground = () => window.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  await window.getByRole('button', { name: '設定' }).click()
  await window.getByLabel('暗い').check()
  await expect.poll(ground).toBe('rgb(20, 23, 28)')
  await window.getByLabel('明るい').check()
  await expect.poll(ground).toBe('rgb(246, 245, 241)')
  expect(await demo.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('light')
  await backAtLogin(window)
})

test('the language changes at once and is kept for the next window', async () => {
  const { demo, window } = await atLogin()
  await window.getByRole('button', { name: '設定' }).click()
  await expect(heading(window, '設定')).toBeFocused()
  await window.getByLabel('英語（English）').check()
  await expect(heading(window, 'Settings')).toBeVisible()
  await expect(window.locator('html')).toHaveAttribute('lang', 'en')
  // The focus stays where the choice was made.
  await expect(window.getByLabel('English', { exact: true })).toBeFocused()
  await window.getByRole('button', { name: 'Back' }).click()
  await expect(heading(window, 'Login')).toBeFocused()

  await demo.closeWindow()
  const opened = demo.app.waitForEvent('window')
  await demo.app.evaluate(({ app }) => app.emit('activate'))
  const again = await opened
  await expect(again).toHaveURL(/index\.html\?language=en$/)
  await expect(heading(again, 'Login')).toBeVisible()
})
