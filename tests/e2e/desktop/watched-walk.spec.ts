/**
 * Walks through the first days without any bank's help, on certificates of three made-up banks, a device and a smart card in
 * a key store of its own, leaving pictures in .cache/demo, which git ignores. `npm run demo -- --demo-certificate=watched`
 * runs this.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { appRoot, type Demo, expect, heading, test } from '../stage/app.ts'
import { homeOf, putInto } from '../stage/banks/made-up-banks.ts'
import { startNewcomer } from '../stage/newcomer.ts'
import { openedIn, openInWindow, openRenewalPage } from '../stage/renewal-page.ts'
import { DesktopSession, missingForSession } from './session/desktop-session.ts'

const due = { subject: '更新商事 経理部', issuer: '練習用信用金庫 法人認証局', from: -345, until: 20 }
const valid = { subject: '更新商事 総務部', issuer: 'デモ銀行 法人認証局', from: -30, until: 335 }
const expired = { subject: '更新商事 大阪支店', issuer: '見本銀行 法人認証局', from: -370, until: -5 }
const successor = { ...expired, from: -6, until: 359 }
const host = 'pc-17.corp.example'
const device = { subject: host, issuer: '更新商事 端末認証局', from: -30, until: 335, host }
const card = { subject: '山田花子', issuer: '更新商事 社員証認証局', from: -100, until: 900, onCard: true } as const

let taken = 0
async function picture(page: Page, name: string): Promise<void> {
  const pictures = path.join(appRoot, '.cache/demo')
  mkdirSync(pictures, { recursive: true })
  taken += 1
  const file = `watched-${taken}-${name}.png`
  await page.screenshot({ path: path.join(pictures, file), fullPage: true, animations: 'disabled' })
  console.log(`  ${file}`)
}

const line = (window: Page, holder: string) => window.getByTestId('watch-line').filter({ hasText: holder })

test('a walk through the certificates of banks that are not set', async ({ folder }) => {
  const missing = missingForSession()
  const session = new DesktopSession()
  if (missing === undefined) {
    await session.start()
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session.address
  }
  const database = homeOf(path.join(folder, 'home'), due, valid, expired, successor, device, card)
  const renewal = await openRenewalPage('練習用信用金庫', () => putInto(database, { ...due, from: -1, until: 364 }))
  const newcomer = await startNewcomer(folder)
  try {
    const window = await newcomer.window()
    await lookAround(window)
    await fillCard(window, renewal.address)
    if (missing === undefined) await beReminded(newcomer, session, window)
    else console.log(`  no reminder is shown: ${missing}`)
    await renewAtBank(newcomer, window, renewal.address)
    await hideAndShow(newcomer, window)
  } finally {
    await newcomer.close()
    renewal.close()
    session.stop()
  }
})

async function lookAround(window: Page): Promise<void> {
  await expect(heading(window, 'このパソコンの電子証明書')).toBeVisible()
  await expect(line(window, '更新商事 経理部')).toHaveAttribute('data-status', 'due')
  await picture(window, 'first-start')
  await window.getByText('ほかの電子証明書（2）').click()
  await expect(line(window, host)).toHaveAttribute('data-kind', 'device')
  await expect(line(window, '山田花子')).toHaveAttribute('data-kind', 'sign-in')
  await picture(window, 'device-and-card')
  await window.getByRole('button', { name: '電話やメールで更新を頼まれた' }).click()
  await expect(heading(window, '本物確認')).toBeVisible()
  await picture(window, 'genuine')
  await window.getByRole('button', { name: '戻る' }).click()
}

async function fillCard(window: Page, address: string): Promise<void> {
  await line(window, '更新商事 経理部').getByRole('button', { name: '名前・メモなどを編集' }).click()
  await window.getByLabel('銀行の更新ページのアドレス（https）').fill(address)
  await window.getByLabel('更新のあとに、ほかに変更が必要なもの').fill('会計ソフト')
  await picture(window, 'card')
  await window.getByRole('button', { name: '保存' }).click()
  await expect(heading(window, 'このパソコンの電子証明書')).toBeVisible()
}

/** The notice leads to the bank's page, too; here its user looks at the list first. */
async function beReminded(newcomer: Demo, session: DesktopSession, window: Page): Promise<void> {
  await expect.poll(() => session.shownNotifications()).toBe(1)
  session.pressButton('Koshin を開く')
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await picture(window, 'reminder')
  await window.getByRole('button', { name: 'メインへ' }).click()
  await expect(heading(await newcomer.window(), 'このパソコンの電子証明書')).toBeVisible()
}

async function renewAtBank(newcomer: Demo, window: Page, address: string): Promise<void> {
  await openInWindow(newcomer)
  await line(window, '更新商事 経理部').getByRole('button', { name: '銀行の更新ページを開く' }).click()
  const bank = await openedIn(newcomer, address)
  await picture(bank, 'bank-page')
  await bank.getByRole('button', { name: '更新する' }).click()
  await expect(bank.getByText('新しい電子証明書をこのパソコンに保存しました。')).toBeVisible()
  await newcomer.app.evaluate(({ app, BrowserWindow }) => {
    app.emit('browser-window-focus', {}, BrowserWindow.getAllWindows()[0])
  })
  const renewed = line(window, '更新商事 経理部')
  await expect(renewed.getByRole('status')).toContainText('更新されました。')
  await picture(window, 'successor')
  await renewed.getByLabel('会計ソフト').check()
  await renewed.getByRole('button', { name: '確認しました' }).click()
  await expect(renewed.getByRole('status')).toBeHidden()
}

async function hideAndShow(newcomer: Demo, window: Page): Promise<void> {
  const renewed = line(window, '更新商事 経理部')
  await renewed.getByRole('button', { name: '選択画面から外す' }).click()
  const question = await newcomer.page('consent.html')
  await expect(heading(question, '選択画面から外す確認')).toBeVisible()
  await picture(question, 'hide')
  await newcomer.answerBy(question, 'consent-yes')
  const undo = renewed.getByRole('button', { name: '元に戻す' })
  await expect(undo).toBeVisible()
  await picture(window, 'hidden')
  await undo.click()
  await expect(undo).toBeHidden()
  await picture(window, 'shown-again')
}
