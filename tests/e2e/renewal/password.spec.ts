/** A key store with a password: asked for in a window of its own, told to nobody else, and enough for a whole renewal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findInFiles, findInProcesses, heapOf, findIn } from '../security/secret-search.ts'
import { Keyring, missingForKeyring } from '../desktop/session/keyring.ts'
import { test as base, type Demo, expect, heading } from '../stage/app.ts'
import { profileOf, startCustomer } from '../stage/customer.ts'
import { ask } from '../stage/nss-database.ts'
import { runWindowless, settingsOf } from '../stage/windowless.ts'

const secret = 'Sesam&öffne/鍵束-7391'
const secrets = { 'key store password': secret, 'wrong key store password': `${secret}!` }

interface Protected {
  /** Gives the database its password, as its owner does. */
  protect(): void
  certutil(...args: string[]): string
}

const test = base.extend<{ database: Protected }>({
  database: async ({ folder }, use) => {
    const passwords = mkdtempSync(path.join(tmpdir(), 'koshin-passwords-'))
    const [none, right] = [path.join(passwords, 'none'), path.join(passwords, 'right')]
    writeFileSync(none, '\n')
    writeFileSync(right, `${secret}\n`)
    const run = (...args: string[]) => ask('certutil', [...args, '-d', `sql:${path.join(folder, 'home/.pki/nssdb')}`])
    await use({
      protect: () => void run('-W', '-f', none, '-@', right),
      certutil: (...args) => run(...args, '-f', right),
    })
    rmSync(passwords, { recursive: true })
  },
})

/** Answers the window that asks for the password; undefined closes it. */
async function enter(demo: Demo, password: string | undefined, isWrong = false, isKept = false): Promise<void> {
  const question = await demo.page('password.html')
  await expect(heading(question, '電子証明書の保管場所のパスワード')).toBeVisible()
  await expect(question.getByTestId('password-refused')).toHaveCount(isWrong ? 1 : 0)
  const closed = question.waitForEvent('close')
  if (password !== undefined) await question.getByTestId('password-password').fill(password)
  if (isKept) await question.getByTestId('password-remember').check()
  await question
    .getByTestId(password === undefined ? 'password-cancel' : 'password-unlock')
    .click()
    .catch((error: Error) => expect(error.message).toContain('has been closed'))
  await closed
}

test.describe('a key store that is protected by a password', () => {
  test('is opened with it, and a certificate in it is renewed; nobody else is told the password', async ({
    start,
    layOut,
    folder,
    database,
  }) => {
    await layOut()
    database.protect()

    const demo = await start()
    const window = await demo.window()
    const failure = window.getByTestId('login-failure')
    await expect(failure).toHaveAttribute('data-code', 'keystore.password-protected')
    await expect(failure).toContainText('電子証明書の保管場所（NSS データベース）がパスワードで保護されています。')
    const unlock = window.getByTestId('failure-unlock')

    await unlock.click()
    await enter(demo, undefined)
    await expect(failure).toBeVisible()
    await unlock.click()
    await enter(demo, `${secret}!`)
    await enter(demo, secret, true)
    await expect(window.getByTestId('login-certificate')).toBeVisible()
    await expect(failure).toHaveCount(0)

    await demo.logIn()
    await demo.begin(window)
    await demo.complete(window)
    expect(database.certutil('-K').match(/koshin-/g)).toHaveLength(2)
    await demo.closeCompleted(window)
    const again = await demo.logIn()
    await expect(heading(again, 'メイン')).toBeVisible()

    expect(findIn(await heapOf(demo, again), 'the page', secrets)).toEqual([])
    expect(findInProcesses(demo.app.process().pid!, secrets).found).toEqual([])
    const { found, files } = findInFiles(folder, secrets)
    expect(found).toEqual([])
    expect(files).toBeGreaterThan(10)
  })

  test('is told apart by runs without windows, by its code and what is needed, and stays as it is', async ({
    openBank,
    folder,
    database,
  }) => {
    await openBank()
    database.protect()
    const cause = "the NSS database has a password, which only the app's window asks for"
    for (const [command, ...more] of [['status'], ['renew', '--yes']] as const) {
      const options = ['--unattended', command, '--config', settingsOf(folder), ...more]
      const run = await runWindowless(folder, options)
      const result = JSON.parse(run.output.trim().split('\n').at(-1)!) as unknown
      expect(result).toMatchObject({
        event: 'result',
        outcome: 'key-store-error',
        failure: { code: 'keystore.password-protected', cause },
      })
      expect(run.code).toBe(12)
    }
    const diagnosis = await runWindowless(folder, ['--diagnose', '--json', '--config', settingsOf(folder)])
    expect(JSON.parse(diagnosis.output)).toMatchObject({ failure: { code: 'keystore.password-protected', cause } })
    expect(database.certutil('-K').match(/koshin-/g)).toHaveLength(1)
  })

  test('is opened by what its user let the keyring keep, also without windows, until that is taken out', async ({
    openBank,
    folder,
    database,
  }) => {
    const missing = missingForKeyring()
    if (missing !== undefined) console.warn(`keeping a key store's password skipped: ${missing}`)
    test.skip(missing !== undefined, missing)
    await openBank()
    database.protect()
    const keyring = new Keyring(path.join(folder, 'keyring'))
    await keyring.start()
    try {
      const first = await startCustomer(folder, { environment: keyring.environment })
      await (await first.window()).getByTestId('failure-unlock').click()
      await enter(first, secret, false, true)
      await expect((await first.window()).getByTestId('login-certificate')).toBeVisible()
      await first.close()
      expect(findInFiles(profileOf(folder), secrets).found).toEqual([])

      const second = await startCustomer(folder, { environment: keyring.environment })
      const window = await second.window()
      await window.getByRole('button', { name: 'ログイン', exact: true }).click()
      await expect(heading(window, '電子証明書更新通知')).toBeVisible()
      await expect.poll(() => second.openPages()).toEqual(['index.html'])

      const options = ['--unattended', 'status', '--config', settingsOf(folder)]
      const on = ['env', ...Object.entries(keyring.environment).map(([name, value]) => `${name}=${value}`)]
      const outcome = async () => {
        const run = await runWindowless(folder, options, '', on)
        return (JSON.parse(run.output.trim().split('\n').at(-1)!) as { outcome: string }).outcome
      }
      expect(await outcome()).not.toBe('key-store-error')
      await window.getByRole('button', { name: 'メインへ' }).click()
      await window.getByRole('button', { name: '設定' }).click()
      await expect(window.getByTestId('settings-passwords')).toContainText('電子証明書の保管場所のパスワード')
      await window.getByTestId('settings-forget').click()
      await expect(window.getByTestId('settings-passwords')).toHaveCount(0)
      expect(await outcome()).toBe('key-store-error')
      await second.close()
    } finally {
      keyring.stop()
    }
  })
})
