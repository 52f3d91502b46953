/**
 * Walks the demo by itself as a new user would, leaving a picture of each window in .cache/demo, which git ignores, and
 * a short report of what the key store held before and after. `npm run demo` runs this where there is no display.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { appRoot, type Demo, expect, heading, type LaunchOptions, test } from '../stage/app.ts'
import type { StoredCertificate } from '../stage/nss-database.ts'

const certificate = (process.env['KOSHIN_WALK_CERTIFICATE'] ?? 'due') as NonNullable<LaunchOptions['certificate']>
const pictures = path.join(appRoot, '.cache/demo')

test(`a walk through the demo, starting with a certificate that is ${certificate}`, async ({ startDemo }) => {
  const demo = await startDemo({ certificate })
  const walk = new Walk(demo)
  const window = await demo.window()
  await expect(heading(window, 'ログイン')).toBeVisible()
  const before = demo.storedCertificates()
  await walk.picture(await demo.page('demo.html'), 'demo-bank')
  await walk.picture(window, 'login')
  if (certificate === 'due' || certificate === 'two' || certificate === 'grace') await walk.renew(window)
  else if (certificate === 'valid') await walk.logIn(window)
  else await walk.acquire(window)
  walk.report(before)
})

class Walk {
  private readonly taken: string[] = []

  constructor(private readonly demo: Demo) {}

  async picture(page: Page, name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true })
    const prefix = certificate === 'due' ? '' : `${certificate}-`
    const file = `${prefix}${name}.png`
    await page.screenshot({ path: path.join(pictures, file), animations: 'disabled' })
    this.taken.push(file)
  }

  async logIn(window: Page): Promise<void> {
    await this.demo.logIn()
    await expect(heading(window, 'メイン')).toBeVisible()
    await this.picture(window, 'main')
  }

  async renew(window: Page): Promise<void> {
    const { demo } = this
    if (certificate === 'two')
      await window.getByRole('radio', { name: new RegExp((await demo.customers())[0]!.name) }).check()
    // With an expired certificate nobody can log in.
    if (certificate === 'grace') await window.getByRole('button', { name: '証明書更新' }).click()
    else await demo.logIn()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    await this.picture(window, 'notice')
    const goOn = await demo.pauseBank()
    await window.getByRole('button', { name: '証明書更新' }).click()
    await expect(heading(window, '電子証明書更新前処理中')).toBeVisible()
    await this.picture(window, 'preparing')
    goOn()
    await expect(heading(window, '電子証明書更新開始')).toBeVisible()
    await this.picture(window, 'start')
    await window.getByRole('button', { name: '更新', exact: true }).click()
    await this.confirmTwice(window)
    await this.closeAndLogInAgain(window)
  }

  async acquire(window: Page): Promise<void> {
    const { customerId, password } = await this.demo.invited()
    await window.getByRole('button', { name: '電子証明書取得' }).click()
    await window.getByLabel('お客様 ID').fill(customerId)
    await this.picture(window, 'acquire')
    await window.getByLabel('取得用パスワード').fill(password)
    await window.getByRole('button', { name: '電子証明書取得' }).click()
    await this.confirmTwice(window)
    await this.closeAndLogInAgain(window)
  }

  private async confirmTwice(window: Page): Promise<void> {
    for (const [name, shown] of [
      ['consent-1', '確認 1 / 2'],
      ['consent-2', '確認 2 / 2'],
    ] as const) {
      const consent = await this.demo.page('consent.html')
      await expect(consent.getByText(shown)).toBeVisible()
      await expect(consent.getByTestId('consent-yes')).toBeEnabled()
      await this.picture(consent, name)
      if (name === 'consent-1') await this.picture(window, 'working')
      await this.demo.answer('はい')
    }
    await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
    await this.picture(window, 'completion')
  }

  private async closeAndLogInAgain(window: Page): Promise<void> {
    const again = await this.demo.closeCompleted(window)
    if (certificate === 'two')
      await again.getByRole('radio', { name: new RegExp((await this.demo.customers())[0]!.name) }).check()
    await this.demo.logIn()
    await expect(heading(again, 'メイン')).toBeVisible()
    await this.picture(again, 'main')
  }

  report(before: readonly StoredCertificate[]): void {
    const after = this.demo.storedCertificates()
    const say = ({ serial, thumbprint, notAfter }: StoredCertificate): string =>
      `  serial ${serial}\n  SHA-256 ${thumbprint}\n  expires ${new Date(notAfter).toISOString()}`
    const list = (stored: readonly StoredCertificate[]): string =>
      stored.length === 0 ? '  none' : stored.map(say).join('\n\n')
    const text = [
      `The key store before (certutil, certificates with a private key):\n${list(before)}`,
      `The key store after:\n${list(after)}`,
      `Pictures in .cache/demo: ${this.taken.join(', ')}`,
    ].join('\n\n')
    writeFileSync(path.join(pictures, `report-${certificate}.txt`), `${text}\n`)
    console.log(`\n${text}\n`)
    if (certificate === 'valid') expect(after).toEqual(before)
    else expect(after.map((one) => one.thumbprint)).not.toEqual(before.map((one) => one.thumbprint))
  }
}
