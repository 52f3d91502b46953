/** What a bank's portal has to say beside yes and no is told in the windows, as the bank's. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { type Demo, expect, heading, logOut, test } from '../stage/app.ts'
import { startCustomer } from '../stage/customer.ts'
import { shareBank } from '../stage/banks/shared-bank.ts'
import { settingsOf } from '../stage/windowless.ts'

/** One bank and one app, which each test leaves at ログイン. */
const standing = shareBank()
let demo: Demo

test.beforeAll(async () => {
  const { folder, bank: there } = standing()
  const { bank } = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as { bank: object }
  const settings = path.join(folder, 'bank/with-portal.json')
  const portal = { url: `${there.origin}/portal` }
  writeFileSync(settings, JSON.stringify({ bank: { ...bank, portal, bankingUrl: 'https://www.bank.example/login' } }))
  demo = await startCustomer(folder, { settings })
})
test.afterAll(() => demo.close())
test.beforeEach(() => standing().bank.control('DELETE', 'faults'))

/** Types ID and password at ログイン, and presses its button. */
async function logIn(): Promise<void> {
  const window = await demo.window()
  await expect(heading(window, 'ログイン')).toBeVisible()
  const [customer] = await standing().customers()
  await window.getByLabel('お客様 ID').fill(customer!.customerId)
  await window.getByLabel('パスワード').fill(customer!.password)
  await window.getByRole('button', { name: 'ログイン', exact: true }).click()
}

async function toMain(): Promise<Page> {
  await logIn()
  const window = await demo.window()
  await window.getByRole('button', { name: 'メインへ' }).click()
  await expect(heading(window, 'メイン')).toBeVisible()
  return window
}

test('a bank that is closed tells until when, and why in its own words, and lets its customer in after that', async () => {
  await standing().bank.fault({ where: 'portal', fault: 'maintenance-until', times: 1, amount: 3600 })
  await logIn()
  const told = (await demo.window()).getByTestId('login-failure')
  await expect(told).toHaveAttribute('data-code', 'bank.maintenance')
  await expect(told).toContainText(/銀行の案内では、\d{4}年\d+月\d+日（.）\d+:\d\d(（日本時間）)?までです。/)
  const said = 'デモ銀行は、年末年始（12月31日から1月3日まで）お休みをいただきます。'
  await expect(told.getByTestId('bank-words')).toHaveText(said)
  await standing().bank.fault({ where: 'portal', fault: 'message', times: 9 })
  const window = await toMain()
  await expect(window.getByTestId('main-message')).toContainText(`銀行からのお知らせ${said}`)
  await logOut(window)
})

test('half a policy of the bank is refused, and メイン says so', async () => {
  await standing().bank.fault({ where: 'portal', fault: 'half-policy', times: 9 })
  const window = await toMain()
  await expect(window.getByRole('alert')).toHaveAttribute('data-code', 'bank.policy-unusable')
  await logOut(window)
})

// The last one: nothing is due in this app afterwards.
test('a bank that wants a login has it before a renewal that an address led to', async () => {
  await standing().bank.fault({ where: 'portal', fault: 'needs-login', times: 99 })
  const window = await toMain()
  await logOut(window)
  await demo.app.evaluate(({ app }) => void app.emit('open-url', { preventDefault() {} }, 'koshin:notice'))
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await window.getByRole('button', { name: '証明書更新' }).click()
  await expect(window.getByTestId('login-first')).toBeVisible()
  await logIn()
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await demo.begin(window)
  await demo.complete(window)
  const opened = await demo.app.evaluateHandle(({ shell }) => {
    const addresses: string[] = []
    shell.openExternal = (address) => (addresses.push(address), Promise.resolve())
    return addresses
  })
  await window.getByRole('button', { name: 'インターネットバンキングに戻る' }).click()
  await expect.poll(() => opened.jsonValue()).toEqual(['https://www.bank.example/login'])
})
