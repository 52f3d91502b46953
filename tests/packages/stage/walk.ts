/** Windows of an app that was installed, reached from outside through its automation door. */
import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { type Browser, chromium, expect, type Page } from '@playwright/test'

/** @param app started with --remote-debugging-port=0, which its managed policy has to allow */
export async function reach(app: ChildProcessByStdio<null, null, Readable>): Promise<Browser> {
  let said = ''
  app.stderr.on('data', (text: Buffer) => (said += text.toString()))
  const address = () => /listening on (ws:\S+)/.exec(said)?.[1]
  await expect.poll(address, { timeout: 60_000, message: 'an address of its windows' }).toBeDefined()
  return chromium.connectOverCDP(address()!)
}

/** From the demo's login to the completion. */
export async function walk(browser: Browser): Promise<void> {
  const shown = await page(browser, 'index.html')
  const bank = await page(browser, 'demo.html')
  const [customer] = (await bank.evaluate(() => window.koshinDemo.state())).customers
  await shown.getByLabel('お客様 ID').fill(customer!.customerId)
  await shown.getByLabel('パスワード').fill(customer!.password)
  await shown.getByRole('button', { name: 'ログイン', exact: true }).click()
  await shown.getByRole('button', { name: '証明書更新' }).click()
  await shown.getByRole('button', { name: '更新', exact: true }).click()
  for (const _question of [1, 2]) {
    const consent = await page(browser, 'consent.html')
    const closed = consent.waitForEvent('close')
    // The click takes the window away under Playwright's feet.
    await consent
      .getByTestId('consent-yes')
      .click()
      .catch((error: Error) => expect(error.message).toContain('closed'))
    await closed
  }
  await expect(shown.getByRole('heading', { level: 1, name: '電子証明書発行 発行完了' })).toBeVisible()
}

export async function page(browser: Browser, file: string): Promise<Page> {
  const find = () =>
    browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((one) => new URL(one.url()).pathname.endsWith(`/${file}`))
  await expect.poll(() => find() !== undefined, { message: `a window with ${file}`, timeout: 30_000 }).toBe(true)
  return find()!
}
