/** The first day, without any bank's help: every certificate of this computer, until when it lasts, and what to do. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { certificateSigning, day, extension, issue } from '../../unit/x509/authority.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import { expect, heading, test } from '../stage/app.ts'
import { homeOf, issuerKeys, type MadeUp, putInto } from '../stage/made-up-banks.ts'
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
import { runWindowless } from '../stage/windowless.ts'
import { manage, missingForManagement } from '../administration/managed-machine.ts'
import { sessionForEach } from './session/desktop-session.ts'

const now = Date.now()

const due: MadeUp = { subject: '更新商事 経理部', issuer: '練習用信用金庫 法人認証局', from: -345, until: 20 }
const valid: MadeUp = { subject: '更新商事 総務部', issuer: 'デモ銀行 法人認証局', from: -30, until: 335 }
const device: MadeUp = {
  subject: 'pc-17.corp.example',
  issuer: '更新商事 端末認証局',
  from: -30,
  until: 335,
  host: 'pc-17.corp.example',
}

/** The newcomer's home, whose key store has these. @returns the key store's folder */
const homeWith = (folder: string, ...made: readonly MadeUp[]): string => homeOf(path.join(folder, 'home'), ...made)

const secret = 'geheim-7391'
/** Gives the database a password, as its owner does. */
function protect(folder: string, database: string): void {
  const [none, right] = [path.join(folder, 'none'), path.join(folder, 'right')]
  writeFileSync(none, '\n')
  writeFileSync(right, `${secret}\n`)
  execFileSync('certutil', ['-W', '-f', none, '-@', right, '-d', `sql:${database}`])
}

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
      ...{ subject, keys: issuerKeys, notAfter: now + 3650 * day },
      extensions: [extension.basicConstraints(true), certificateSigning],
    }),
  )

const line = (window: Page, holder: string) => window.getByTestId('watch-line').filter({ hasText: holder })

test('without a bank, the certificates of this computer are shown with their days, and who renews them', async ({
  folder,
}) => {
  homeWith(folder, valid, device, due)
  const newcomer = await startNewcomer(folder)
  const window = await newcomer.window()
  await expect(heading(window, 'このパソコンの電子証明書')).toBeVisible()
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
  await newcomer.close()
})

