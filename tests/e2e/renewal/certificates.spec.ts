import type { Page } from '@playwright/test'
import { type Demo, expect, heading, test } from '../stage/app.ts'

test('of two certificates none is chosen beforehand; the one that the user picks opens no session for the other customer, and is renewed alone', async ({
  start,
}) => {
  const demo = await start({ certificate: 'two' })
  const window = await demo.window()
  await expect(heading(window, 'ログイン')).toBeVisible()
  const customers = await demo.customers()
  const choices = window.getByRole('radio')
  await expect(choices).toHaveCount(2)
  await expect(window.getByRole('radio', { checked: true })).toHaveCount(0)

  await window.getByRole('radio', { name: new RegExp(customers[1]!.name) }).check()
  await demo.logIn(0)
  await expect(window.getByRole('alert')).toContainText('bank.login-refused')
  await demo.logIn(1)
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await expect(window.getByText(customers[1]!.name).first()).toBeVisible()

  const before = demo.storedCertificates().map((one) => one.thumbprint)
  await demo.begin(window)
  await demo.complete(window)
  const after = demo.storedCertificates().map((one) => one.thumbprint)
  expect(after).toHaveLength(2)
  expect(after.filter((one) => before.includes(one))).toHaveLength(1)
})

test.describe('電子証明書取得', () => {
  async function acquire(window: Page, password: string): Promise<void> {
    await window.getByLabel('取得用パスワード').fill(password)
    await window.getByRole('button', { name: '電子証明書取得' }).click()
  }

  async function open(window: Page, customerId: string): Promise<void> {
    await window.getByRole('button', { name: '電子証明書取得' }).click()
    await expect(heading(window, '電子証明書取得')).toBeVisible()
    await window.getByLabel('お客様 ID').fill(customerId)
  }

  async function expectLogin(demo: Demo, window: Page): Promise<void> {
    await demo.closeCompleted(window)
    await expect(heading(await demo.logIn(), 'メイン')).toBeVisible()
  }

  for (const [certificate, shown] of [
    ['lapsed', '更新できる期間も過ぎました'],
    ['grace', '有効期限が切れています'],
  ] as const) {
    test(`works from ${certificate} with the one-time password that the bank mailed`, async ({ start }) => {
      const demo = await start({ certificate })
      const window = await demo.window()
      await expect(heading(window, 'ログイン')).toBeVisible()
      await expect(window.getByText(shown)).toBeVisible()
      await expect(window.getByRole('button', { name: '電子証明書取得' })).toBeEnabled()
      // What lapsed is refused: there is no other way on.
      if (certificate === 'lapsed') await expect(window.getByRole('button', { name: '証明書更新' })).toHaveCount(0)
      const { customerId, password } = await demo.invited()
      await open(window, customerId)
      await acquire(window, password)
      await demo.complete(window)
      await expectLogin(demo, window)
    })
  }

  test('works from absent; a wrong one-time password is told and may be typed again', async ({ start }) => {
    const demo = await start({ certificate: 'absent' })
    const window = await demo.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    const { customerId, password } = await demo.invited()
    await open(window, customerId)
    await acquire(window, 'wrong-password')
    await demo.answer('はい')
    await expect(window.getByRole('alert')).toContainText('bank.unauthorized')

    await acquire(window, password)
    await demo.answer('はい')
    await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
    await expectLogin(demo, window)
  })
})

test('a certificate in grace is renewed through the whole flow, without logging in first', async ({ start }) => {
  const demo = await start({ certificate: 'grace' })
  const window = await demo.window()
  await expect(window.getByText('有効期限が切れています')).toBeVisible()
  await expect(window.getByRole('button', { name: '電子証明書取得' })).toBeEnabled()
  await expect(window.getByRole('button', { name: 'ログイン', exact: true })).toHaveCount(0)
  const [old] = demo.storedCertificates()
  await window.getByRole('button', { name: '証明書更新' }).click()
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await expect(window.getByText('更新できる期間は、まもなく終わります。')).toBeVisible()
  await demo.prepare(window)
  const host = (await window.getByText('localhost:').first().textContent())!
  await window.getByRole('button', { name: '更新', exact: true }).click()
  // By CMP no certificate opens a connection: the preparation has looked at the server all the same.
  const asked = (await demo.page('consent.html')).getByTestId('consent-host')
  await expect(asked).toContainText(/localhost:\d+/.exec(host)![0])
  await expect(asked).toContainText('銀行の正しいサーバーであることを確認済み')
  await demo.complete(window)
  const [renewed, ...others] = demo.storedCertificates()
  expect(others).toEqual([])
  expect(renewed!.notAfter).toBeGreaterThan(Date.now() + 360 * 24 * 60 * 60 * 1000)
  expect(renewed!.thumbprint).not.toBe(old!.thumbprint)

  await demo.closeCompleted(window)
  await expect(heading(await demo.logIn(), 'メイン')).toBeVisible()
})
