import { expect, heading, logOut, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'

const atLogin = shareApp()

/** A certificate that was issued, and いいえ at the second question: made once, for the tests from then on. */
let issued: Awaited<ReturnType<typeof issue>> | undefined
async function issue() {
  const { demo, restart } = await atLogin()
  const stored = demo.storedCertificates()
  const window = await demo.logIn()
  await demo.begin(window)
  await demo.answer('はい')
  await demo.answer('いいえ')
  await expect(heading(window, '新しい電子証明書は保管されています')).toBeVisible()
  return { window, restart, stored }
}
const atIssued = async () => (issued ??= await issue())

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
    const { window } = await atIssued()
    await window.getByRole('button', { name: 'メインへ' }).click()
    await window.getByRole('button', { name: 'パソコンを替えるとき' }).click()
    await expect(window.getByTestId('new-pc-unfinished')).toBeVisible()
  })
})

test.describe('いいえ', () => {
  // The last one: nothing is due in this app afterwards.
  test('at the second can be made good at the next login, also after a restart of the app', async () => {
    const before = await atIssued()
    const { demo, window } = await before.restart()
    await demo.logIn()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    await window.getByRole('button', { name: '証明書更新' }).click()
    await demo.answer('はい')
    await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
    expect(demo.storedCertificates()).not.toEqual(before.stored)
  })
})
