/** The first day, without any bank's help: every certificate of this computer, until when it lasts, and what to do. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { removeFolder } from '../../../main/compose/throw-away-folder.ts'
import { certificateSigning, day, extension, issue } from '../../unit/x509/authority.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import { type Demo, expect, heading, test } from '../stage/app.ts'
import { homeOf, issuerKeys, type MadeUp, putInto } from '../stage/banks/made-up-banks.ts'
import { storedCertificates, storedKeys } from '../stage/nss-database.ts'
import {
  begunAnew,
  chooses,
  codeOf,
  newcomersProfile,
  newcomersSettings,
  startNewcomer,
  toSetup,
  writeBankFile,
} from '../stage/newcomer.ts'
import { device, due, line, valid } from '../stage/watched.ts'

/** Of a bank that no test but the last knows. */
const other: MadeUp = { subject: '更新商事 大阪支店', issuer: '見本銀行 法人認証局', from: -100, until: 265 }

/** One home and one app for all tests, which leave it at the list of certificates. */
let folder: string
let database: string
let newcomer: Demo

test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-e2e-'))
  database = homeOf(path.join(folder, 'home'), valid, device, due)
  newcomer = await startNewcomer(folder)
})
test.afterAll(async () => {
  await newcomer.close().catch(() => undefined)
  removeFolder(folder)
})

async function atList(): Promise<Page> {
  const window = await newcomer.window()
  await expect(heading(window, 'このパソコンの電子証明書')).toBeVisible()
  return window
}

/** Ends the app, unless it has ended, and starts it again after what is done meanwhile. */
async function restart(meanwhile?: () => void): Promise<Page> {
  await newcomer.close().catch(() => undefined)
  meanwhile?.()
  newcomer = await startNewcomer(folder)
  return newcomer.window()
}

/** Its user comes back from the bank's page. */
const comeBack = (): Promise<void> =>
  newcomer.app.evaluate(({ app, BrowserWindow }) => {
    app.emit('browser-window-focus', {}, BrowserWindow.getAllWindows()[0])
  })

/** How many certificates choosers offer. */
const offered = (): number => storedCertificates(database).length

/** The file of what the user has decided. */
function choicesOf(folder: string): string {
  const profile = newcomersProfile(folder)
  const name = (readdirSync(profile, { recursive: true }) as string[]).find(
    (one) => path.basename(one) === 'watched.json',
  )
  return path.join(profile, name!)
}

/** Opens a line's card, has something written, and saves it. */
async function write(window: Page, holder: string, fill: (card: Page) => Promise<void>): Promise<void> {
  await line(window, holder).getByRole('button', { name: '名前・メモなどを編集' }).click()
  await expect(heading(window, '見守る電子証明書の内容')).toBeVisible()
  await fill(window)
  await window.getByRole('button', { name: '保存' }).click()
  await expect(heading(window, 'このパソコンの電子証明書')).toBeVisible()
}

/** The certificate of a made-up authority, PEM. */
const anchorOf = (subject: string): string =>
  derToPem(
    issue({
      ...{ subject, keys: issuerKeys, notAfter: Date.now() + 3650 * day },
      extensions: [extension.basicConstraints(true), certificateSigning],
    }),
  )

test('without a bank, the certificates of this computer are shown with their days, and who renews them', async () => {
  const window = await atList()
  // The one that ends first is the first.
  await expect(window.getByTestId('watch-line').first()).toContainText('更新商事 経理部')
  await expect(line(window, '更新商事 経理部')).toHaveAttribute('data-status', 'due')
  await expect(line(window, '更新商事 経理部')).toContainText('練習用信用金庫 法人認証局')
  await expect(line(window, '更新商事 総務部').getByLabel('見守る（期限が近づいたら通知する）')).toBeChecked()

  await window.getByText('ほかの電子証明書（1）').click()
  const machine = line(window, 'pc-17.corp.example')
  await expect(machine).toContainText('パソコンや機器のもの（管理者やソフトウェアが更新します）')
  await expect(machine.getByLabel('見守る（期限が近づいたら通知する）')).not.toBeChecked()

  await window.getByRole('button', { name: '銀行の設定へ' }).click()
  await expect(heading(window, '銀行の設定')).toBeVisible()
  await window.getByRole('button', { name: '戻る' }).click()
  await expect(heading(window, 'このパソコンの電子証明書')).toBeVisible()

  await window.getByRole('button', { name: 'ヘルプ' }).click()
  await expect(window.getByTestId('help-topic')).toHaveAttribute('data-topic', 'watch')
  await window.keyboard.press('Escape')
  await expect(heading(window, 'このパソコンの電子証明書')).toBeVisible()

  // Whoever was asked by phone to renew one compares here.
  await window.getByRole('button', { name: '電話やメールで更新を頼まれた' }).click()
  await expect(heading(window, '本物確認')).toBeVisible()
  await expect(window.getByTestId('genuine-certificate')).toHaveCount(2)
  await expect(window.getByTestId('genuine-certificate').first()).toContainText('練習用信用金庫 法人認証局')
  await expect(window.getByTestId('genuine-help-desk')).toContainText('契約書など以前から手元にある書面')
  await window.getByRole('button', { name: '1日の間止める' }).click()
  await window.keyboard.press('Escape')
  await expect(heading(window, 'このパソコンの電子証明書')).toBeVisible()
  await expect(window.getByTestId('lock-banner')).toBeVisible()
})

