/** 本物確認: whoever was asked by phone or mail to renew compares, asks the bank, and locks renewals for a day. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from '@playwright/test'
import { type Demo, expect, heading, logOut, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'
import { runWindowless, settingsOf } from '../stage/windowless.ts'

async function open(window: Page): Promise<void> {
  await window.getByRole('button', { name: '電話やメールで更新を頼まれた' }).click()
  await expect(heading(window, '本物確認')).toBeVisible()
}

async function mailedCode(demo: Demo): Promise<string> {
  let code: string | undefined
  const find = async () => {
    const { mails } = await demo.bankState()
    code = mails.flatMap(({ text }) => /お知らせコード: ([A-Z2-9-]{19})/.exec(text)?.[1] ?? []).at(-1)
    return code
  }
  await expect.poll(find).toBeDefined()
  return code!
}

const atLogin = shareApp()

test('locked for a day, nothing is renewed in windows or unattended, until somebody lifts it who was told what follows', async () => {
  const before = await atLogin()
  await open(before.window)
  await before.window.getByRole('button', { name: '1日の間止める' }).click()
  await expect(before.window.getByTestId('genuine-locked')).toContainText('まで止めています')

  const { demo, window } = await before.restart()
  const { folder } = demo
  const settings = settingsOf(folder)
  const banner = window.getByTestId('lock-banner')
  await expect(banner).toContainText('電子証明書の取得と更新を')
  await demo.logIn()
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await expect(banner).toBeVisible()
  await window.getByRole('button', { name: '証明書更新' }).click()
  await expect(window.locator('[data-code="renewal.locked"]')).toBeVisible()
  await window.getByRole('button', { name: '中止' }).click()
  await expect(heading(window, 'メイン')).toBeVisible()
  const keys = demo.storedKeys()

  // The rest of the profile is being written by the app that is open.
  const copy = path.join(folder, 'windowless/state/lock.json')
  mkdirSync(path.dirname(copy), { recursive: true })
  copyFileSync(path.join(demo.stateFolder, 'lock.json'), copy)
  for (const [command, code] of [
    ['renew', 18],
    ['enrol', 18],
    ['status', 15],
  ] as const) {
    const run = await runWindowless(folder, ['--unattended', command, '--config', settings, '--yes'])
    expect([command, run.code]).toEqual([command, code])
    if (command === 'status') expect(run.output).toContain('"lockedUntil":"')
  }
  expect(demo.storedKeys()).toBe(keys)
  const diagnosed = await runWindowless(folder, ['--diagnose', '--json', '--config', settings])
  expect(JSON.parse(diagnosed.output)).toMatchObject({ lock: { until: expect.any(String) as unknown } })
  const bundle = path.join(folder, 'support.zip')
  await runWindowless(folder, ['--support-bundle', bundle, '--config', settings])
  expect(strFromU8(unzipSync(readFileSync(bundle))['journal.json']!)).toContain('"lock": {\n    "until": "')

  await banner.getByRole('button', { name: '本物確認' }).click()
  const lift = window.getByRole('button', { name: '解除' })
  for (const [answer, remains] of [
    ['consent-no', true],
    ['consent-yes', false],
  ] as const) {
    await lift.click()
    const question = await demo.page('consent.html')
    await expect(question.getByText('電話やメールの相手に解除を求められたときは')).toBeVisible()
    await demo.answerBy(question, answer)
    await expect(banner).toBeVisible({ visible: remains })
  }
  await window.getByRole('button', { name: '戻る' }).click()
  await window.getByRole('button', { name: '証明書更新' }).click()
  await expect(heading(window, '電子証明書更新開始')).toBeVisible()
  await window.getByRole('button', { name: '戻る' }).click()
  await logOut(window)
})

// The last one: the bank is gone afterwards.
test('what is true here is shown with the number of the bank, which tells whether it sent a mail', async () => {
  const { demo, window } = await atLogin()
  await open(window)
  const certificate = window.getByTestId('genuine-certificate')
  await expect(certificate).toHaveAttribute('data-status', 'due')
  await expect(certificate).toContainText('あと20日')
  await expect(certificate).toContainText('更新の手続きは、このパソコンではまだ始まっていません。')
  await expect(window.getByTestId('genuine-help-desk')).toContainText('0120-000-000')
  await expect(window.getByTestId('genuine-caution')).toHaveText(
    '銀行が、電話で電子証明書の更新を求めることはありません。',
  )

  const code = window.getByLabel('お知らせコード')
  const answer = window.getByTestId('genuine-answer')
  await window.getByRole('button', { name: '調べる' }).click()
  await expect(window.getByText('メールにあるお知らせコードを入力してください。')).toBeVisible()
  await code.fill((await mailedCode(demo)).toLowerCase())
  await window.getByRole('button', { name: '調べる' }).click()
  await expect(answer).toHaveAttribute('data-answer', 'sent')
  await expect(answer).toContainText('デモ銀行が')
  await code.fill('AAAA-AAAA-AAAA-AAAA')
  await window.getByRole('button', { name: '調べる' }).click()
  await expect(answer).toHaveAttribute('data-answer', 'unknown')
  await demo.stopBank()
  await window.getByRole('button', { name: '調べる' }).click()
  await expect(answer).toHaveAttribute('data-code', 'bank.unreachable')
  await window.getByRole('button', { name: '戻る' }).click()
  await expect(heading(window, 'ログイン')).toBeVisible()
})
