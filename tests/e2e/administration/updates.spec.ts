/**
 * アプリのアップデート: from a local update server, with two versions. What stands in for an AppImage is in
 * updating-machine.ts; everything that looks, verifies, fetches and exchanges is the product's.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, heading, test as base } from '../stage/app.ts'
import type { StandingBank } from '../stage/banks/standing-bank.ts'
import { quietPort } from '../../protocol/peers/quiet-port.ts'
import { missingForManagement } from './managed-machine.ts'
import { release, releaseKey, startUpdateServer, stranger, type UpdateServer } from './update-server.ts'
import { UpdatingMachine } from './updating-machine.ts'

const missing = missingForManagement()
if (missing !== undefined) console.warn(`app updates are not tested: ${missing}`)

const file = `stable-${process.platform}-${process.arch}.release`
const next = 'Koshin-0.2.0.AppImage'

const test = base.extend<{ machine: UpdatingMachine; server: UpdateServer; bank: StandingBank }>({
  bank: async ({ openBank }, use) => use(await openBank()),
  machine: async ({ folder, layOut }, use) => {
    // Without its bank, for whatever needs none.
    await layOut()
    const machine = new UpdatingMachine(folder)
    machine.install('0.1.0')
    await use(machine)
    await machine.close()
  },
  server: async ({ folder }, use) => {
    const server = await startUpdateServer(folder)
    await use(server)
    server.close()
  },
})

const policyOf = ({ url, root }: UpdateServer) => ({
  networkRoots: root,
  updates: { server: url, publicKey: releaseKey },
})

function offer(server: UpdateServer, bytes: Uint8Array): void {
  server.files.set(next, bytes)
  server.files.set(file, release(next, bytes, { version: '0.2.0' }))
}

async function openAbout(window: Page): Promise<void> {
  await window.getByRole('button', { name: '設定' }).click()
  // What is told then moves the button: a press that is under way would miss it.
  await expect(window.getByTestId('settings-reminders')).not.toContainText('電子証明書を確認しています')
  await window.getByTestId('settings-about').click()
  await expect(window.getByTestId('about-updates')).toContainText('アプリのアップデート')
}
const status = (window: Page) => window.getByTestId('about-updates-state')

test.describe('an app update', () => {
  test.skip(missing !== undefined, missing)

  test('is fetched in the background, and a restart opens the next version with everything that was there', async ({
    machine,
    server,
  }) => {
    const port = await quietPort()
    offer(server, machine.packageOf('0.2.0', port))
    const window = await (await machine.start(policyOf(server))).window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    await window.getByRole('button', { name: '設定' }).click()
    await window.getByLabel('暗い').check()
    await window.getByTestId('settings-about').click()
    await expect(status(window)).toHaveAttribute('data-state', 'ready')
    await expect(status(window)).toContainText('バージョン 0.2.0')
    expect(server.asked).toEqual([file, next])

    await window.getByTestId('about-updates-restart').click()
    const after = await machine.windowOfNext(port)
    await openAbout(after)
    await expect(after.getByTestId('about-versions')).toContainText('0.2.0')
    await expect(status(after)).toHaveAttribute('data-state', 'latest')
    expect(machine.started()).toEqual(['0.1.0', '0.2.0'])
    expect(readFileSync(machine.appImage)).toEqual(machine.packageOf('0.2.0', port))
    await after.getByTestId('about-back').click()
    await after.getByRole('button', { name: '設定' }).click()
    await expect(after.getByLabel('暗い')).toBeChecked()
    expect(machine.log()).toMatch(/update\.installing version=0\.2\.0[^]*app\.started version=0\.2\.0/)
    expect(server.asked).toEqual([file, next, file])
  })

  test('is not held back by a certificate that waits after いいえ, and is put in place when the app is quit', async ({
    machine,
    server,
    bank,
  }) => {
    const koshin = await machine.start(policyOf(server))
    const window = await koshin.window()
    await window.getByRole('button', { name: 'ログイン', exact: true }).click()
    await koshin.begin(window)
    await koshin.answer('はい')
    await koshin.answer('いいえ')
    await expect(heading(window, '新しい電子証明書は保管されています')).toBeVisible()

    const bytes = machine.packageOf('0.2.0')
    offer(server, bytes)
    await window.getByTestId('ended-continue').click()
    await openAbout(window)
    await window.getByTestId('about-updates-look').click()
    await expect(status(window)).toHaveAttribute('data-state', 'ready')
    expect(server.asked).toContain(next)
    expect(machine.journal()).toMatchObject({ content: { renewal: { step: 'postponed' } } })

    await window.getByTestId('about-back').click()
    await window.getByTestId('main-install-waiting').click()
    await koshin.answer('はい')
    await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
    expect(readFileSync(machine.appImage)).not.toEqual(bytes)
    await machine.quit()
    expect(readFileSync(machine.appImage)).toEqual(bytes)
    expect(bank.storedCertificates()).toHaveLength(1)
  })

  test('that is not exactly what its maker signed for this app, or is older, is refused and told', async ({
    machine,
    server,
  }) => {
    const bytes = machine.packageOf('0.2.0')
    const changed = Buffer.from(bytes)
    changed[changed.length - 2]! ^= 1
    server.files.set(next, changed)
    const refused = {
      'update.wrong-signature': release(next, bytes, { version: '0.2.0', signer: stranger }),
      'update.foreign': release(next, bytes, { version: '0.2.0', channel: 'beta' }),
      'update.older': release(next, bytes, { version: '0.0.9' }),
      'update.unsigned': release(next, bytes, { version: '0.2.0' }).subarray(10),
      'update.wrong-package': release(next, bytes, { version: '0.2.0' }),
    }
    const tooLong = Buffer.concat([bytes, Buffer.alloc(1024 * 1024)])
    server.files.set(file, release(next, bytes, { version: '0.1.0' }))
    const window = await (await machine.start(policyOf(server))).window()
    await openAbout(window)
    await expect(status(window)).toHaveAttribute('data-state', 'latest')
    for (const [code, offered] of Object.entries(refused)) {
      server.files.set(file, offered)
      await window.getByTestId('about-updates-look').click()
      await expect(window.getByTestId('about-updates-failure')).toHaveAttribute('data-code', code)
      expect(machine.log()).toContain(`update.refused code=${code}`)
    }
    expect(server.asked.filter((name) => name === next)).toHaveLength(1)
    server.files.set(next, tooLong)
    await window.getByTestId('about-updates-look').click()
    await expect.poll(() => machine.log().match(/update\.refused code=update\.wrong-package/g)).toHaveLength(2)
    await machine.quit()
    expect(readFileSync(machine.appImage)).toEqual(machine.packageOf('0.1.0'))
  })

  test('whose server leads nowhere, or speaks to terminals, is told in plain words, and the app goes on, and is not kept waiting for, nor led elsewhere, by what another program has laid where it is kept', async ({
    machine,
    server,
    folder,
  }) => {
    const bytes = machine.packageOf('0.2.0')
    offer(server, bytes)
    const kept = path.join(folder, 'home/.cache/koshin-updater/pending')
    mkdirSync(kept, { recursive: true })
    execFileSync('mkfifo', [path.join(machine.profile, '.updaterId'), path.join(kept, 'update-info.json')])
    server.answers.set(next, (answer) => answer.writeHead(302, { location: 'file:///etc/passwd' }).end())
    const window = await (await machine.start(policyOf(server))).window()
    await openAbout(window)
    const failed = window.getByTestId('about-updates-failure')
    await expect(failed).toContainText('update.download-failed (an address that cannot be followed: not https)')
    server.answers.set(next, (answer) => answer.writeHead(200, { location: 'http://[nowhere' }).end())
    await window.getByTestId('about-updates-look').click()
    await expect(failed).toContainText('an address that cannot be followed: ERR_INVALID_URL')
    server.answers.set(next, ({ socket }) =>
      socket!.end(Buffer.from('HTTP/1.1 500 \x1b[31m\u202ered\r\nContent-Length: 0\r\n\r\n')),
    )
    await window.getByTestId('about-updates-look').click()
    await expect(failed).toContainText('status 500: [31m red)')
    server.answers.clear()
    await window.getByTestId('about-updates-look').click()
    await expect(status(window)).toHaveAttribute('data-state', 'ready')
    expect(machine.log()).not.toContain('app.fault')
    await machine.quit()
    expect(readFileSync(machine.appImage)).toEqual(bytes)
  })

  test('is not looked for where the administrator has switched it off, and the window says so', async ({
    machine,
    server,
  }) => {
    offer(server, machine.packageOf('0.2.0'))
    const { networkRoots, updates } = policyOf(server)
    const window = await (await machine.start({ networkRoots, updates: { ...updates, enabled: false } })).window()
    await openAbout(window)
    await expect(status(window)).toContainText('管理者が、アップデートを無効にしています')
    await expect(window.getByTestId('about-updates-look')).toHaveCount(0)
    expect(server.asked).toEqual([])
  })
})