test("what the user decides holds after a restart, and the bank's page is the one that the user saved", async () => {
  const window = await atList()
  await write(window, '更新商事 経理部', async (card) => {
    const address = card.getByLabel('銀行の更新ページのアドレス（https）')
    for (const wrong of ['http://bank.example/', 'https://hanako:sakura-4821@renewal.bank.example/start']) {
      await address.fill(wrong)
      await card.getByRole('button', { name: '保存' }).click()
      await expect(card.getByText('https:// で始まり、ユーザー名やパスワードを含まないアドレス')).toBeVisible()
    }
    await address.fill('https://renewal.bank.example/start')
    await card.getByLabel('呼び名').fill('メインバンク')
    await card.getByLabel('有効期限の何日前から').fill('６０')
    // On the day of the expiry itself, 15:00 would count in the afternoon alone.
    await card.getByLabel('有効期限の何日後まで').fill('10')
    await card.getByLabel('最後の日に終わる時刻（日本時間）').selectOption('15時')
    await card.getByLabel('メモ').fill('契約番号 12-345')
  })
  const first = line(window, '更新商事 経理部')
  for (const text of ['メインバンク', '契約番号 12-345', 'renewal.bank.example', '更新の受付']) {
    await expect(first).toContainText(text)
  }
  await line(window, '更新商事 総務部').getByLabel('見守る（期限が近づいたら通知する）').uncheck()
  const later = await restart(() => expect(readFileSync(choicesOf(folder), 'utf8')).not.toContain('sakura'))
  await expect(line(later, '更新商事 経理部')).toContainText('契約番号 12-345')
  await expect(line(later, '更新商事 総務部').getByLabel('見守る（期限が近づいたら通知する）')).not.toBeChecked()
  await newcomer.app.evaluate(({ dialog, shell }) => {
    const opened: string[] = []
    const answers = [1, 0]
    Object.assign(globalThis, { opened })
    // The system's own window: the user cancels first, and then opens.
    dialog.showMessageBox = (...given: unknown[]) => {
      opened.push((given[1] as { message: string }).message)
      // Quicker than anybody reads, it would be no answer.
      return new Promise((resolve) => setTimeout(resolve, 600, { response: answers.shift()!, checkboxChecked: false }))
    }
    shell.openExternal = (address) => (opened.push(address), Promise.resolve())
  })
  const open = line(later, '更新商事 経理部').getByRole('button', { name: '銀行の更新ページを開く' })
  const opened = () => newcomer.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  const asked = expect.stringContaining('renewal.bank.example') as unknown as string
  await open.click()
  await expect.poll(opened).toEqual([asked])
  // While one is asked about, no other is.
  await expect(async () => {
    await open.click()
    expect(await opened()).toHaveLength(2)
  }).toPass()
  await expect.poll(opened).toEqual([asked, asked, 'https://renewal.bank.example/start'])
  await line(later, '更新商事 総務部').getByLabel('見守る（期限が近づいたら通知する）').check()
})

test('a card that somebody has changed is set aside and told, and the certificates are shown all the same', async () => {
  await expect(line(await atList(), '更新商事 経理部')).toBeVisible()
  const kept = choicesOf(folder)
  // Somebody else's change: what it names would be opened.
  const changed = readFileSync(kept, 'utf8').replace('"seen"', '"page": "file:///etc/passwd", "seen"')
  const window = await restart(() => writeFileSync(kept, changed))
  await expect(line(window, '更新商事 経理部')).toHaveAttribute('data-status', 'due')
  await expect(window.getByTestId('watch-failure')).toHaveAttribute('data-code', 'watch.cards-damaged')
  await expect(window.getByRole('button', { name: '銀行の更新ページを開く' })).toBeHidden()
  expect(readFileSync(kept.replace('.json', '.damaged-1.json'), 'utf8')).toBe(changed)
})

