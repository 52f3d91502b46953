/** What a bank's portal has to say beside yes and no is told in the windows, as the bank's. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test as base, type Demo, expect, heading, logOut } from '../stage/app.ts'
import { startCustomer } from '../stage/customer.ts'
import type { StandingBank } from '../stage/standing-bank.ts'
import { settingsOf } from '../stage/windowless.ts'

interface Given {
  readonly certificate?: 'due' | 'valid'
  /** What else stands in the bank's settings. */
  readonly settings?: object
}

interface AtPortal {
  readonly demo: Demo
  readonly bank: StandingBank['bank']
  /** Types ID and password at ログイン, and presses its button. */
  readonly logIn: () => Promise<void>
}

const test = base.extend<{ atPortal: (given?: Given) => Promise<AtPortal> }>({
  atPortal: async ({ folder, openBank }, use) => {
    const opened: Demo[] = []
    await use(async ({ certificate = 'due', settings: more } = {}) => {
      const standing = await openBank(certificate)
      const { bank } = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as { bank: object }
      const settings = path.join(folder, 'bank/with-portal.json')
      const portal = { url: `${standing.bank.origin}/portal` }
      writeFileSync(settings, JSON.stringify({ bank: { ...bank, portal, ...more } }))
      const demo = await startCustomer(folder, { settings })
      opened.push(demo)
      const [customer] = await standing.customers()
      const logIn = async () => {
        const window = await demo.window()
        await expect(heading(window, 'ログイン')).toBeVisible()
        await window.getByLabel('お客様 ID').fill(customer!.customerId)
        await window.getByLabel('パスワード').fill(customer!.password)
        await window.getByRole('button', { name: 'ログイン', exact: true }).click()
      }
      return { demo, bank: standing.bank, logIn }
    })
    for (const demo of opened) await demo.close()
  },
})

test('a bank that is closed tells until when, and why in its own words, and lets its customer in after that', async ({
  atPortal,
}) => {
  const { demo, bank, logIn } = await atPortal()
  await bank.fault({ where: 'portal', fault: 'maintenance-until', times: 1, amount: 3600 })
  await logIn()
  const window = await demo.window()
  const told = window.getByTestId('login-failure')
  await expect(told).toHaveAttribute('data-code', 'bank.maintenance')
  await expect(told).toContainText(/銀行の案内では、\d{4}年\d+月\d+日（.）\d+:\d\d(（日本時間）)?までです。/)
  const said = 'デモ銀行は、年末年始（12月31日から1月3日まで）お休みをいただきます。'
  await expect(told.getByTestId('bank-words')).toHaveText(said)
  await bank.fault({ where: 'portal', fault: 'message', times: 9 })
  await logIn()
  await window.getByRole('button', { name: 'メインへ' }).click()
  await expect(window.getByTestId('main-message')).toContainText(`銀行からのお知らせ${said}`)
})

test('half a policy of the bank is refused, and メイン says so', async ({ atPortal }) => {
  const { demo, bank, logIn } = await atPortal({ certificate: 'valid' })
  await bank.fault({ where: 'portal', fault: 'half-policy', times: 9 })
  await logIn()
  const window = await demo.window()
  await expect(heading(window, 'メイン')).toBeVisible()
  await expect(window.getByRole('alert')).toHaveAttribute('data-code', 'bank.policy-unusable')
})

test('a bank that wants a login has it before a renewal that an address led to', async ({ atPortal }) => {
  const { demo, bank, logIn } = await atPortal({ settings: { bankingUrl: 'https://www.bank.example/login' } })
  await bank.fault({ where: 'portal', fault: 'needs-login', times: 99 })
  await logIn()
  const window = await demo.window()
  await window.getByRole('button', { name: 'メインへ' }).click()
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
