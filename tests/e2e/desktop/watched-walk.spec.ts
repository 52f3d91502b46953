/**
 * Walks through the first days without any bank's help, on certificates of three made-up banks and a device in a key store
 * of its own, leaving pictures in .cache/demo, which git ignores. `npm run demo -- --demo-certificate=watched` runs this.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { appRoot, expect, heading, test } from '../stage/app.ts'
import { homeOf, putInto } from '../stage/made-up-banks.ts'
import { startNewcomer } from '../stage/newcomer.ts'

const due = { subject: '更新商事 経理部', issuer: '練習用信用金庫 法人認証局', from: -345, until: 20 }
const valid = { subject: '更新商事 総務部', issuer: 'デモ銀行 法人認証局', from: -30, until: 335 }
const expired = { subject: '更新商事 大阪支店', issuer: '見本銀行 法人認証局', from: -370, until: -5 }
const host = 'pc-17.corp.example'
const device = { subject: host, issuer: '更新商事 端末認証局', from: -30, until: 335, host }

test('a walk through the certificates of banks that are not set', async ({ folder }) => {
  const database = homeOf(path.join(folder, 'home'), due, valid, expired, device)
  const newcomer = await startNewcomer(folder)
  const window = await newcomer.window()
  const pictures = path.join(appRoot, '.cache/demo')
  mkdirSync(pictures, { recursive: true })
  let taken = 0
  const picture = async (name: string): Promise<void> => {
    taken += 1
    const file = `watched-${taken}-${name}.png`
    await window.screenshot({ path: path.join(pictures, file), fullPage: true, animations: 'disabled' })
    console.log(`  ${file}`)
  }
  const line = (holder: string) => window.getByTestId('watch-line').filter({ hasText: holder })

  await expect(heading(window, 'このパソコンの電子証明書')).toBeVisible()
  await expect(line('更新商事 経理部')).toHaveAttribute('data-status', 'due')
  await picture('first-start')
  await window.getByText('ほかの電子証明書（1）').click()
  await picture('device')

  await window.getByRole('button', { name: '電話やメールで更新を頼まれた' }).click()
  await expect(heading(window, '本物確認')).toBeVisible()
  await picture('genuine')
  await window.getByRole('button', { name: '戻る' }).click()

  putInto(database, { ...expired, from: -1, until: 364 })
  await newcomer.app.evaluate(({ app, BrowserWindow }) => {
    app.emit('browser-window-focus', {}, BrowserWindow.getAllWindows()[0])
  })
  const renewed = line('更新商事 大阪支店')
  await expect(renewed.getByRole('status')).toContainText('更新されました。')
  await picture('successor')
  await renewed.getByRole('button', { name: '確認しました' }).click()
  await expect(renewed.getByRole('status')).toBeHidden()
  await picture('seen')
  await newcomer.close()
})
