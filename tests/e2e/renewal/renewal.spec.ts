import type { Page } from '@playwright/test'
import { expect, heading, logOut, test } from '../stage/app.ts'
import type { Demo } from '../stage/demo.ts'
import { kept } from '../desktop/session/reminders.ts'
import { shareApp } from '../stage/shared-app.ts'

const atLogin = shareApp()
const day = 24 * 60 * 60 * 1000

/** Every heading that is drawn, also one that is gone before anybody looks. */
async function headingsFromNow(window: Page): Promise<() => Promise<readonly string[]>> {
  const drawn = await window.evaluateHandle(() => {
    const seen: string[] = []
    const look = () => void seen.push(document.querySelector('h1')?.textContent ?? '')
    new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true })
    return seen
  })
  return () => drawn.jsonValue()
}

/** Pages that only wait for the connection that the new certificate will need. */
const pagesInReserve = ({ app }: Pick<Demo, 'app'>): Promise<number> =>
  app.evaluate(
    ({ webContents }) => webContents.getAllWebContents().filter((one) => one.getURL() === 'about:blank').length,
  )
/** From then on Chromium asks which certificate to show without a page. */
const firstWithoutPages = 44

test.describe('a renewal through the windows', () => {
  test('goes from ログイン to 発行完了, and the next login uses the new certificate without a notice', async ({
    startDemo,
  }) => {
    const demo = await startDemo()
    const window = await demo.logIn()
    const [before] = demo.storedCertificates()

    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    await expect(window.getByText('あと20日').first()).toBeVisible()
    await expect(window.getByText('9:00（日本時間）').first()).toBeVisible()

    const headings = await headingsFromNow(window)
    await window.getByRole('button', { name: '証明書更新' }).click()
    await expect(heading(window, '電子証明書更新開始')).toBeVisible()
    expect(await headings()).toContain('電子証明書更新前処理中')
    expect(demo.storedCertificates()).toEqual([before])

    await window.getByRole('button', { name: '更新', exact: true }).click()
    await demo.complete(window)

    const stored = demo.storedCertificates()
    expect(stored).toHaveLength(1)
    const [after] = stored
    expect(after!.thumbprint).not.toBe(before!.thumbprint)
    expect(after!.notAfter - Date.now()).toBeGreaterThan(364 * day)
    const details = (await window.getByRole('main').innerText()).replaceAll(/\s/g, '').toLowerCase()
    expect(details).toContain(after!.thumbprint)

    await demo.leaveCompleted(window)
    await (await demo.page('demo.html')).getByTestId('demo-open-app').click()
    const next = await demo.logIn()
    await expect(heading(next, 'メイン')).toBeVisible()
    await next.getByRole('heading', { name: '履歴' }).click()
    await expect(next.getByText('電子証明書を更新しました')).toBeVisible()
    expect(demo.storedCertificates()).toEqual([after])
  })

  test('is not begun by メインへ, and the notice comes again at the next login; what was made ready meanwhile goes with whoever leaves', async () => {
    const { demo } = await atLogin()
    const window = await demo.logIn()
    const before = demo.storedCertificates()
    await window.getByRole('button', { name: 'メインへ' }).click()
    await expect(heading(window, 'メイン')).toBeVisible()
    expect(demo.storedCertificates()).toEqual(before)

    await logOut(window)
    await demo.logIn()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()

    expect(demo.storedKeys()).toBe(1)
    await demo.prepare(window)
    await expect.poll(() => demo.storedKeys()).toBe(2)
    const electron = await demo.app.evaluate(() => process.versions.electron)
    await expect.poll(() => pagesInReserve(demo)).toBe(Number.parseInt(electron, 10) < firstWithoutPages ? 1 : 0)
    await window.getByRole('button', { name: '戻る' }).click()
    await expect(heading(window, 'メイン')).toBeVisible()
    await expect.poll(() => demo.storedKeys()).toBe(1)
    await expect.poll(() => pagesInReserve(demo)).toBe(0)
    await logOut(window)
  })
})

test.describe('in the notice window', () => {
  test('notifications can be muted until 3 days before expiry, and the window asks all the same', async () => {
    const { demo, restart } = await atLogin()
    const window = await demo.logIn()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    await window.getByRole('button', { name: '3日前まで通知しない' }).click()
    const expiry = (await window.getByTestId('notice-expiry').textContent())!
    await expect(window.getByTestId('notice-silent')).toContainText('まで届きません')
    expect(kept(demo, 'notices')).toMatchObject({ muted: true })
    expect(await window.getByTestId('notice-silent').textContent()).not.toContain(expiry)
    await window.getByRole('button', { name: '明日まで通知しない' }).click()
    await expect.poll(() => kept(demo, 'notices')).toHaveProperty('snoozedUntil')

    const again = await (await restart()).demo.logIn()
    await expect(heading(again, '電子証明書更新通知')).toBeVisible()
    await again.getByRole('button', { name: 'メインへ' }).click()
    await logOut(again)
  })
})

test.describe('いいえ', () => {
  test('at the first confirmation makes nothing, sends nothing and says so', async () => {
    const { demo } = await atLogin()
    const window = await demo.logIn()
    const before = demo.storedCertificates()
    await demo.begin(window)
    await demo.answer('いいえ')
    await expect(heading(window, '電子証明書の更新を中止しました')).toBeVisible()
    await expect(window.getByText('銀行への申請は行っていません')).toBeVisible()
    expect(demo.storedCertificates()).toEqual(before)
    await window.getByRole('button', { name: 'メインへ' }).click()
    await logOut(window)
  })

  // The last one: nothing is due in this app afterwards.
  test('at the second keeps the issued certificate, which can be installed from メイン', async () => {
    const { demo } = await atLogin()
    const window = await demo.logIn()
    const before = demo.storedCertificates()
    await demo.begin(window)
    await demo.answer('はい')
    await demo.answer('いいえ')
    await expect(heading(window, '新しい電子証明書は保管されています')).toBeVisible()
    expect(demo.storedCertificates()).toEqual(before)

    await window.getByRole('button', { name: 'メインへ' }).click()
    await expect(heading(window, 'メイン')).toBeVisible()
    await window.getByRole('button', { name: '取りやめる' }).click()
    const question = await demo.page('consent.html')
    await expect(heading(question, '手続きの取りやめ')).toBeVisible()
    await demo.answerBy(question, 'consent-no')
    await window.getByRole('button', { name: '電子証明書を保存' }).click()
    await demo.answer('はい')
    await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
    expect(demo.storedCertificates()).not.toEqual(before)
  })
})
