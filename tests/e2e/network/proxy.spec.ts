/** Proxies between the app and the bank, as company networks have them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, heading, test, type Demo } from '../stage/app.ts'
import { type ConnectProxy, startProxy } from './connect-proxy.ts'
import { profileOf, startCustomer } from '../stage/customer.ts'
import { shareBank } from '../stage/banks/shared-bank.ts'
import { startImpostor } from './impostor.ts'
import { quietPort } from '../../protocol/peers/quiet-port.ts'
import { Keyring, missingForKeyring } from '../desktop/session/keyring.ts'
import { settingsOf } from '../stage/windowless.ts'

/** Chromium never sends loopback through a proxy unless it is told to. */
const through = ({ port }: Pick<ConnectProxy, 'port'>): string[] => [
  `--proxy-server=127.0.0.1:${port}`,
  '--proxy-bypass-list=<-loopback>',
]

async function signInToProxy(app: Demo, username: string, password: string): Promise<Page> {
  const window = await app.page('proxy.html')
  await window.getByTestId('proxy-username').fill(username)
  await window.getByTestId('proxy-password').fill(password)
  return window
}

/** The click takes the window away under Playwright's feet, which it reports as an error of its own. */
async function submit(window: Page): Promise<void> {
  const closed = window.waitForEvent('close')
  await window
    .getByTestId('proxy-sign-in')
    .click()
    .catch((error: Error) => expect(error.message).toContain('closed'))
  await closed
}

async function close(question: Page): Promise<void> {
  const closed = question.waitForEvent('close')
  await question
    .getByTestId('proxy-cancel')
    .click()
    .catch((error: Error) => expect(error.message).toContain('closed'))
  await closed
}

/** The files below a folder that hold a text, in UTF-8 or UTF-16. */
function filesWith(folder: string, text: string): string[] {
  const forms = [Buffer.from(text), Buffer.from(text, 'utf16le')]
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => forms.some((form) => readFileSync(file).includes(form)))
}

test.describe('behind a proxy that asks who we are', () => {
  let proxy: ConnectProxy
  let app: Demo
  test.afterEach(async () => {
    await app.close().catch(() => undefined)
    proxy.close()
  })

  test('closing the question is told as what it is, and the user may try again: a renewal goes through, after the credentials were asked for and a wrong password was told', async ({
    openBank,
    folder,
  }) => {
    const bank = await openBank()
    proxy = await startProxy({ credentials: 'keiri:hiraku-goma' })
    app = await startCustomer(folder, { switches: through(proxy) })
    await close(await app.page('proxy.html'))
    const window = await app.window()
    // What is in the key store is shown all the same; who wants to go on is asked again.
    await expect(window.getByTestId('login-certificate')).toBeVisible()
    await window.getByTestId('login-submit').click()
    await close(await app.page('proxy.html'))
    await expect(window.getByTestId('login-failure')).toHaveAttribute('data-code', 'network.proxy-authentication')

    await window.getByTestId('login-submit').click()
    const first = await signInToProxy(app, 'keiri', 'wrong')
    await expect(heading(first, 'プロキシの認証')).toBeVisible()
    await expect(first.getByTestId('proxy-forgetful')).toContainText('覚えます')
    await submit(first)
    const second = await signInToProxy(app, 'keiri', 'hiraku-goma')
    await expect(second.getByTestId('proxy-refused')).toBeVisible()
    await submit(second)

    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    await app.begin(window)
    await app.complete(window)
    expect(proxy.offered.filter((told) => told !== 'keiri:hiraku-goma')).toEqual(['keiri:wrong'])
    expect(bank.storedCertificates()).toHaveLength(1)
    // Nothing but the bank was asked for: no update, no dictionary, nobody else.
    expect(new Set(proxy.tunnels).size).toBe(1)
  })

  test('one that asks again on any connection is answered with what it was told, also where it asks a page', async ({
    openBank,
    folder,
  }) => {
    await openBank()
    proxy = await startProxy({ credentials: 'keiri:hiraku-goma', asksAnew: true })
    app = await startCustomer(folder, { switches: through(proxy) })
    await submit(await signInToProxy(app, 'keiri', 'hiraku-goma'))
    const window = await app.window()
    await window.getByRole('button', { name: 'ログイン', exact: true }).click()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    await app.begin(window)
    await app.complete(window)
    await expect.poll(() => app.openPages()).toEqual(['index.html'])
  })

  test('a PAC file is followed', async ({ openBank, folder }) => {
    await openBank()
    proxy = await startProxy()
    // No PAC file is asked about loopback, and nothing turns that off: the bank has to be elsewhere.
    const { bank } = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as { bank: object }
    const settings = path.join(folder, 'bank/elsewhere.json')
    writeFileSync(settings, JSON.stringify({ bank: { ...bank, est: { url: 'https://est.bank.example' } } }))
    app = await startCustomer(folder, {
      switches: [`--proxy-pac-url=http://127.0.0.1:${proxy.port}/proxy.pac`],
      settings,
    })
    await expect.poll(() => proxy.tunnels).toContain('est.bank.example:443')
    expect(new Set(proxy.tunnels).size).toBe(1)
    expect(proxy.pacRequests()).toBeGreaterThan(0)
  })
})

