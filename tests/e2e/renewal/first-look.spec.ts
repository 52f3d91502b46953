/** ログイン while the key store, slow as a smart card may be, has yet to tell what it holds. */
import path from 'node:path'
import { type Demo, expect, heading, test } from '../stage/app.ts'

const loaded = [path.join(import.meta.dirname, 'held-key-store.cjs')]
const restHeld = [path.join(import.meta.dirname, 'held-rest.cjs')]

const release = (demo: Demo) =>
  demo.app.evaluate(() => (globalThis as unknown as { releaseKeyStore: () => void }).releaseKeyStore())

test.describe('before the key store has answered', () => {
  test('ログイン takes what is typed, and a press is done once the certificate is there', async ({ start }) => {
    const demo = await start({ loaded })
    const window = await demo.window()
    await expect(window.getByTestId('login-lookup')).toBeVisible()
    await expect(window.getByTestId('login-status')).toBeHidden()
    await demo.logIn()
    const submit = window.getByTestId('login-submit')
    await expect(submit).toHaveAttribute('aria-disabled', 'true')
    await release(demo)
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  })

  test('a press chooses none of several certificates', async ({ start }) => {
    const demo = await start({ certificate: 'two', loaded })
    const window = await demo.logIn()
    await release(demo)
    await expect(window.getByText('電子証明書を選んでください。', { exact: true })).toBeVisible()
    await expect(window.getByLabel('パスワード')).not.toHaveValue('')
  })

  test('nothing is said about a certificate that may be there', async ({ start }) => {
    const demo = await start({ certificate: 'absent', loaded })
    const window = await demo.window()
    await expect(window.getByText('電子証明書を確認しています。')).toBeVisible()
    await expect(window.getByText('この銀行の電子証明書が、このパソコンにありません。')).toBeHidden()
    await release(demo)
    await expect(window.getByText('この銀行の電子証明書が、このパソコンにありません。')).toBeVisible()
  })
})

test('before the rest of the app is there, ログイン shows what the last start found, and what is pressed is done later', async ({
  start,
}) => {
  const first = await start({ certificate: 'valid' })
  await expect((await first.window()).getByText('この電子証明書でログインします。')).toBeVisible()
  await first.close()
  const demo = await start({ loaded: restHeld })
  const window = await demo.window()
  await expect(heading(window, 'ログイン')).toBeVisible()
  await expect(window.getByTestId('login-certificate')).toHaveAttribute('data-status', 'valid')
  await window.getByTestId('side-settings').click()
  await demo.app.evaluate(() => (globalThis as unknown as { releaseRest: () => void }).releaseRest())
  await expect(heading(window, '設定')).toBeVisible()
})
