/** Every flow with secrets that are known, and a search for them in all that the app wrote, started and kept. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { openDatabase } from '../../../main/demo-bank/ledger/database.ts'
import { hashPassword } from '../../../main/demo-bank/ledger/passwords.ts'
import { type Demo, expect, heading, test } from '../stage/app.ts'
import { startProxy } from '../network/connect-proxy.ts'
import { startCustomer } from '../stage/customer.ts'
import { shareDemoWithFiles } from '../stage/shared-app.ts'
import {
  findIn,
  findInFiles,
  findInProcesses,
  heapOf,
  inCoreFiles,
  privateNumbers,
  type Secrets,
} from './secret-search.ts'
import { runWindowless, settingsOf } from '../stage/windowless.ts'

const customerId = 'K1000001'

// Punctuation and Japanese, so that each way of writing them down looks different.
const login = { 'login password': 'Sesam&öffne/漬物-4471', 'wrong login password': 'Falsch&Sesam/漬物-4472' }
const oneTime = { 'one-time password': 'MARK-ED77-PLUM', 'wrong one-time password': 'MARK-ED78-PLUM' }
const proxyPasswords = { 'proxy password': 'proxy&Kürbis/7731', 'wrong proxy password': 'proxy&Kürbis/7732' }

/** Gives the demo's first customer a password that no window of the demo tells; its bank must not run. */
async function setLoginPassword(folder: string, password: string): Promise<void> {
  const ledger = openDatabase(path.join(folder, 'bank'))
  ledger.run('update customers set password_hash = ? where id = ?', [await hashPassword(password), customerId])
  ledger.close()
}

/** Hands out a one-time password that no mail tells; the demo's bank must not run. */
async function handOut(folder: string, password: string): Promise<void> {
  const ledger = openDatabase(path.join(folder, 'bank'))
  const until = Date.now() + 24 * 60 * 60 * 1000
  ledger.run('insert into one_time_passwords (customer_id, hash, expires_at) values (?, ?, ?)', [
    customerId,
    await hashPassword(password),
    until,
  ])
  ledger.close()
}

/** What the app says on its console, kept from its start. */
function listen(demo: Demo): () => Buffer {
  const said: Buffer[] = []
  const { stdout, stderr } = demo.app.process()
  for (const stream of [stdout, stderr]) stream?.on('data', (part: Buffer) => void said.push(Buffer.from(part)))
  return () => Buffer.concat(said)
}

/** The cookies that the app's connections to the bank hold now. */
async function sessionTokens(demo: Demo): Promise<string[]> {
  return demo.app.evaluate(async ({ session }) => {
    const cookies = await Promise.all(
      Array.from({ length: 12 }, (_none, count) => session.fromPartition(`bank-${count}`).cookies.get({})),
    )
    return cookies.flat().map(({ value }) => value)
  })
}

/** Takes the page's process away, as a crash does, once: dumps that are written then are searched with all the rest. */
async function crash(demo: Demo, page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash')
  await demo.app.evaluate(({ webContents }) => {
    webContents
      .getAllWebContents()
      .find((one) => one.getURL().endsWith('/index.html'))!
      .forcefullyCrashRenderer()
  })
  await crashed
}

/** Everything that can be looked at while the app runs. */
async function lookAt(demo: Demo, secrets: Secrets, page?: Page): Promise<string[]> {
  const { found, processes } = findInProcesses(demo.app.process().pid!, secrets)
  expect(processes).toBeGreaterThan(5)
  expect(inCoreFiles(demo.app.process().pid!)).toEqual([])
  const heap = page === undefined ? Buffer.alloc(0) : await heapOf(demo, page)
  if (page !== undefined) expect(heap.includes('Web アクセス') || heap.includes('window-')).toBe(true)
  const files = findInFiles(demo.folder, secrets)
  expect(files.files).toBeGreaterThan(30)
  return [...found, ...findIn(heap, 'page heap', secrets), ...files.found]
}