test('a password that is to be kept goes into the keyring, and into no file', async ({ openBank, folder }) => {
  const missing = missingForKeyring()
  if (missing !== undefined) console.warn(`keeping a proxy password skipped: ${missing}`)
  test.skip(missing !== undefined, missing)
  await openBank()
  const keyring = new Keyring(path.join(folder, 'keyring'))
  await keyring.start()
  const password = 'hiraku-goma-7731'
  const proxy = await startProxy({ credentials: `keiri:${password}` })
  const launch = () => startCustomer(folder, { switches: through(proxy), environment: keyring.environment })
  try {
    const first = await launch()
    const question = await signInToProxy(first, 'keiri', password)
    await question.getByTestId('proxy-remember').check()
    await submit(question)
    await expect((await first.window()).getByTestId('login-certificate')).toBeVisible()
    await first.close()
    expect(filesWith(profileOf(folder), password)).toEqual([])

    const second = await launch()
    await expect((await second.window()).getByTestId('login-certificate')).toBeVisible()
    await (await second.window()).getByRole('button', { name: 'ログイン', exact: true }).click()
    await expect(heading(await second.window(), '電子証明書更新通知')).toBeVisible()
    await expect.poll(() => second.openPages()).toEqual(['index.html'])
    await second.close()
  } finally {
    proxy.close()
    keyring.stop()
  }
})

test.describe('through a proxy that is there or not, or takes the bank’s place', () => {
  const bank = shareBank()
  let port: number
  let app: Demo
  test.beforeAll(async () => {
    port = await quietPort()
    app = await startCustomer(bank().folder, { switches: through({ port }) })
  })
  test.afterAll(() => app.close())

  test('a proxy that is not there is told apart from a bank that is not', async () => {
    const window = await app.window()
    await window.getByTestId('login-submit').click()
    await expect(window.getByTestId('login-failure')).toHaveAttribute('data-code', 'network.proxy-unreachable')
  })

  const strangers = [
    { what: "a network's login page", names: 'DNS:wifi.example', code: 'network.captive-portal' },
    { what: 'a proxy that inspects TLS', names: 'IP:127.0.0.1,DNS:localhost', code: 'network.tls-inspected' },
  ]
  for (const { what, names, code } of strangers) {
    test(`${what} is told as ${code}, and gets nothing from us`, async ({ folder }) => {
      const impostor = await startImpostor(folder, names)
      const proxy = await startProxy({ port, divertTo: impostor.port })
      const window = await app.window()
      // What is in the key store is shown all the same.
      await window.getByTestId('login-submit').click()
      await expect(window.getByTestId('login-failure')).toHaveAttribute('data-code', code)
      await expect(window.getByTestId('login-submit')).toHaveAttribute('aria-disabled', 'false')
      proxy.close()
      impostor.close()
    })
  }

  // The last one, because it goes on from ログイン.
  test('a renewal that could not reach the bank says that it goes on by itself, and does', async () => {
    const proxy = await startProxy({ port })
    const window = await app.window()
    await window.getByRole('button', { name: 'ログイン', exact: true }).click()
    await app.begin(window)
    proxy.close()
    const asEver = await waitLess(app)
    await app.answer('はい')
    await expect(window.getByTestId('ended-failure')).toHaveAttribute('data-code', 'network.proxy-unreachable')
    await expect(window.getByTestId('ended-failure')).toContainText('自動でもう一度試します')
    await asEver()

    const back = await startProxy({ port })
    await app.answer('はい')
    await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
    back.close()
  })
})

/** The half minute after which a renewal is tried again is over in a second or two. @returns what has all waits be as ever */
async function waitLess({ app }: Demo): Promise<() => Promise<void>> {
  await app.evaluate(() => {
    const { setTimeout: wait } = globalThis
    const sooner = (action: () => void, ms = 0) => wait(action, ms >= 15_000 && ms <= 30_000 ? ms / 20 : ms)
    Object.assign(globalThis, { setTimeout: sooner, asEver: () => Object.assign(globalThis, { setTimeout: wait }) })
  })
  return () => app.evaluate(() => void (globalThis as unknown as { asEver: () => void }).asEver())
}