test('a successor is noticed while the window is open; what else changes is ticked off, and the one before is hidden and shown again', async () => {
  const window = await atList()
  const [offeredBefore, keysBefore] = [offered(), storedKeys(database)]
  await write(window, '更新商事 経理部', (card) =>
    card.getByLabel('更新のあとに、ほかに変更が必要なもの').fill('会計ソフト\n\n給与ソフト'),
  )
  putInto(database, { ...due, from: -1, until: 364 })
  await comeBack()
  const renewed = line(window, '更新商事 経理部')
  await expect(renewed.getByRole('status')).toContainText('更新されました。')
  await expect(renewed).toHaveAttribute('data-status', 'valid')
  await expect(renewed).toHaveCount(1)
  await renewed.getByLabel('会計ソフト').check()
  await renewed.getByRole('button', { name: '確認しました' }).click()
  await expect(renewed.getByRole('status')).toBeHidden()
  await expect(renewed.getByLabel('会計ソフト')).toBeChecked()
  await renewed.getByLabel('給与ソフト').click()
  await expect(renewed.getByLabel('会計ソフト')).toBeHidden()

  const keys = storedKeys(database)
  expect([offered(), keys]).toEqual([offeredBefore + 1, keysBefore + 1])
  for (const [answer, left] of [
    ['consent-no', offeredBefore + 1],
    ['consent-yes', offeredBefore],
  ] as const) {
    await renewed.getByRole('button', { name: '選択画面から外す' }).click()
    const question = await newcomer.page('consent.html')
    await expect(heading(question, '選択画面から外す確認')).toBeVisible()
    await newcomer.answerBy(question, answer)
    await expect.poll(offered).toBe(left)
  }
  const later = await restart(() => expect(storedKeys(database)).toBe(keys))
  await later.getByRole('button', { name: '元に戻す' }).click()
  await expect.poll(offered).toBe(offeredBefore + 1)
  await expect(later.getByRole('button', { name: '選択画面から外す' })).toBeVisible()
})

test('a bank file of a bank without EST and CMP gives its certificates name, page, rule and help desk', async () => {
  const text = JSON.stringify({
    version: 1,
    bank: {
      ...{ name: 'デモ銀行 法人窓口', trustAnchors: anchorOf(valid.issuer) },
      renewal: { page: 'https://renewal.demo.example/', from: 60, until: 10 },
      helpDesk: { phone: '0120-222-333' },
    },
  })
  const setup = await atList()
  await toSetup(setup)
  await chooses(newcomer.app, writeBankFile(folder, text))
  await setup.getByTestId('setup-choose').click()
  await expect(setup.getByTestId('bank-file-watched')).toBeVisible()
  await setup.getByLabel('確認コード').fill(codeOf(text))
  await begunAnew(newcomer.app, () => setup.getByTestId('bank-file-submit').click())

  const window = await restart()
  const given = line(window, '更新商事 総務部')
  await expect(given).toContainText('デモ銀行 法人窓口')
  await expect(given).toContainText('銀行ファイルにある更新ページ: renewal.demo.example')
  await expect(line(window, '更新商事 経理部')).not.toContainText('銀行ファイルにある更新ページ')
  await window.getByTestId('genuine-open').first().click()
  await expect(window.getByText('0120-222-333')).toBeVisible()
  await window.keyboard.press('Escape')
  expect(existsSync(newcomersSettings(folder))).toBe(false)
})

// The last one: this app has a bank from then on.
test('once the settings of its bank are here, a certificate is served, and those of other banks are still watched', async () => {
  const list = await atList()
  putInto(database, other)
  await comeBack()
  await write(list, other.subject, (card) => card.getByLabel('メモ').fill('契約番号 98-765'))

  const bank = { name: '見本銀行', est: { url: 'https://127.0.0.1:9/' }, trustAnchors: anchorOf(other.issuer) }
  const window = await restart(() => writeFileSync(newcomersSettings(folder), JSON.stringify({ bank })))
  await expect(heading(window, 'ログイン')).toBeVisible()
  await expect(window.getByTestId('login-certificate')).toContainText(other.subject)
  await window.getByRole('button', { name: 'このパソコンの電子証明書' }).click()
  await expect(line(window, '更新商事 総務部')).toBeVisible()
  await expect(line(window, other.subject)).toHaveCount(0)
  await window.getByRole('button', { name: '戻る' }).click()
  await expect(heading(window, 'ログイン')).toBeVisible()
  await newcomer.close()
  expect(readFileSync(choicesOf(folder), 'utf8')).toContain('契約番号 98-765')
})
