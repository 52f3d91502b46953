/**
 * What is there for whoever stands at ログイン. Help opens at what the user sees, finds a word or a code, and leads back.
 * Settings hold at once, by keyboard too, and for the next window. Whoever clicks once too often hits nothing that was not
 * there before.
 */
import type { Page } from '@playwright/test'
import { expect, heading, logOut, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'

/** What one of these leaves set, none after it takes for granted. */
const atLogin = shareApp()

test('the search of the help finds a failure by its code and a topic by a word', async () => {
  const { window } = await atLogin()
  await window.getByRole('button', { name: 'ヘルプ' }).click()
  const search = window.getByRole('searchbox', { name: 'ヘルプを検索（言葉やコード）' })
  await search.fill('bank.unreachable')
  await expect(window.getByRole('status')).toHaveText('1件見つかりました。')
  await expect(window.getByRole('heading', { level: 2 })).toHaveText('銀行に接続できません。')

  await search.fill('プリンター')
  await expect(window.getByRole('status')).toContainText('見つかりませんでした。')

  await search.fill('Ｗｅｂ アクセス')
  await window.getByRole('button', { name: 'この項目を開く' }).first().click()
  await expect(search).toHaveValue('')
  await expect(window.getByRole('heading', { level: 2, name: /Web アクセスの確認/ })).toBeFocused()
  await window.keyboard.press('Escape')
  await expect(heading(window, 'ログイン')).toBeVisible()
})

test('help opens at the window that it was asked in, leads to other topics, and back', async () => {
  const { demo, window } = await atLogin()
  await demo.logIn()
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await window.getByRole('button', { name: 'ヘルプ' }).click()
  await expect(window.getByRole('heading', { level: 2, name: '期限が近づいたとき' })).toBeFocused()
  await window.keyboard.press('Escape')
  await window.getByRole('button', { name: 'メインへ' }).click()
  await expect(heading(window, 'メイン')).toBeVisible()
  await window.getByRole('button', { name: 'ヘルプ' }).click()
  await expect(heading(window, 'ヘルプ')).toBeVisible()
  await expect(window.getByRole('heading', { level: 2, name: 'メイン' })).toBeFocused()
  await window.getByRole('button', { name: '更新が終わったとき' }).click()
  await expect(window.getByRole('heading', { level: 2, name: '更新が終わったとき' })).toBeFocused()
  await expect(window.getByRole('img', { name: '画面の見本: 更新が終わったとき' })).toBeVisible()
  // As 戻る does.
  await window.keyboard.press('Escape')
  await expect(heading(window, 'メイン')).toBeFocused()
  await window.getByRole('button', { name: 'ヘルプ' }).click()
  await expect(heading(window, 'ヘルプ')).toBeVisible()
  await window.keyboard.press('Alt+ArrowLeft')
  await expect(heading(window, 'メイン')).toBeFocused()
  await logOut(window)
})

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
  for (const next of ['settings-tray', 'settings-snooze']) {
    await window.keyboard.press('Tab')
    await expect(window.getByTestId(next)).toBeFocused()
  }
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

  await again.getByRole('button', { name: 'Settings' }).click()
  await again.getByTestId('settings-language').getByLabel('As the computer is set').check()
  await backAtLogin(again)
})

/** Puts a button under the pointer, as a new window or a line that slides down would. */
const addButton = (window: Page, label: string): Promise<void> =>
  window.evaluate((text) => {
    const button = document.createElement('button')
    button.textContent = text
    button.style.cssText = 'position: fixed; inset: 300px auto auto 300px; inline-size: 200px; block-size: 60px'
    button.onclick = () => (document.title = `${text}を押した`)
    // Seen also by whoever looks too late.
    const watch = () => button.toggleAttribute('data-rested', button.matches('[data-resting], [data-rested]'))
    new MutationObserver(watch).observe(button, { attributeFilter: ['data-resting'] })
    document.body.append(button)
  }, label)

/** Until it is drawn: from then on a pointer can hit it. */
async function putButton(window: Page, label: string): Promise<void> {
  await addButton(window, label)
  await window.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

test('a page that is never still lets a hand that is never still press its button in the end', async () => {
  const { window } = await atLogin()
  await expect(window.locator('html:not([data-resting])')).toBeAttached()
  await window.mouse.move(400, 330)
  await putButton(window, '新しいボタン')
  await window.evaluate(() => {
    const busy = document.createElement('p')
    document.body.append(busy)
    setInterval(() => (busy.textContent = String(performance.now())), 20)
  })
  const button = window.getByRole('button', { name: '新しいボタン' })
  await expect(button).toHaveAttribute('data-rested')
  let moves = 0
  const moved = async () => {
    await window.mouse.move(400 + (moves++ % 2) * 8, 330)
    return button.getAttribute('data-resting')
  }
  await expect.poll(moved, { intervals: [20] }).toBeNull()
  await window.mouse.down()
  await window.mouse.up()
  await expect(window).toHaveTitle('新しいボタンを押した')
})

test('what the pointer goes to takes a click at once', async () => {
  const { window } = await atLogin()
  await window.mouse.move(10, 10)
  await putButton(window, '見えているボタン')
  await expect(window.locator('html:not([data-resting])')).toBeAttached()
  await window.mouse.move(400, 330)
  await window.mouse.down()
  await window.mouse.up()
  await expect(window).toHaveTitle('見えているボタンを押した')

  // What one's own scrolling brings under the pointer was looked for, too.
  await window.evaluate(() => {
    document.title = ''
    for (const button of document.querySelectorAll<HTMLElement>('button')) {
      if (button.textContent === '見えているボタン')
        button.style.cssText += 'position: absolute; inset-block-start: 1300px'
    }
    document.documentElement.style.blockSize = '4000px'
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
  await window.mouse.wheel(0, 1000)
  await expect.poll(() => window.evaluate(() => scrollY)).toBe(1000)
  await window.mouse.down()
  await window.mouse.up()
  await expect(window).toHaveTitle('見えているボタンを押した')
})

test('what appears under a resting pointer takes no click at first, and every key', async () => {
  const { window } = await atLogin()
  await expect(window.locator('html:not([data-resting])')).toBeAttached()
  await window.mouse.move(400, 330)
  // Time stands still: four clicks of a test on a busy machine take longer than a hand's. It does so for the app's other
  // windows, too: no test comes after this one.
  await window.clock.install()
  await window.clock.pauseAt(Date.now() + 60_000)
  await addButton(window, '新しいボタン')
  const button = window.getByRole('button', { name: '新しいボタン' })
  await window.clock.runFor(100)
  await expect(button).toHaveAttribute('data-resting')
  for (let clicks = 0; clicks < 4; clicks++) {
    await window.mouse.down()
    await window.mouse.up()
  }
  await expect(button).toHaveAttribute('data-resting')
  await expect(window).not.toHaveTitle('新しいボタンを押した')
  await button.press('Enter')
  await expect(window).toHaveTitle('新しいボタンを押した')

  await window.clock.runFor(500)
  await expect(button).not.toHaveAttribute('data-resting')
  await window.evaluate(() => (document.title = ''))
  await window.mouse.down()
  await window.mouse.up()
  await expect(window).toHaveTitle('新しいボタンを押した')
})