test.describe('the search itself', () => {
  const atLogin = shareDemoWithFiles()

  test('finds a secret in every form and place in which it is looked for', async ({ folder }) => {
    const { demo, window } = await atLogin()
    const secret = login['login password']
    const bytes = Buffer.from(secret)
    const planted: Record<string, Buffer> = {
      utf8: bytes,
      utf16: Buffer.from(secret, 'utf16le'),
      base64: Buffer.from(`${Buffer.from(`K1000001:${secret}!`).toString('base64')}`),
      base64url: Buffer.from(Buffer.from(`{"password":"${secret}"}`).toString('base64url')),
      url: Buffer.from(`x=1&password=${encodeURIComponent(secret)}&y`),
      lowerCaseUrl: Buffer.from([...bytes].map((byte) => `%${byte.toString(16)}`).join('')),
      hex: Buffer.from(bytes.toString('hex')),
    }
    mkdirSync(path.join(folder, 'planted'))
    for (const [name, content] of Object.entries(planted)) {
      writeFileSync(path.join(folder, 'planted', name), Buffer.concat([Buffer.alloc(999), content, Buffer.alloc(99)]))
    }
    const found = findInFiles(folder, login).found.map((place) => place.split(':')[0])
    expect(found.sort()).toEqual(
      Object.keys(planted)
        .map((name) => `planted/${name}`)
        .sort(),
    )

    // In the page's memory, and in an argument and the environment of a process of the app's.
    await window.evaluate((text) => {
      Object.assign(globalThis, { planted: { inside: [`${text}.`] } })
    }, secret)
    expect(findIn(await heapOf(demo, window), 'page heap', login)).toHaveLength(1)
    await demo.app.evaluate(async (_electron, text) => {
      const { spawn } = process.getBuiltinModule('node:child_process')
      const child = spawn('sleep', ['60'], { argv0: text, env: { PLANTED: encodeURIComponent(text) } })
      Object.assign(globalThis, { child })
      await new Promise((resolve) => child.once('spawn', resolve))
    }, secret)
    expect(findInProcesses(demo.app.process().pid!, login).found.map((place) => place.replace(/\d+/, 'N'))).toEqual([
      'process N cmdline: login password as bytes',
      'process N environ: login password as a URL',
    ])
    await demo.app.evaluate(() => (globalThis as unknown as { child: { kill(): void } }).child.kill())
  })
})

