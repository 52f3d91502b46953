/** Several banks of one user: one app, one key store, and each certificate renewed at its own bank. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openHousedBank } from '../../protocol/peers/housed-bank.ts'
import { type RunningBank, startIn } from '../../protocol/peers/running-bank.ts'
import { expect, heading, test } from '../stage/app.ts'
import { startCustomer } from '../stage/customer.ts'
import { runWindowless, settingsOf } from '../stage/windowless.ts'

interface BankSettings {
  readonly bank: { readonly trustAnchors: string }
}

/** The settings of a user of two banks, in the first one's folder; where no other is given, both are the same. */
function settingsOfBoth(folder: string, other?: RunningBank): string {
  const first = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as BankSettings
  const reached =
    other === undefined
      ? { trustAnchors: path.join(folder, 'bank/anchors.pem') }
      : { est: { url: other.origin }, cmp: { url: other.origin }, trustAnchors: other.trustAnchors }
  const second = { ...first.bank, id: 'kita', name: '北の銀行', ...reached }
  const file = path.join(folder, 'bank/both.json')
  writeFileSync(file, JSON.stringify({ ...first, otherBanks: [second] }))
  return file
}

test('a user of two banks renews at the one, acquires at the other, and sees both', async ({ openBank, folder }) => {
  test.slow()
  const first = await openBank()
  // Founded by itself: a stranger to the first.
  const otherFolder = path.join(folder, 'other')
  mkdirSync(otherFolder)
  const ends: (() => Promise<void>)[] = []
  const second = await openHousedBank(startIn(otherFolder), otherFolder, (end) => void ends.push(end))
  const settings = settingsOfBoth(folder, second)
  const both = await startCustomer(folder, { settings })
  try {
    const [old] = first.storedCertificates()
    const window = await both.window()
    const bank = window.getByLabel('銀行')
    await expect(bank.getByRole('option')).toHaveText(['デモ銀行', '北の銀行'])
    await expect(window.getByTestId('login-certificate')).toBeVisible()

    await bank.selectOption('北の銀行')
    await expect(window.getByTestId('login-status')).toBeVisible()
    await window.getByRole('button', { name: '電子証明書取得' }).click()
    const { customerId } = (await second.customers())[0]!
    const password = await second.oneTimePassword(customerId)
    await window.getByLabel('お客様 ID').fill(customerId)
    await window.getByLabel('取得用パスワード').fill(password)

    // What was typed for one bank is not there at another, nor afterwards.
    await bank.selectOption('デモ銀行')
    await expect(heading(window, 'ログイン')).toBeVisible()
    await bank.selectOption('北の銀行')
    await expect(window.getByLabel('取得用パスワード')).toHaveValue('')
    await window.getByLabel('お客様 ID').fill(customerId)
    await window.getByLabel('取得用パスワード').fill(password)
    await window.getByRole('button', { name: '電子証明書取得' }).click()
    await both.complete(window)
    expect(first.storedCertificates()).toHaveLength(2)

    await bank.selectOption('デモ銀行')
    await window.getByRole('button', { name: 'ログイン', exact: true }).click()
    await both.begin(window)
    await both.complete(window)
    const stored = first.storedCertificates()
    expect(stored).toHaveLength(2)
    expect(stored.map(({ serial }) => serial)).not.toContain(old!.serial)
    await expect(bank).toHaveValue('')

    const { output } = await runWindowless(folder, ['--unattended', 'status', '--config', settings])
    expect(JSON.parse(output.trimEnd().split('\n').at(-1)!)).toMatchObject({ certificates: [{}], watched: [] })
  } finally {
    await both.close()
    for (const end of ends) await end()
  }
})

test('a run without windows is about the first bank, the one that is named, or all', async ({ openBank, folder }) => {
  await openBank()
  const settings = settingsOfBoth(folder)
  const listed = async (options: readonly string[]) => {
    const run = await runWindowless(folder, ['--config', settings, '--diagnose', '--json', ...options])
    return { code: run.code, text: run.output + run.errors }
  }
  expect((await listed([])).text).toContain('デモ銀行')
  expect((await listed(['--bank', 'kita'])).text).toContain('北の銀行')
  const unknown = await listed(['--bank', 'minami'])
  expect(unknown.code).toBe(2)
  expect(unknown.text).toContain('minami')

  const atAll = async (...options: readonly string[]) => {
    const run = await runWindowless(folder, ['--config', settings, '--unattended', ...options, '--all-banks'])
    const results = run.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { event: string; bank?: string; outcome: string })
      .filter(({ event }) => event === 'result')
    return { code: run.code, told: results.map(({ bank, outcome }) => [bank, outcome]) }
  }
  const due = [
    [undefined, 'due'],
    ['kita', 'due'],
  ]
  expect(await atAll('status')).toEqual({ code: 15, told: due })
  // Both settings are of one bank: what the first has renewed is no longer due at the second.
  const renewed = [
    [undefined, 'done'],
    ['kita', 'nothing-to-do'],
  ]
  expect(await atAll('renew', '--yes')).toEqual({ code: 0, told: renewed })
})

test('a bank that offers CMP alone is renewed at from its notice to 発行完了', async ({ openBank, folder }) => {
  const bank = await openBank()
  const [before] = bank.storedCertificates()
  const { bank: offered } = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as { bank: Record<string, unknown> }
  const settings = path.join(folder, 'bank/cmp.json')
  writeFileSync(settings, JSON.stringify({ bank: { ...offered, est: undefined } }))
  const app = await startCustomer(folder, { settings })
  const window = await app.window()
  await window.getByRole('button', { name: 'ログイン', exact: true }).click()
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await app.begin(window)
  await app.complete(window)
  const stored = bank.storedCertificates().map(({ thumbprint }) => thumbprint)
  expect(stored).toHaveLength(1)
  expect(stored).not.toContain(before!.thumbprint)
  await app.close()
})
