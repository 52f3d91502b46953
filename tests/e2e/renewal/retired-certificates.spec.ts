/** What メイン and 発行完了 offer once a certificate was renewed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { expect, heading, test, type Demo } from '../stage/app.ts'

async function renewed(demo: Demo) {
  const window = await demo.logIn()
  await demo.begin(window)
  await demo.complete(window)
  return window
}

test.describe('after a renewal', () => {
  test('a running browser is named, with what is true of it, and what the bank still has to do', async ({
    start,
    folder,
  }) => {
    const running = ['chromium', 'firefox'].map((name) => {
      const browser = path.join(folder, name)
      copyFileSync('/bin/sleep', browser)
      return spawn(browser, ['120'], { stdio: 'ignore' })
    })
    await Promise.all(running.map((browser) => once(browser, 'spawn')))
    try {
      const window = await renewed(await start())
      await expect(window.getByTestId('completion-browsers')).toContainText(
        'Chromium で銀行に接続していた場合は、終了するまで古い電子証明書が使われます。',
      )
      await expect(window.getByTestId('completion-browsers-apart')).toContainText(
        '新しい電子証明書は Firefox の選択画面に出ません。',
      )
      await expect(window.getByTestId('completion-after-renewal')).toContainText('翌営業日')
    } finally {
      for (const browser of running) browser.kill()
    }
  })

  test('the old certificate is brought back from メイン', async ({ start }) => {
    const demo = await start()
    await demo.closeCompleted(await renewed(demo))
    const window = await demo.logIn()
    await expect(heading(window, 'メイン')).toBeVisible()
    await expect(window.getByTestId('main-retired')).toContainText('元に戻せます')
    expect(demo.storedCertificates()).toHaveLength(1)

    await window.getByTestId('main-restore').click()
    await expect(window.getByTestId('main-retired')).toHaveCount(0)
    await expect(window.getByTestId('main-history')).toContainText('古い電子証明書を選択画面に戻しました')
    expect(demo.storedCertificates()).toHaveLength(2)

    // Two of one holder: the newer one is proposed, the older one can be chosen.
    await window.getByTestId('main-log-out').click()
    await expect(heading(window, 'ログイン')).toBeVisible()
    await expect(window.getByRole('radio', { checked: true })).toHaveCount(1)
    await expect(window.getByRole('radio')).toHaveCount(2)
  })

  test('the connection test tells whether the certificate works now', async ({ start }) => {
    const demo = await start({ certificate: 'valid' })
    const window = await demo.logIn()
    await expect(heading(window, 'メイン')).toBeVisible()
    const result = window.getByTestId('main-self-test-result')
    await window.getByTestId('main-self-test').click()
    await expect(result).toHaveAttribute('data-state', 'passed')
    await expect(result).toContainText('銀行に接続できました')

    await demo.stopBank()
    await window.getByTestId('main-self-test').click()
    await expect(result).toHaveAttribute('data-state', 'failed')
    await expect(window.getByTestId('main-self-test-failure')).toHaveAttribute('data-code', 'bank.unreachable')
  })
})
