/** Addresses `koshin:…`, as the operating system hands them to the running app. */
import type { Page } from '@playwright/test'
import { type Demo, expect, heading, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'
import { runWindowless } from '../stage/windowless.ts'

/** As macOS does it. */
const click = (demo: Demo, address: string): Promise<void> =>
  demo.app.evaluate(({ app }, url) => void app.emit('open-url', { preventDefault() {} }, url), address)

const atLogin = shareApp()

/** Back to ログイン, where it leads whoever has not logged in. */
async function leaveNotice(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'メインへ' }).click()
  await expect(heading(window, 'ログイン')).toBeVisible()
}

test.describe('to the running app', () => {
  test('an address that is no page, or asks for a deed, changes nothing', async () => {
    const { demo, window } = await atLogin()
    for (const address of ['koshin:renew', 'koshin:notice?yes', 'koshin:notice/../renew']) await click(demo, address)
    // What came before is done by the time that this one is: addresses are taken in their order.
    await click(demo, 'koshin:open')
    await expect(heading(window, 'ログイン')).toBeVisible()
    await expect.poll(() => demo.openPages()).toEqual(['index.html'])
  })

  test('koshin:notice opens the notice and goes no further', async () => {
    const { demo, window } = await atLogin()
    const before = demo.storedCertificates()
    await click(demo, 'koshin:notice')
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    expect(demo.storedCertificates()).toEqual(before)
    await leaveNotice(window)
  })
})

test('an address given to a second start is opened by the first, whatever options come with it', async () => {
  test.skip(process.platform === 'darwin', 'macOS hands addresses to the running app')
  const { demo, window } = await atLogin()
  const profile = await demo.app.evaluate(({ app }) => app.getPath('userData'))
  const second = await runWindowless(demo.folder, [
    `--user-data-dir=${profile}`,
    'koshin:notice',
    '--est-url',
    'http://127.0.0.1:9',
  ])
  expect(second.code).toBe(0)
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await leaveNotice(window)
})

test('an address of more than Chromium hands over leaves the app that runs alone, which it would kill for not listening', async () => {
  test.skip(process.platform !== 'linux', 'an argument can be as long on Linux alone')
  const { demo, window } = await atLogin()
  const profile = await demo.app.evaluate(({ app }) => app.getPath('userData'))
  const long = `koshin:${'a'.repeat(120_000)}`
  const second = await runWindowless(demo.folder, [`--user-data-dir=${profile}`, long, long, long])
  expect(second.code).toBe(2)
  await click(demo, 'koshin:notice')
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await leaveNotice(window)
})
