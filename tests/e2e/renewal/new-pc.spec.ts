import { expect, heading, logOut, test } from '../stage/app.ts'
import { shareDemo } from '../stage/shared-demo.ts'

const atLogin = shareDemo()

test.describe('パソコンを替えるとき', () => {
  test('says before and after a login what to do, names what is here, and leads back', async () => {
    const { demo, window } = await atLogin()
    const [customer] = await demo.customers()
    await window.getByRole('button', { name: 'パソコンを替えるとき' }).click()
    await expect(heading(window, 'パソコンを替えるとき')).toBeFocused()
    await expect(window.getByTestId('new-pc-certificate')).toContainText(customer!.name)
    await expect(window.getByTestId('window-new-pc')).toContainText('電子証明書取得')
    await expect(window.getByTestId('new-pc-unfinished')).toHaveCount(0)
    await window.screenshot({ path: test.info().outputPath('new-pc.png'), fullPage: true })
    await window.getByRole('button', { name: '戻る' }).click()
    await expect(heading(window, 'ログイン')).toBeVisible()

    await demo.logIn()
    await window.getByRole('button', { name: 'メインへ' }).click()
    await window.getByRole('button', { name: 'パソコンを替えるとき' }).click()
    await window.getByRole('button', { name: '戻る' }).click()
    await expect(heading(window, 'メイン')).toBeVisible()
    await logOut(window)
  })

  test('warns of a certificate that was issued and waits for its installation', async () => {
    const { demo, window } = await atLogin()
    await demo.logIn()
    await demo.begin(window)
    await demo.answer('はい')
    await demo.answer('いいえ')
    await window.getByRole('button', { name: 'メインへ' }).click()
    await window.getByRole('button', { name: 'パソコンを替えるとき' }).click()
    await expect(window.getByTestId('new-pc-unfinished')).toBeVisible()

    // Given up, so that nothing waits for the tests that follow.
    await window.getByRole('button', { name: '戻る' }).click()
    await window.getByRole('button', { name: '取りやめる' }).click()
    await demo.answerBy(await demo.page('consent.html'), 'consent-yes')
    await expect(window.getByRole('button', { name: '取りやめる' })).toHaveCount(0)
    await logOut(window)
  })
})
