/** A page that was taken over cannot bend or drown the process behind it by what it sends. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { appChannels, sideChannels } from '../../../preload/contract.ts'
import { type Demo, expect, heading, logOut, test } from '../stage/app.ts'
import { shareDemoWithFiles } from '../stage/shared-app.ts'
import { breakIn, mend, type RawChannel, runIn, sendAll } from './intruder.ts'

const atLogin = shareDemoWithFiles()
test.afterAll(({ passedOn }) => mend(passedOn.demo))

/** Broken into once: each window that is opened later has the message channel, too. */
async function brokenIn(): Promise<{ readonly demo: Demo; readonly window: Page }> {
  const { demo, window } = await atLogin()
  if (await window.evaluate(() => 'raw' in globalThis)) return { demo, window }
  const broken = await breakIn(demo)
  await expect(heading(broken, 'ログイン')).toBeVisible()
  return { demo, window: broken }
}

/** The store is looked into again, and the bank asked, whose answer leaves the window where it is. */
async function expectStillAnswered({ demo, window }: { readonly demo: Demo; readonly window: Page }): Promise<void> {
  const failure = window.getByTestId('login-failure')
  await window.evaluate(() => globalThis.window.koshin.login.retry())
  await expect(failure).toBeHidden()
  await expect(window.getByTestId('login-certificate')).toBeVisible()
  const [customer] = await demo.customers()
  await window.getByLabel('お客様 ID').fill(customer!.customerId)
  await window.getByLabel('パスワード').fill('another')
  await window.getByRole('button', { name: 'ログイン', exact: true }).click()
  await expect(failure).toHaveAttribute('data-code', 'bank.login-refused')
}

/** What every object of the main process inherits. */
const inherited = (demo: Demo) =>
  demo.app.evaluate(() =>
    [Object, Array, Function, String, Number, Map, Promise, Error].map(({ name, prototype }) => [
      name,
      Reflect.ownKeys(prototype as object)
        .map(String)
        .join(),
      Object.values(Object.getOwnPropertyDescriptors(prototype))
        .map(({ value }) => typeof value)
        .join(),
    ]),
  )

/**
 * In a flood an answer may be collected as garbage before the debugger, which holds it by a weak reference, has told it: one
 * that nobody heard does not count, and the time goes on.
 */
async function hasAnswered(demo: Demo): Promise<boolean> {
  try {
    return await demo.app.evaluate(() => true)
  } catch (error) {
    if (String(error).includes('promise was garbage collected')) return false
    throw error
  }
}

/** Seconds until the main process answers. */
async function answerTime(demo: Demo): Promise<number> {
  const asked = Date.now()
  while (!(await hasAnswered(demo)));
  return (Date.now() - asked) / 1000
}

