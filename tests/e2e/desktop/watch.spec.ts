/** The first day, without any bank's help: every certificate of this computer, until when it lasts, and what to do. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { day, digitalSignature, extension, issue, makeKeys } from '../../unit/x509/authority.ts'
import { expect, heading, test } from '../stage/app.ts'
import { importInto, importPair } from '../stage/nss-database.ts'
import { newcomersProfile, startNewcomer } from '../stage/newcomer.ts'
import { runWindowless } from '../stage/windowless.ts'
import { manage, missingForManagement } from '../administration/managed-machine.ts'
import { DesktopSession, missingForSession } from './desktop-session.ts'

const issuerKeys = makeKeys('rsa')
const now = Date.now()

interface Made {
  readonly subject: string
  readonly issuer: string
  /** Days from now. */
  readonly from: number
  readonly until: number
  readonly host?: string
}

let count = 0
function pem(folder: string, { subject, issuer, from, until, host }: Made) {
  const keys = makeKeys('rsa')
  count += 1
  const der = issue({
    subject,
    issuer,
    keys,
    signer: issuerKeys,
    notBefore: now + from * day,
    notAfter: now + until * day,
    serial: new Uint8Array([0x10, count]),
    extensions: [
      digitalSignature,
      extension.extendedKeyUsage('clientAuth'),
      ...(host === undefined ? [] : [extension.dnsNames(host)]),
    ],
  })
  const certificate = path.join(folder, `${count}.pem`)
  const key = path.join(folder, `${count}.key`)
  const lines = Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n')
  writeFileSync(certificate, `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`)
  writeFileSync(key, keys.privateKey.export({ format: 'pem', type: 'pkcs8' }))
  return { certificate, key }
}

const due: Made = { subject: '更新商事 経理部', issuer: '練習用信用金庫 法人認証局', from: -345, until: 20 }
const valid: Made = { subject: '更新商事 総務部', issuer: 'デモ銀行 法人認証局', from: -30, until: 335 }
const device: Made = {
  subject: 'pc-17.corp.example',
  issuer: '更新商事 端末認証局',
  from: -30,
  until: 335,
  host: 'pc-17.corp.example',
}

/** A home whose key store has these. */
function homeWith(folder: string, ...made: readonly Made[]): string {
  const home = path.join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const database = importInto(home)
  for (const one of made) importPair(database, pem(folder, one))
  return database
}

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
  const first = line(window, '更新商事 経理部')
  const address = first.getByLabel('銀行の更新ページのアドレス（https）')
  await address.fill('http://bank.example/')
  await first.getByRole('button', { name: 'アドレスを保存' }).click()
  await expect(first.getByText('https:// で始まるアドレスを入力してください。')).toBeVisible()
  await address.fill('https://hanako:sakura-4821@renewal.bank.example/start')
  await first.getByRole('button', { name: 'アドレスを保存' }).click()
  await expect(first).toContainText('renewal.bank.example')
  await line(window, '更新商事 総務部').getByLabel('見守る（期限が近づいたら通知する）').uncheck()
  await newcomer.close()
  expect(readFileSync(choicesOf(folder), 'utf8')).not.toContain('sakura')

  const again = await startNewcomer(folder)
  const later = await again.window()
  await expect(line(later, '更新商事 総務部').getByLabel('見守る（期限が近づいたら通知する）')).not.toBeChecked()
  await again.app.evaluate(({ dialog, shell }) => {
    const opened: string[] = []
    const answers = [1, 0]
    Object.assign(globalThis, { opened })
    // The system's own window: the user cancels first, and then opens.
    dialog.showMessageBox = (...given: unknown[]) => {
      opened.push((given[1] as { message: string }).message)
      return Promise.resolve({ response: answers.shift()!, checkboxChecked: false })
    }
    shell.openExternal = (address) => (opened.push(address), Promise.resolve())
  })
  const open = line(later, '更新商事 経理部').getByRole('button', { name: '銀行の更新ページを開く' })
  const opened = () => again.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  const asked = expect.stringContaining('renewal.bank.example') as unknown as string
  await open.click()
  await expect.poll(opened).toEqual([asked])
  await open.click()
  await expect.poll(opened).toEqual([asked, asked, 'https://renewal.bank.example/start'])
  await again.close()
})

test('a successor is noticed at the next start, and the one before counts no more', async ({ folder }) => {
  const database = homeWith(folder, due)
  const before = await startNewcomer(folder)
  await expect(line(await before.window(), '更新商事 経理部')).toHaveAttribute('data-status', 'due')
  await before.close()

  importPair(database, pem(folder, { ...due, from: -1, until: 364 }))
  const after = await startNewcomer(folder)
  const window = await after.window()
  await expect(window.getByTestId('watch-line')).toHaveCount(1)
  const renewed = line(window, '更新商事 経理部')
  await expect(renewed).toHaveAttribute('data-status', 'valid')
  await expect(renewed.getByRole('status')).toContainText('更新されました。')
  await expect(renewed).toContainText('会計ソフトなどで')
  await renewed.getByRole('button', { name: '確認しました' }).click()
  await expect(renewed.getByRole('status')).toBeHidden()
  await after.close()
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
  expect(await status(manage(folder, { watch: 'off' }))).not.toHaveProperty('watched')
  const newcomer = await startNewcomer(folder, { on: manage(folder, { watch: 'off' }) })
  await expect(heading(await newcomer.window(), '銀行の設定')).toBeVisible()
  await newcomer.close()
})

test.describe('on a desktop', () => {
  const missing = missingForSession()
  test.skip(missing !== undefined, missing)

  let session: DesktopSession
  test.beforeEach(() => {
    session = new DesktopSession()
    return session.start()
  })
  test.afterEach(() => {
    delete process.env['DBUS_SESSION_BUS_ADDRESS']
    session.stop()
  })

  test('started at login, it reminds without a window, and the tray says so where nothing can be read', async ({
    folder,
  }) => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session.address
    const database = homeWith(folder, due)
    const newcomer = await startNewcomer(folder, { options: ['--hidden'] })
    await expect.poll(() => session.shownNotifications()).toBe(1)
    await expect.poll(() => session.trayToolTip()).toContain('練習用信用金庫: 更新の時期です')
    expect(newcomer.app.windows()).toHaveLength(0)
    await newcomer.close()

    protect(folder, database)
    const locked = await startNewcomer(folder, { options: ['--hidden'] })
    await expect.poll(() => session.trayToolTip()).toContain('電子証明書を確認できません')
    expect(locked.app.windows()).toHaveLength(0)
    await locked.close()
  })

  test('a watched certificate is reminded of, also while the window is closed, and one that came is noticed in it', async ({
    folder,
  }) => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session.address
    const database = homeWith(folder, due)
    const newcomer = await startNewcomer(folder)
    const window = await newcomer.window()
    await expect.poll(() => session.shownNotifications()).toBe(1)
    await newcomer.closeWindow()
    importPair(database, pem(folder, { ...due, from: -1, until: 364 }))
    session.pressButton('Koshin を開く')
    const again = await newcomer.window()
    expect(again).not.toBe(window)
    await expect(line(again, '更新商事 経理部').getByRole('status')).toContainText('更新されました。')
    await expect.poll(() => session.shownNotifications()).toBe(0)
    await newcomer.close()
  })
})
