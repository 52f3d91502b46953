/** A page that was taken over: what script in it tries, and what is left of the bank, the store and the windows. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { appChannels, consentChannels, demoChannels, proxyChannels, sideChannels } from '../../../preload/contract.ts'
import { type Demo, expect, heading, logOut, test } from '../stage/app.ts'
import { shareDemoWithFiles } from '../stage/shared-app.ts'
import { breakIn, issuedBy, issuedSoFar, mend, runIn, sendAll } from './intruder.ts'

const shared = shareDemoWithFiles()
test.afterAll(({ passedOn }) => mend(passedOn.demo))

/** The processes of the open windows, by their page. */
const processes = (demo: Demo) =>
  demo.app.evaluate(({ webContents }) =>
    Object.fromEntries(
      webContents.getAllWebContents().map((one) => [new URL(one.getURL()).pathname.slice(1), one.getOSProcessId()]),
    ),
  )

test.describe('a page that was taken over cannot answer for its user', () => {
  test('not even with the bare message channel in its hands: the bank issues nothing, the store stays', async () => {
    const { demo } = await shared()
    const before = demo.storedCertificates()
    const issued = issuedSoFar(demo.folder)
    const window = await breakIn(demo)
    await demo.logIn()
    await demo.begin(window)
    const consent = await demo.page('consent.html')
    await expect(consent.getByTestId('consent-yes')).toBeEnabled()

    const answers = await sendAll(window, [['consent:answer', 'yes'], ['consent:question'], ['consent:answer', 'no']])
    expect(answers).toEqual(['consent:answer: refused', 'consent:question: refused', 'consent:answer: refused'])
    // Whatever one page of an origin can say to another without a window's handle.
    await window.evaluate(() => {
      new BroadcastChannel('koshin').postMessage({ answer: 'yes' })
      localStorage.setItem('answer', 'yes')
      globalThis.postMessage({ answer: 'yes' }, '*')
      for (const key of ['Enter', ' ', 'y'])
        document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    })
    expect(await runIn(demo, 'index.html', 'window.opener === null && window.frames.length === 0')).toBe(true)
    const ids = await processes(demo)
    expect(ids['consent.html']).not.toBe(ids['index.html'])
    await expect(consent.getByTestId('consent-yes')).toBeEnabled()

    await demo.answer('いいえ')
    await expect(window.getByTestId('window-ended')).toBeVisible()
    expect(demo.storedCertificates()).toEqual(before)
    expect(issued).toBeGreaterThan(0)
    expect(issuedSoFar(demo.folder)).toBe(issued)
    await window.getByRole('button', { name: 'メインへ' }).click()
    await logOut(window)
  })

  test('pressing 更新 two hundred times in a row asks once and makes one key', async ({ start }) => {
    const demo = await start()
    const window = await demo.logIn()
    await demo.prepare(window)
    await window.evaluate(async () => {
      await Promise.all(Array.from({ length: 200 }, () => globalThis.window.koshin.start.begin()))
    })
    await demo.page('consent.html')
    expect(demo.openPages().filter((name) => name === 'consent.html')).toHaveLength(1)
    expect(demo.storedKeys()).toBe(2)
    await expect(window.getByTestId('window-working')).toBeVisible()
    await demo.complete(window)
    expect(demo.storedCertificates()).toHaveLength(1)
    // Nor does a flood of failures drive what happened out of the history.
    await demo.close()
    const history = readFileSync(path.join(demo.stateFolder, 'history.json'), 'utf8')
    expect([...history.matchAll(/"event": ?"([a-z-]+)"/g)].map(([, event]) => event).sort()).toEqual([
      'login',
      'renewed',
      'retired',
    ])
    await demo.stopBank()
    expect(await issuedBy(demo.folder)).toBe(2)
  })
})

test.describe('a page that was taken over cannot reach another channel', () => {
  test('not those of the other windows, not one that does not exist, and not its own out of turn', async () => {
    const { demo } = await shared()
    const window = await breakIn(demo)
    await expect(heading(window, 'ログイン')).toBeVisible()
    const others = Object.keys({ ...consentChannels, ...proxyChannels, ...demoChannels })
    const answers = await sendAll(
      window,
      others.map((channel) => [channel]),
    )
    expect(answers).toEqual(others.map((channel) => `${channel}: refused`))

    const [unknown] = await sendAll(window, [['app:read-file', '/etc/passwd']])
    expect(unknown).toContain("No handler registered for 'app:read-file'")
    // All at once that the login window does not offer: nothing of it happens.
    const foreign = Object.keys({ ...appChannels, ...sideChannels }).filter(
      (channel) => !/^(app|login):/.test(channel) && channel !== 'acquire:request',
    )
    const before = demo.storedCertificates()
    await sendAll(
      window,
      foreign.map((channel) => (channel === 'main:restore' ? [channel, 'a'.repeat(64)] : [channel])),
    )
    await expect(heading(window, 'ログイン')).toBeVisible()
    await expect.poll(() => demo.openPages().sort()).toEqual(['demo.html', 'index.html'])
    expect(demo.storedCertificates()).toEqual(before)
  })
})

test.describe('a page that was taken over cannot forge a sender', () => {
  test('our own window is refused once a foreign origin is in it', async () => {
    const { demo } = await shared()
    const window = await breakIn(demo)
    await expect(heading(window, 'ログイン')).toBeVisible()
    // Not about:blank, from where the app goes back to its page at once.
    const places = ['data:text/html,<title>foreign</title>', 'app://koshin.evil/index.html', 'app://evil/index.html']
    // By its address: a page that only opens a connection to the bank may be there, too.
    const id = await demo.app.evaluate(
      ({ webContents }) => webContents.getAllWebContents().find((one) => one.getURL().includes('/index.html'))!.id,
    )
    for (const place of places) {
      // The main process goes there itself: a page cannot, see below.
      await demo.app.evaluate(
        async ({ webContents }, [own, url]) => {
          await webContents
            .fromId(own)!
            .loadURL(url)
            .catch(() => undefined)
        },
        [id, place] as const,
      )
      // Playwright hears of the new page a little later; until then the old one, which is ours, would still send.
      const here = () => window.evaluate(() => location.origin).catch(() => undefined)
      await expect.poll(here, place).toBe('null')
      const sent = await sendAll(window, [['app:view'], ['login:retry']])
      expect(sent, place).toEqual(['app:view: refused', 'login:retry: refused'])
    }
    // By its page nobody finds it any more: it is closed for the tests that follow.
    const closed = window.waitForEvent('close')
    await demo.app.evaluate(
      ({ BrowserWindow, webContents }, own) => BrowserWindow.fromWebContents(webContents.fromId(own)!)!.close(),
      id,
    )
    await closed
  })
})