test.describe('no secret is left behind', () => {
  test('by a login that failed, one that went well, a renewal that broke off and went on, and a crash', async ({
    start,
    layOut,
    folder,
  }) => {
    test.setTimeout(240_000)
    await layOut()
    await setLoginPassword(folder, login['login password'])

    const demo = await start()
    const said = listen(demo)
    const window = await demo.window()
    const signIn = async (password: string): Promise<void> => {
      await window.getByLabel('お客様 ID').fill(customerId)
      await window.getByLabel('パスワード').fill(password)
      await window.getByRole('button', { name: 'ログイン', exact: true }).click()
    }
    await signIn(login['wrong login password'])
    await expect(window.getByTestId('login-failure')).toHaveAttribute('data-code', 'bank.login-refused')
    expect(await lookAt(demo, login, window)).toEqual([])
    await signIn(login['login password'])
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    const tokens = await sessionTokens(demo)
    expect(tokens).toHaveLength(1)
    const secrets: Secrets = { ...login, 'session token': tokens[0]!, ...privateNumbers(folder) }
    expect(Object.keys(secrets)).toHaveLength(6)
    expect(await lookAt(demo, secrets, window)).toEqual([])

    await demo.begin(window)
    await demo.stopBank()
    await demo.answer('はい')
    await expect(window.getByTestId('ended-failure')).toBeVisible()
    expect(await lookAt(demo, secrets, window)).toEqual([])
    await crash(demo, window)
    expect(await lookAt(demo, secrets)).toEqual([])
    await demo.close()
    expect(findIn(said(), 'console', secrets)).toEqual([])

    const next = await start()
    const saidNext = listen(next)
    await next.answer('はい')
    await expect(heading(await next.window(), '電子証明書発行 発行完了')).toBeVisible()
    const all = { ...secrets, ...privateNumbers(folder) }
    expect(await lookAt(next, all, await next.window())).toEqual([])
    await next.close()
    expect(findIn(saidNext(), 'console', all)).toEqual([])
    expect(findInFiles(folder, all).found).toEqual([])
  })

  test('by an acquisition with a wrong one-time password and then the right one', async ({ start, layOut, folder }) => {
    test.setTimeout(240_000)
    await layOut('absent')
    await handOut(folder, oneTime['one-time password'])

    const demo = await start({ certificate: 'absent' })
    const said = listen(demo)
    const window = await demo.window()
    await window.getByRole('button', { name: '電子証明書取得' }).click()
    await window.getByLabel('お客様 ID').fill(customerId)
    const acquire = async (password: string): Promise<void> => {
      await window.getByLabel('取得用パスワード').fill(password)
      await window.getByRole('button', { name: '電子証明書取得' }).click()
    }
    await acquire(oneTime['wrong one-time password'])
    await demo.answer('はい')
    await expect(window.getByTestId('acquire-failure')).toBeVisible()
    expect(await lookAt(demo, oneTime, window)).toEqual([])
    await acquire(oneTime['one-time password'])
    await demo.answer('はい')
    await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
    const secrets = { ...oneTime, ...privateNumbers(folder) }
    expect(await lookAt(demo, secrets, window)).toEqual([])
    await crash(demo, window)
    await demo.close()
    expect(findIn(said(), 'console', secrets)).toEqual([])
    expect(findInFiles(folder, secrets).found).toEqual([])
  })

  test('by unattended runs that enrol and renew, while they run and afterwards', async ({
    openBank,
    layOut,
    folder,
  }) => {
    test.setTimeout(240_000)
    await layOut('absent')
    await handOut(folder, oneTime['one-time password'])
    await openBank('absent')

    const options = ['--config', settingsOf(folder), '--customer-id', customerId, '--yes']
    const run = async (command: string, input: string, secrets: Secrets) => {
      const running = { over: false, looks: 0, found: new Set<string>() }
      const parents = new Map<number, number>()
      const ended = runWindowless(folder, ['--unattended', command, ...options], input)
      void ended.finally(() => (running.over = true))
      while (!running.over) {
        for (const place of findInProcesses(process.pid, secrets, parents).found) running.found.add(place)
        running.looks++
        // ms: as often as a look took that looked at every process of the machine, without taking all of a processor.
        await setTimeout(10)
      }
      const { code, output, errors } = await ended
      expect(running.looks).toBeGreaterThan(5)
      expect([...running.found, ...findIn(Buffer.from(output + errors), 'console', secrets)]).toEqual([])
      return code
    }
    expect(await run('enrol', `${oneTime['wrong one-time password']}\n`, oneTime)).not.toBe(0)
    expect(await run('enrol', `${oneTime['one-time password']}\n`, oneTime)).toBe(0)
    const secrets = { ...oneTime, ...privateNumbers(folder) }
    expect(await run('renew', '', secrets)).toBe(3)
    expect(findInFiles(folder, secrets).found).toEqual([])
  })

  test('by signing in to a proxy, with a wrong password and then the right one', async ({ openBank, folder }) => {
    test.setTimeout(240_000)
    await openBank()
    const proxy = await startProxy({ credentials: `keiri:${proxyPasswords['proxy password']}` })
    const app = await startCustomer(folder, {
      switches: [`--proxy-server=127.0.0.1:${proxy.port}`, '--proxy-bypass-list=<-loopback>'],
    })
    const said = listen(app)
    try {
      for (const password of [proxyPasswords['wrong proxy password'], proxyPasswords['proxy password']]) {
        const question = await app.page('proxy.html')
        await question.getByTestId('proxy-username').fill('keiri')
        await question.getByTestId('proxy-password').fill(password)
        const closed = question.waitForEvent('close')
        await question
          .getByTestId('proxy-sign-in')
          .click()
          .catch((error: Error) => expect(error.message).toContain('closed'))
        await closed
      }
      const window = await app.window()
      await window.getByRole('button', { name: 'ログイン', exact: true }).click()
      await expect(heading(window, '電子証明書更新通知')).toBeVisible()
      expect(await lookAt(app, proxyPasswords, window)).toEqual([])
      await app.begin(window)
      await app.complete(window)
      expect(proxy.offered.length).toBeGreaterThan(1)
      expect(await lookAt(app, proxyPasswords, window)).toEqual([])
      await crash(app, window)
    } finally {
      await app.close()
      proxy.close()
    }
    expect(findIn(said(), 'console', proxyPasswords)).toEqual([])
    expect(findInFiles(folder, proxyPasswords).found).toEqual([])
  })
})
