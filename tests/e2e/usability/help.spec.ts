/** Help opens at what the user sees, finds a word or a code, and leads back. */
import { expect, heading, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'

const atLogin = shareApp()

test('the search of the help finds a failure by its code and a topic by a word', async () => {
  const { window } = await atLogin()
  await window.getByRole('button', { name: 'ヘルプ' }).click()
  const search = window.getByRole('searchbox', { name: 'ヘルプを検索（言葉やコード）' })
  await search.fill('bank.unreachable')
  await expect(window.getByRole('status')).toHaveText('1件見つかりました。')
  await expect(window.getByRole('heading', { level: 2 })).toHaveText('銀行に接続できません。')

  await search.fill('プリンター')
  await expect(window.getByRole('status')).toContainText('見つかりませんでした。')

  await search.fill('Ｗｅｂ アクセス')
  await window.getByRole('button', { name: 'この項目を開く' }).first().click()
  await expect(search).toHaveValue('')
  await expect(window.getByRole('heading', { level: 2, name: /Web アクセスの確認/ })).toBeFocused()
  await window.keyboard.press('Escape')
  await expect(heading(window, 'ログイン')).toBeVisible()
})

test('help opens at the window that it was asked in, leads to other topics, and back', async () => {
  const { demo, window } = await atLogin()
  await demo.logIn()
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await window.getByRole('button', { name: 'ヘルプ' }).click()
  await expect(window.getByRole('heading', { level: 2, name: '期限が近づいたとき' })).toBeFocused()
  await window.keyboard.press('Escape')
  await window.getByRole('button', { name: 'メインへ' }).click()
  await expect(heading(window, 'メイン')).toBeVisible()
  await window.getByRole('button', { name: 'ヘルプ' }).click()
  await expect(heading(window, 'ヘルプ')).toBeVisible()
  await expect(window.getByRole('heading', { level: 2, name: 'メイン' })).toBeFocused()
  await window.getByRole('button', { name: '更新が終わったとき' }).click()
  await expect(window.getByRole('heading', { level: 2, name: '更新が終わったとき' })).toBeFocused()
  await expect(window.getByRole('img', { name: '画面の見本: 更新が終わったとき' })).toBeVisible()
  // As 戻る does.
  await window.keyboard.press('Escape')
  await expect(heading(window, 'メイン')).toBeFocused()
  await window.getByRole('button', { name: 'ヘルプ' }).click()
  await expect(heading(window, 'ヘルプ')).toBeVisible()
  await window.keyboard.press('Alt+ArrowLeft')
  await expect(heading(window, 'メイン')).toBeFocused()
})
