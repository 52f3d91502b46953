/** From a bank's domain to its ログイン, as somebody goes who has the letter alone. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, heading, test } from '../stage/app.ts'
import { bankFileText, begunAnew, newcomersSettings, startNewcomer, toSetup } from '../stage/newcomer.ts'
import { startBankDomain } from '../network/bank-domain.ts'

const wellKnown = '/.well-known/koshin-bank'

async function ask(window: Page, domain: string): Promise<void> {
  await window.getByLabel('銀行のドメイン').fill(domain)
  await window.getByLabel('銀行のドメイン').press('Enter')
}

test("the file of a bank's domain is confirmed with the domain in large letters, and then taken over", async ({
  openBank,
  folder,
}) => {
  await openBank('valid')
  const domain = await startBankDomain(folder, 'xn--efv01ay54ersi.example', path.join(folder, 'home'))
  domain.answers(200, bankFileText(folder), { 'content-type': 'application/json' })
  const newcomer = await startNewcomer(folder, { switches: domain.switches })
  const window = await newcomer.window()
  await toSetup(window)
  await ask(window, '更新銀行.example')
  const refused = await newcomer.page('consent.html')
  await expect(heading(refused, '銀行の設定の確認')).toBeVisible()
  await expect(refused.getByTestId('consent-host')).toHaveText('xn--efv01ay54ersi.example')
  await expect(refused.getByText('更新銀行.example')).toBeVisible()
  await expect(refused.getByText('デモ銀行')).toBeVisible()
  await newcomer.answerBy(refused, 'consent-no')
  await expect(window.getByLabel('銀行のドメイン')).toBeVisible()
  expect(existsSync(newcomersSettings(folder))).toBe(false)

  await ask(window, 'https://更新銀行.example/')
  const confirmed = await newcomer.page('consent.html')
  await begunAnew(newcomer.app, () => newcomer.answerBy(confirmed, 'consent-yes'))
  expect(readFileSync(newcomersSettings(folder), 'utf8')).toContain('デモ銀行')
  expect(domain.asked).toEqual(Array.from({ length: 2 }, () => `GET xn--efv01ay54ersi.example${wellKnown}`))
  domain.close()

  const again = await startNewcomer(folder)
  await expect(heading(await again.window(), 'ログイン')).toBeVisible()
  await again.close()
})

test('a domain that has no bank file, points elsewhere, sends anything else or cannot be believed sets no bank', async ({
  openBank,
  folder,
}) => {
  await openBank('absent')
  const domain = await startBankDomain(folder, 'bank.example', path.join(folder, 'home'))
  // One that the system has no reason to believe.
  const other = await startBankDomain(folder, 'other.example', path.join(folder, 'nobody'))
  const rules = [domain, other].flatMap(({ switches }) => switches.map((one) => one.replace(/^.*?=/, '')))
  const newcomer = await startNewcomer(folder, { switches: [`--host-resolver-rules=${rules.join(',')}`] })
  const window = await newcomer.window()
  const told = async (typed: string, code: string) => {
    await ask(window, typed)
    await expect(window.getByTestId('bank-file-failure')).toHaveAttribute('data-code', code)
    await window.getByRole('button', { name: '戻る' }).click()
  }
  await told('bank.example', 'bank-file.none-there')
  domain.answers(302, '', { location: `https://bank.example${wellKnown}` })
  await told('bank.example', 'bank-file.redirected')
  domain.answers(200, '<!doctype html>', { 'content-type': 'text/html' })
  await told('bank.example', 'bank-file.none-there')
  domain.answers(200, 'x'.repeat(70_000), { 'content-type': 'application/json' })
  await told('bank.example', 'bank-file.too-large')
  domain.answers(200, bankFileText(folder, { run: 'calc.exe' }))
  await told('bank.example', 'bank-file.invalid')
  expect(new Set(domain.asked)).toEqual(new Set([`GET bank.example${wellKnown}`]))
  await told('bank.example:8443', 'bank-file.bad-domain')
  await told('other.example', 'bank.untrusted')
  expect(other.asked).toEqual([])
  domain.close()
  other.close()
  expect(existsSync(newcomersSettings(folder))).toBe(false)
  await newcomer.close()
})
