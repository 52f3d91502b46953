/** Web アクセスの確認 in its real windows: both answers are in sight, however much the question says. */
import type { Page } from '@playwright/test'
import { type Demo, expect, heading, test } from '../stage/app.ts'

/** px of the page below the window's lower edge. */
const below = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight)

/** Larger text, as with Ctrl and +. */
async function zoom(demo: Demo, factor: number): Promise<void> {
  await demo.app.evaluate(({ BrowserWindow }, by) => {
    const asking = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes('/consent.html'))
    asking!.webContents.setZoomFactor(by)
  }, factor)
}

async function isWhole(demo: Demo, question: Page): Promise<void> {
  for (const testId of ['consent-yes', 'consent-no'])
    await expect(question.getByTestId(testId)).toBeInViewport({ ratio: 1 })
  expect(await below(question)).toBe(0)
  const opened = await question.evaluate(() => innerHeight)
  for (const factor of [1.5, 2]) {
    await zoom(demo, factor)
    await expect.poll(() => question.evaluate(() => devicePixelRatio)).toBe(factor)
    await expect.poll(() => below(question), { message: `px below the window at ${factor}` }).toBe(0)
  }
  // In the page's px, of which each is twice as large now.
  expect(await question.evaluate(() => innerHeight * 2)).toBeGreaterThan(opened)
  await zoom(demo, 1)
}

test('both questions show both answers without scrolling, also with text at 150 and 200 %', async ({ start }) => {
  const demo = await start()
  const window = await demo.logIn()
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await demo.begin(window)
  for (const shown of ['確認 1 / 2', '確認 2 / 2']) {
    const question = await demo.page('consent.html')
    await expect(question.getByText(shown)).toBeVisible()
    await isWhole(demo, question)
    await demo.answerBy(question, 'consent-yes')
  }
  await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
})
