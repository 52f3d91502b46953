/** What is watched without any bank's help, where no window is open or the key store is: told, reminded of, and managed. */
import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, heading, test } from '../stage/app.ts'
import { homeOf, type MadeUp, putInto } from '../stage/banks/made-up-banks.ts'
import { startNewcomer } from '../stage/newcomer.ts'
import { device, due, line, valid } from '../stage/watched.ts'
import { runWindowless } from '../stage/windowless.ts'
import { manage, missingForManagement } from '../administration/managed-machine.ts'
import { sessionForEach } from './session/desktop-session.ts'

/** The newcomer's home, whose key store has these. @returns the key store's folder */
const homeWith = (folder: string, ...made: readonly MadeUp[]): string => homeOf(path.join(folder, 'home'), ...made)

const secret = 'geheim-7391'
/** Gives the database a password, as its owner does. */
function protect(folder: string, database: string): void {
  const [none, right] = [path.join(folder, 'none'), path.join(folder, 'right')]
  writeFileSync(none, '\n')
  writeFileSync(right, `${secret}\n`)
  execFileSync('certutil', ['-W', '-f', none, '-@', right, '-d', `sql:${database}`])
}

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
  expect(await status(manage(folder, { noticeDays: 340 }))).toMatchObject({ watchedDue: 2 })
  expect(await status(manage(folder, { watch: 'off' }))).not.toHaveProperty('watched')
  const newcomer = await startNewcomer(folder, { on: manage(folder, { watch: 'off' }) })
  await expect(heading(await newcomer.window(), '銀行の設定')).toBeVisible()
  await newcomer.close()
})

test.describe('on a desktop', () => {
  const session = sessionForEach()

  test('started at login, it reminds without a window, and the tray says so where nothing can be read', async ({
    folder,
  }) => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
    const database = homeWith(folder, due)
    const newcomer = await startNewcomer(folder, { options: ['--hidden'] })
    await expect.poll(() => session().shownNotifications()).toBe(1)
    await expect.poll(() => session().trayToolTip()).toContain('練習用信用金庫: 更新の時期です')
    expect(newcomer.app.windows()).toHaveLength(0)
    await newcomer.close()

    protect(folder, database)
    const locked = await startNewcomer(folder, { options: ['--hidden'] })
    await expect.poll(() => session().trayToolTip()).toContain('電子証明書を確認できません')
    expect(locked.app.windows()).toHaveLength(0)
    await locked.close()
  })

  test('a watched certificate is reminded of, also while the window is closed; its notice puts that off, and one that came is told', async ({
    folder,
  }) => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
    const database = homeWith(folder, due)
    const newcomer = await startNewcomer(folder)
    await newcomer.window()
    await expect.poll(() => session().shownNotifications()).toBe(1)
    await newcomer.closeWindow()
    session().pressButton('Koshin を開く')
    const notice = await newcomer.window()
    await expect(heading(notice, '電子証明書更新通知')).toBeVisible()
    await expect(notice.getByText('銀行の更新ページがまだ保存されていません。')).toBeVisible()
    await notice.getByRole('button', { name: '3日前まで通知しない' }).click()
    await expect(notice.getByTestId('notice-silent')).toContainText('まで届きません')
    await notice.getByRole('button', { name: 'メインへ' }).click()
    await expect(line(notice, '更新商事 経理部')).toHaveAttribute('data-status', 'due')
    await newcomer.closeWindow()

    putInto(database, { ...due, from: -1, until: 364 })
    // As the computer wakes up.
    await newcomer.app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
    await expect.poll(() => session().shownNotifications()).toBe(1)
    session().pressButton('Koshin を開く')
    const again = await newcomer.window()
    await expect(line(again, '更新商事 経理部').getByRole('status')).toContainText('更新されました。')
    await newcomer.close()
  })
})