/** MiB of the main process. */
function memory(demo: Demo): number {
  const status = readFileSync(`/proc/${demo.app.process().pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

test('no argument pollutes a prototype of the main process, whatever its shape', async () => {
  const { demo, window } = await brokenIn()
  const before = await inherited(demo)
  const answers = await window.evaluate(
    async (channels) => {
      const { raw } = globalThis as unknown as { raw: RawChannel }
      const own = (text: string): unknown => JSON.parse(text)
      const thumbprint = 'a'.repeat(64)
      const inputs = [
        own('{"__proto__":{"polluted":1}}'),
        own('{"constructor":{"prototype":{"polluted":1}}}'),
        own(
          `{"thumbprint":"${thumbprint}","__proto__":{"polluted":1,"customerId":"x"},"toString":"x","then":"x","hasOwnProperty":1}`,
        ),
        own('{"customerId":"x","password":"y","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
        own('[["__proto__",{"polluted":1}]]'),
        Object.assign(Object.create({ polluted: 1 }) as object, { thumbprint }),
        '__proto__',
        'constructor',
        'prototype',
        'hasOwnProperty',
        'toString',
        new Map([['__proto__', { polluted: 1 }]]),
        new Set(['__proto__']),
        new Date(NaN),
        /__proto__/g,
        new Error('__proto__'),
        new ArrayBuffer(8),
        new Proxy([], {}).length,
        2n ** 64n,
        NaN,
        null,
        [],
        {},
      ]
      const answers = new Set<string>()
      for (const channel of channels) {
        for (const input of inputs) {
          answers.add(
            await raw.invoke(channel, input).then(
              () => 'taken',
              (error: Error) => error.message.replace(/^.*: /, ''),
            ),
          )
        }
        answers.add(
          await raw.invoke(channel, undefined, { polluted: 1 }).then(
            () => 'taken',
            (error: Error) => error.message.replace(/^.*: /, ''),
          ),
        )
      }
      // The same by the bridge, which copies what it is given between worlds first.
      for (const input of inputs) await globalThis.window.koshin.login.signIn(input as never).catch(() => undefined)
      return [...answers].sort()
    },
    Object.keys({ ...appChannels, ...sideChannels }),
  )
  expect(answers).toContain('malformed')
  expect(await inherited(demo)).toEqual(before)
  expect(await demo.app.evaluate(() => 'polluted' in {})).toBe(false)
  // A refused sign-in among them is all that came of it.
  await expectStillAnswered({ demo, window })
})

test('a channel with the name of what objects inherit does not exist', async () => {
  const { window } = await brokenIn()
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']
  const answers = await sendAll(
    window,
    names.map((name) => [name]),
  )
  for (const answer of answers) expect(answer).toContain('No handler registered')
})

test('fifty thousand messages at once leave the main process answering, its memory as it was, and little on its standard error', async () => {
  const { demo, window } = await brokenIn()
  const before = memory(demo)
  let written = 0
  demo.app.process().stderr!.on('data', (part: Buffer) => (written += part.length))
  const flood = runIn(
    demo,
    'index.html',
    `(async () => {
    const all = []
    for (let turn = 0; turn < 50000; turn++) {
      all.push(turn % 3 === 0 ? koshin.view() : turn % 3 === 1 ? raw.invoke('consent:answer', 'yes').catch(() => 0) : koshin.login.choose('x').catch(() => 0))
    }
    await Promise.all(all)
    return 'drained'
  })()`,
  )
  const times: number[] = []
  let drained = false
  void flood.then(() => (drained = true))
  while (!drained && times.length < 1000) times.push(await answerTime(demo))
  expect(await flood).toBe('drained')
  expect(times.length).toBeGreaterThan(1)
  // Seconds: the user's own click is answered as ever once the flood has passed.
  await expect.poll(() => answerTime(demo)).toBeLessThan(1)
  console.log(
    `flood: ${times.length} answers meanwhile, the slowest after ${Math.max(...times).toFixed(2)} s; main process ${before.toFixed(0)} MiB before, ${memory(demo).toFixed(0)} MiB after`,
  )
  // MiB. What was only waiting to be collected goes when there is time for it.
  await expect.poll(() => memory(demo) - before).toBeLessThan(200)
  // Octets: of 33,000 refusals, which stand there in the words of whoever sent them, 200 are told.
  expect(written).toBeLessThan(500_000)
  await expectStillAnswered({ demo, window })
})

test('messages of many megabytes and of great depth are refused, and the app goes on', async () => {
  const { demo, window } = await brokenIn()
  const answers = await window.evaluate(async () => {
    const { raw } = globalThis as unknown as { raw: RawChannel }
    const long = 'x'.repeat(32 * 1024 * 1024)
    // Much deeper, and Electron's own bridge refuses.
    let deep: unknown = 'x'
    for (let level = 0; level < 400; level++) deep = { deep }
    const inputs = [
      long,
      { thumbprint: long },
      { customerId: long, password: long },
      deep,
      Array.from({ length: 200_000 }, () => ({})),
    ]
    const answers: string[] = []
    for (const input of inputs) {
      for (const channel of ['login:sign-in', 'acquire:request', 'app:choose-bank']) {
        answers.push(
          await raw.invoke(channel, input).then(
            () => 'taken',
            (error: Error) => error.message.replace(/^.*: /, ''),
          ),
        )
      }
    }
    return [...new Set(answers)]
  })
  expect(answers).toEqual(['malformed'])
  await expectStillAnswered({ demo, window })
})

test('nobody is buried under pages of the browser, and no bank under questions', async () => {
  const { demo, window } = await brokenIn()
  await demo.app.evaluate(({ net, shell }) => {
    const counted = { pages: 0, requests: 0 }
    const { openExternal } = shell
    const { request: asked } = net
    Object.assign(globalThis, {
      counted,
      recover: () => Object.assign(shell, { openExternal }) && Object.assign(net, { request: asked }),
    })
    shell.openExternal = () => Promise.resolve(void counted.pages++)
    const request = net.request.bind(net)
    net.request = (options) => (counted.requests++, request(options))
  })
  await window.evaluate(async () => {
    const { koshin } = globalThis.window
    const often = (press: () => Promise<unknown>) => Promise.all(Array.from({ length: 500 }, press))
    await koshin.side.open('help')
    await often(() => koshin.support.page())
    await koshin.side.back()
    await koshin.genuine.open()
    const { banks } = (await koshin.view()) as Extract<Awaited<ReturnType<typeof koshin.view>>, { window: 'genuine' }>
    const { id } = banks[0]!
    await often(() => koshin.genuine.check({ bank: id, code: 'AAAA-AAAA-AAAA-AAAA' }))
  })
  await expect(window.getByTestId('genuine-answer')).toHaveAttribute('data-answer', 'unknown')
  const counted = await demo.app.evaluate(() => (globalThis as unknown as { counted: object }).counted)
  // The last question is the second that is asked; by the stand-in of an older Electron each may take two requests.
  expect(counted).toMatchObject({ pages: 5 })
  expect((counted as { requests: number }).requests).toBeLessThan(10)
  await demo.app.evaluate(() => (globalThis as unknown as { recover: () => void }).recover())
  await window.keyboard.press('Escape')
  await expect(heading(window, 'ログイン')).toBeVisible()
})

/** After it, the user logs in: what all of these did left nothing behind that keeps them from it. */
test('pressing its own buttons a thousand times does no more than pressing them once', async () => {
  const { demo, window } = await brokenIn()
  const before = demo.storedCertificates()
  await window.evaluate(async () => {
    const { koshin } = globalThis.window
    await Promise.all(
      Array.from({ length: 250 }, () =>
        Promise.all([
          koshin.login.retry(),
          koshin.login.choose('a'.repeat(64)),
          koshin.chooseBank('x'),
          koshin.login.renew(),
        ]),
      ),
    )
  })
  await expect(heading(window, 'ログイン')).toBeVisible()
  await demo.logIn()
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await expect.poll(() => demo.openPages().sort()).toEqual(['demo.html', 'index.html'])
  expect(demo.storedCertificates()).toEqual(before)
  await window.getByRole('button', { name: 'メインへ' }).click()
  await logOut(window)
})