test("what the user decides holds after a restart, and the bank's page is the one that the user saved", async ({
  folder,
}) => {
  homeWith(folder, due, valid)
  const newcomer = await startNewcomer(folder)
  const window = await newcomer.window()
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
  await newcomer.close()
  expect(readFileSync(choicesOf(folder), 'utf8')).not.toContain('sakura')

  const again = await startNewcomer(folder)
  const later = await again.window()
  await expect(line(later, '更新商事 経理部')).toContainText('契約番号 12-345')
  await expect(line(later, '更新商事 総務部').getByLabel('見守る（期限が近づいたら通知する）')).not.toBeChecked()
  await again.app.evaluate(({ dialog, shell }) => {
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
  const opened = () => again.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  const asked = expect.stringContaining('renewal.bank.example') as unknown as string
  await open.click()
  await expect.poll(opened).toEqual([asked])
  // While one is asked about, no other is.
  await expect(async () => {
    await open.click()
    expect(await opened()).toHaveLength(2)
  }).toPass()
  await expect.poll(opened).toEqual([asked, asked, 'https://renewal.bank.example/start'])
  await again.close()
})

test('a successor is noticed while the window is open; what else changes is ticked off, and the one before is hidden and shown again', async ({
  folder,
}) => {
  const database = homeWith(folder, due)
  const newcomer = await startNewcomer(folder)
  const window = await newcomer.window()
  await write(window, '更新商事 経理部', (card) =>
    card.getByLabel('更新のあとに、ほかに変更が必要なもの').fill('会計ソフト\n\n給与ソフト'),
  )
  putInto(database, { ...due, from: -1, until: 364 })
  // Its user comes back from the bank's page.
  await newcomer.app.evaluate(({ app, BrowserWindow }) => {
    app.emit('browser-window-focus', {}, BrowserWindow.getAllWindows()[0])
  })
  const renewed = line(window, '更新商事 経理部')
  await expect(renewed.getByRole('status')).toContainText('更新されました。')
  await expect(renewed).toHaveAttribute('data-status', 'valid')
  await expect(window.getByTestId('watch-line')).toHaveCount(1)
  await renewed.getByLabel('会計ソフト').check()
  await renewed.getByRole('button', { name: '確認しました' }).click()
  await expect(renewed.getByRole('status')).toBeHidden()
  await expect(renewed.getByLabel('会計ソフト')).toBeChecked()
  await renewed.getByLabel('給与ソフト').click()
  await expect(renewed.getByLabel('会計ソフト')).toBeHidden()

  const offered = () => storedCertificates(database).length
  const keys = storedKeys(database)
  expect([offered(), keys]).toEqual([2, 2])
  for (const [answer, left] of [
    ['consent-no', 2],
    ['consent-yes', 1],
  ] as const) {
    await renewed.getByRole('button', { name: '選択画面から外す' }).click()
    const question = await newcomer.page('consent.html')
    await expect(heading(question, '選択画面から外す確認')).toBeVisible()
    await newcomer.answerBy(question, answer)
    await expect.poll(offered).toBe(left)
  }
  await newcomer.close()
  expect(storedKeys(database)).toBe(keys)

  const again = await startNewcomer(folder)
  const later = await again.window()
  await later.getByRole('button', { name: '元に戻す' }).click()
  await expect.poll(offered).toBe(2)
  await expect(later.getByRole('button', { name: '選択画面から外す' })).toBeVisible()
  await again.close()
})

test('once the settings of its bank are here, a certificate is served, and those of other banks are still watched', async ({
  folder,
}) => {
  homeWith(folder, due, valid)
  const before = await startNewcomer(folder)
  await write(await before.window(), '更新商事 経理部', (card) => card.getByLabel('メモ').fill('契約番号 12-345'))
  await before.close()

  const bank = { name: '練習用信用金庫', est: { url: 'https://127.0.0.1:9/' }, trustAnchors: anchorOf(due.issuer) }
  writeFileSync(newcomersSettings(folder), JSON.stringify({ bank }))
  const after = await startNewcomer(folder)
  const window = await after.window()
  await expect(heading(window, 'ログイン')).toBeVisible()
  await expect(window.getByTestId('login-certificate')).toContainText('更新商事 経理部')
  await window.getByRole('button', { name: 'このパソコンの電子証明書' }).click()
  await expect(line(window, '更新商事 総務部')).toBeVisible()
  await expect(window.getByTestId('watch-line')).toHaveCount(1)
  await window.getByRole('button', { name: '戻る' }).click()
  await expect(heading(window, 'ログイン')).toBeVisible()
  await after.close()
  expect(readFileSync(choicesOf(folder), 'utf8')).toContain('契約番号 12-345')
})

test('a bank file of a bank without EST and CMP gives its certificates name, page, rule and help desk', async ({
  folder,
}) => {
  homeWith(folder, due, valid)
  const text = JSON.stringify({
    version: 1,
    bank: {
      ...{ name: '練習用信用金庫 法人窓口', trustAnchors: anchorOf(due.issuer) },
      renewal: { page: 'https://renewal.shinkin.example/', from: 60, until: 10 },
      helpDesk: { phone: '0120-222-333' },
    },
  })
  const before = await startNewcomer(folder)
  const setup = await before.window()
  await toSetup(setup)
  await chooses(before.app, writeBankFile(folder, text))
  await setup.getByTestId('setup-choose').click()
  await expect(setup.getByTestId('bank-file-watched')).toBeVisible()
  await setup.getByLabel('確認コード').fill(codeOf(text))
  await begunAnew(before.app, () => setup.getByTestId('bank-file-submit').click())

  const after = await startNewcomer(folder)
  const window = await after.window()
  const given = line(window, '更新商事 経理部')
  await expect(given).toContainText('練習用信用金庫 法人窓口')
  await expect(given).toContainText('銀行ファイルにある更新ページ: renewal.shinkin.example')
  await expect(line(window, '更新商事 総務部')).not.toContainText('銀行ファイルにある更新ページ')
  await window.getByTestId('genuine-open').first().click()
  await expect(window.getByText('0120-222-333')).toBeVisible()
  await after.close()
  expect(existsSync(newcomersSettings(folder))).toBe(false)
})

test('a key store with a password says so, and shows what is in it once it is opened', async ({ folder }) => {
  protect(folder, homeWith(folder, due))
  const newcomer = await startNewcomer(folder)
  const window = await newcomer.window()
  const failure = window.getByTestId('watch-failure')
  await expect(failure).toHaveAttribute('data-code', 'keystore.password-protected')
  await expect(window.getByText('更新が必要な電子証明書は見つかりませんでした。')).toBeHidden()
  await window.getByRole('button', { name: '銀行の設定へ' }).click()
  await expect(heading(window, '銀行の設定')).toBeVisible()
  await window.getByRole('button', { name: '戻る' }).click()

  await window.getByTestId('failure-unlock').click()
  const question = await newcomer.page('password.html')
  const closed = question.waitForEvent('close')
  await question.getByTestId('password-password').fill(secret)
  await question
    .getByTestId('password-unlock')
    .click()
    .catch((error: Error) => expect(error.message).toContain('has been closed'))
  await closed
  await expect(line(window, '更新商事 経理部')).toHaveAttribute('data-status', 'due')
  await expect(failure).toBeHidden()
  await newcomer.close()
})

test('a card that somebody has changed is set aside and told, and the certificates are shown all the same', async ({
  folder,
}) => {
  homeWith(folder, due)
  const before = await startNewcomer(folder)
  await expect(line(await before.window(), '更新商事 経理部')).toBeVisible()
  await before.close()
  const kept = choicesOf(folder)
  // Somebody else's change: what it names would be opened.
  const changed = readFileSync(kept, 'utf8').replace('"seen"', '"page": "file:///etc/passwd", "seen"')
  writeFileSync(kept, changed)
  const newcomer = await startNewcomer(folder)
  const window = await newcomer.window()
  await expect(line(window, '更新商事 経理部')).toHaveAttribute('data-status', 'due')
  await expect(window.getByTestId('watch-failure')).toHaveAttribute('data-code', 'watch.cards-damaged')
  await expect(window.getByRole('button', { name: '銀行の更新ページを開く' })).toBeHidden()
  await newcomer.close()
  expect(readFileSync(kept.replace('.json', '.damaged-1.json'), 'utf8')).toBe(changed)
})

test('a run without windows tells of what is watched and changes nothing; policy decides which that is', async ({
  folder,
}) => {
  homeWith(folder, due, valid, device)
  const status = async (on?: readonly string[]) => {
    const { output } = await runWindowless(folder, ['--unattended', 'status'], '', on)
    return JSON.parse(output.trimEnd().split('\n').at(-1)!) as unknown
  }
  expect(await status()).toMatchObject({
    outcome: 'configuration-invalid',
    watched: [
      { issuer: due.issuer, status: 'due' },
      { issuer: valid.issuer, status: 'valid' },
    ],
    watchedDue: 1,
  })
  const written = readdirSync(path.join(folder, 'windowless'), { recursive: true }) as string[]
  expect(written.filter((name) => name.endsWith('watched.json'))).toEqual([])

  const unmanaged = missingForManagement()
  test.skip(unmanaged !== undefined, unmanaged)
  const watchIssuers = [{ issuer: device.issuer, from: 340 }]
  expect(await status(manage(folder, { watchIssuers }))).toMatchObject({ watchedDue: 2 })
  expect(await status(manage(folder, { noticeDays: 340 }))).toMatchObject({ watchedDue: 2 })
  expect(await status(manage(folder, { watch: 'off' }))).not.toHaveProperty('watched')
  const newcomer = await startNewcomer(folder, { on: manage(folder, { watch: 'off' }) })
  await expect(heading(await newcomer.window(), '銀行の設定')).toBeVisible()
  await newcomer.close()
})

test.describe('on a desktop', () => {
  const session = sessionForEach()

  test('started at login, it reminds without a window, and the tray says so where nothing can be read', async ({
    folder,
  }) => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
    const database = homeWith(folder, due)
    const newcomer = await startNewcomer(folder, { options: ['--hidden'] })
    await expect.poll(() => session().shownNotifications()).toBe(1)
    await expect.poll(() => session().trayToolTip()).toContain('練習用信用金庫: 更新の時期です')
    expect(newcomer.app.windows()).toHaveLength(0)
    await newcomer.close()

    protect(folder, database)
    const locked = await startNewcomer(folder, { options: ['--hidden'] })
    await expect.poll(() => session().trayToolTip()).toContain('電子証明書を確認できません')
    expect(locked.app.windows()).toHaveLength(0)
    await locked.close()
  })

  test('a watched certificate is reminded of, also while the window is closed; its notice puts that off, and one that came is told', async ({
    folder,
  }) => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
    const database = homeWith(folder, due)
    const newcomer = await startNewcomer(folder)
    await newcomer.window()
    await expect.poll(() => session().shownNotifications()).toBe(1)
    await newcomer.closeWindow()
    session().pressButton('Koshin を開く')
    const notice = await newcomer.window()
    await expect(heading(notice, '電子証明書更新通知')).toBeVisible()
    await expect(notice.getByText('銀行の更新ページがまだ保存されていません。')).toBeVisible()
    await notice.getByRole('button', { name: '3日前まで通知しない' }).click()
    await expect(notice.getByTestId('notice-silent')).toContainText('まで届きません')
    await notice.getByRole('button', { name: 'メインへ' }).click()
    await expect(line(notice, '更新商事 経理部')).toHaveAttribute('data-status', 'due')
    await newcomer.closeWindow()

    putInto(database, { ...due, from: -1, until: 364 })
    // As the computer wakes up.
    await newcomer.app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
    await expect.poll(() => session().shownNotifications()).toBe(1)
    session().pressButton('Koshin を開く')
    const again = await newcomer.window()
    await expect(line(again, '更新商事 経理部').getByRole('status')).toContainText('更新されました。')
    await newcomer.close()
  })
})
