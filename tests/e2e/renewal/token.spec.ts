/** A certificate on a PKCS#11 token with a PIN: SoftHSM's, registered in the user's NSS database as modutil does it. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findInFiles } from '../security/secret-search.ts'
import { test as base, type Demo, expect, heading } from '../stage/app.ts'
import { runWindowless, settingsOf } from '../stage/windowless.ts'

const softHsm = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm2.so'].find((file) =>
  existsSync(file),
)
const [tokenName, pin, wrongPin] = ['検証用 IC カード', '471100815', '471100816']

const test = base.extend<{ moveToToken: () => void }>({
  moveToToken: async ({ folder }, use) => {
    const tokens = path.join(folder, 'tokens')
    mkdirSync(tokens)
    // Where SoftHSM looks for its settings: in the homes of the app and of the demo, which is another.
    const configurations = ['outer-home', 'home'].map((home) =>
      path.join(folder, home, '.config/softhsm2/softhsm2.conf'),
    )
    for (const file of configurations) {
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`)
    }
    const database = `sql:${path.join(folder, 'home/.pki/nssdb')}`
    const env = { ...process.env, SOFTHSM2_CONF: configurations[0]! }
    const run = (program: string, ...args: string[]) => execFileSync(program, args, { env, encoding: 'utf8' })
    await use(() => {
      run('softhsm2-util', '--init-token', '--free', '--label', tokenName, '--so-pin', '12345678', '--pin', pin)
      run('modutil', '-force', '-add', 'SoftHSM', '-libfile', softHsm!, '-dbdir', database)
      const [identity, pinFile] = [path.join(folder, 'identity.p12'), path.join(tokens, '../pin')]
      writeFileSync(pinFile, pin)
      const [, nickname] = /^(.+?)\s+u,u,u\s*$/m.exec(run('certutil', '-L', '-d', database))!
      run('pk12util', '-o', identity, '-n', nickname!, '-d', database, '-K', '', '-W', 'between')
      run('certutil', '-F', '-n', nickname!, '-d', database)
      run('pk12util', '-i', identity, '-h', tokenName, '-d', database, '-k', pinFile, '-W', 'between')
      writeFileSync(pinFile, '')
    })
  },
})
test.skip(softHsm === undefined, 'no SoftHSM (package softhsm2): certificates on tokens are not tried')

async function enter(demo: Demo, entered: string, isWrong = false): Promise<void> {
  const question = await demo.page('password.html')
  await expect(heading(question, 'トークンの PIN')).toBeVisible()
  await expect(question.getByText(new RegExp(`トークン「${tokenName} \\([0-9a-f]{16}\\)」`))).toBeVisible()
  await expect(question.getByTestId('password-refused')).toHaveCount(isWrong ? 1 : 0)
  const closed = question.waitForEvent('close')
  await question.getByTestId('password-password').fill(entered)
  await question
    .getByTestId('password-unlock')
    .click()
    .catch((error: Error) => expect(error.message).toContain('has been closed'))
  await closed
}

test.describe('a certificate on a token', () => {
  test('is renewed once its PIN was entered, which is in no file', async ({ layOut, start, folder, moveToToken }) => {
    await layOut()
    moveToToken()

    const demo = await start()
    const window = await demo.logIn()
    const failure = window.getByTestId('login-failure')
    await expect(failure).toHaveAttribute('data-code', 'keystore.pin-needed')
    await window.getByTestId('failure-unlock').click()
    await enter(demo, wrongPin)
    await enter(demo, pin, true)
    await expect(failure).toHaveCount(0)

    await demo.logIn()
    await demo.begin(window)
    await demo.complete(window)
    await expect(window.getByTestId('completion-in-sight')).toContainText('トークン（IC カードなど）の中に残っています')
    await expect(window.getByTestId('completion-retired')).toHaveCount(0)
    expect(findInFiles(folder, { PIN: pin }).found).toEqual([])
  })

  test('is told apart by runs without windows: which token wants its PIN, and who asks for it', async ({
    openBank,
    folder,
    moveToToken,
  }) => {
    await openBank()
    moveToToken()
    const failure = {
      code: 'keystore.pin-needed',
      cause: expect.stringMatching(
        new RegExp(`^the token “${tokenName} \\([0-9a-f]{16}\\)” has a PIN, which only the app's window asks for$`),
      ) as unknown,
    }
    const run = await runWindowless(folder, ['--unattended', 'renew', '--yes', '--config', settingsOf(folder)])
    const result = JSON.parse(run.output.trim().split('\n').at(-1)!) as unknown
    expect(result).toMatchObject({ event: 'result', outcome: 'key-store-error', failure })
    expect(run.code).toBe(12)
  })
})
