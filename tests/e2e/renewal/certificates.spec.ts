import { expect, heading, test } from '../stage/app.ts'

test.describe('two certificates', () => {
  test('are both offered, and the one that the user picks is used', async ({ start }) => {
    const demo = await start({ certificate: 'two' })
    const window = await demo.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    const customers = await demo.customers()
    const choices = window.getByRole('radio')
    await expect(choices).toHaveCount(2)
    await expect(window.getByRole('radio', { checked: true })).toHaveCount(0)

    const second = window.getByRole('radio', { name: new RegExp(customers[1]!.name) })
    await second.check()
    await demo.logIn(1)
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    await expect(window.getByText(customers[1]!.name).first()).toBeVisible()
  })

  test('cannot open a session with the password of the other customer', async ({ start }) => {
    const demo = await start({ certificate: 'two' })
    const window = await demo.window()
    const customers = await demo.customers()
    await window.getByRole('radio', { name: new RegExp(customers[1]!.name) }).check()
    await demo.logIn(0)
    await expect(window.getByRole('alert')).toContainText('bank.login-refused')
  })

  test('leave the other one alone when one is renewed', async ({ start }) => {
    const demo = await start({ certificate: 'two' })
    const window = await demo.window()
    const customers = await demo.customers()
    await window.getByRole('radio', { name: new RegExp(customers[0]!.name) }).check()
    await demo.logIn(0)
    const before = demo.storedCertificates().map((one) => one.thumbprint)
    await demo.begin(window)
    await demo.complete(window)
    const after = demo.storedCertificates().map((one) => one.thumbprint)
    expect(after).toHaveLength(2)
    expect(after.filter((one) => before.includes(one))).toHaveLength(1)
  })
})

for (const certificate of ['absent', 'lapsed', 'grace'] as const) {
  test(`電子証明書取得 works from ${certificate} with the one-time password that the bank mailed`, async ({
    start,
  }) => {
    const demo = await start({ certificate })
    const window = await demo.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    const { customerId, password } = await demo.invited()

    await window.getByRole('button', { name: '電子証明書取得' }).click()
    await expect(heading(window, '電子証明書取得')).toBeVisible()
    await window.getByLabel('お客様 ID').fill(customerId)
    await window.getByLabel('取得用パスワード').fill(password)
    await window.getByRole('button', { name: '電子証明書取得' }).click()
    await demo.complete(window)

    await demo.closeCompleted(window)
    const next = await demo.logIn()
    await expect(heading(next, 'メイン')).toBeVisible()
  })
}

test('a wrong one-time password is told and may be typed again', async ({ start }) => {
  const demo = await start({ certificate: 'absent' })
  const window = await demo.window()
  const { customerId, password } = await demo.invited()
  await window.getByRole('button', { name: '電子証明書取得' }).click()
  await window.getByLabel('お客様 ID').fill(customerId)
  await window.getByLabel('取得用パスワード').fill('wrong-password')
  await window.getByRole('button', { name: '電子証明書取得' }).click()
  await demo.answer('はい')
  await expect(window.getByRole('alert')).toContainText('bank.unauthorized')

  await window.getByLabel('取得用パスワード').fill(password)
  await window.getByRole('button', { name: '電子証明書取得' }).click()
  await demo.answer('はい')
  await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
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

test('a certificate that lapsed is refused, and 電子証明書取得 is shown as the way on', async ({ start }) => {
  const demo = await start({ certificate: 'lapsed' })
  const window = await demo.window()
  await expect(window.getByText('更新できる期間も過ぎました')).toBeVisible()
  await expect(window.getByRole('button', { name: '電子証明書取得' })).toBeEnabled()
  await expect(window.getByRole('button', { name: '証明書更新' })).toHaveCount(0)
})
