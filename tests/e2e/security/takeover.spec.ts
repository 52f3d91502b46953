/** A page that was taken over: what script in it tries, and what is left of the bank, the store and the windows. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { appChannels, consentChannels, demoChannels, proxyChannels, sideChannels } from '../../../preload/contract.ts'
import { type Demo, expect, heading, test } from '../stage/app.ts'
import { breakIn, issuedBy, runIn, sendAll, sendAllScript, writeRawPreload } from './intruder.ts'

async function atLogin(demo: Demo): Promise<Page> {
  const window = await demo.window()
  await expect(heading(window, 'ログイン')).toBeVisible()
  return window
}

/** The processes of the open windows, by their page. */
const processes = (demo: Demo) =>
  demo.app.evaluate(({ webContents }) =>
    Object.fromEntries(
      webContents.getAllWebContents().map((one) => [new URL(one.getURL()).pathname.slice(1), one.getOSProcessId()]),
    ),
  )

test.describe('a page that was taken over cannot answer for its user', () => {
  test('not even with the bare message channel in its hands: the bank issues nothing, the store stays', async ({
    start,
  }) => {
    const demo = await start()
    await atLogin(demo)
    const before = demo.storedCertificates()
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
    await demo.close()
    expect(issuedBy(demo.folder)).toBe(1)
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
    const history = readFileSync(path.join(demo.folder, 'state/history.json'), 'utf8')
    expect([...history.matchAll(/"event": ?"([a-z-]+)"/g)].map(([, event]) => event).sort()).toEqual([
      'login',
      'renewed',
      'retired',
    ])
    await demo.close()
    expect(issuedBy(demo.folder)).toBe(2)
  })
})

test.describe('a page that was taken over cannot reach another channel', () => {
  test('not those of the other windows, not one that does not exist, and not its own out of turn', async ({
    start,
  }) => {
    const demo = await start()
    await atLogin(demo)
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

  test("not by the bridge's own functions, after everything that they could use was replaced", async ({ start }) => {
    const demo = await start()
    const window = await atLogin(demo)
    const caught = await window.evaluate(async () => {
      const seen: string[] = []
      const names = [
        'ipcRenderer',
        'sender',
        'senderId',
        'ports',
        '_events',
        'invoke',
        'channel',
        'require',
        'process',
        'then',
        'send',
      ]
      for (const name of names) {
        if (name in Object.prototype) continue
        Object.defineProperty(Object.prototype, name, { configurable: true, set: () => seen.push(name) })
      }
      const apply = Function.prototype.apply
      Function.prototype.apply = function (self: unknown, given: unknown) {
        if (self !== null && typeof self === 'object' && 'invoke' in self && self.invoke !== undefined)
          seen.push('apply')
        return Reflect.apply(apply, this, [self, given]) as unknown
      } as typeof apply
      const given: number[] = []
      const { koshin } = globalThis.window
      const stop = koshin.onView((...all: unknown[]) => given.push(all.length))
      await koshin.login.retry()
      await new Promise<void>((resolve) => {
        const look = () => (given.length > 0 ? resolve() : setTimeout(look, 20))
        look()
      })
      stop()
      Function.prototype.apply = apply
      for (const name of names)
        if (name !== 'then') delete (Object.prototype as unknown as Record<string, unknown>)[name]
      delete (Object.prototype as { then?: unknown }).then
      const reached: string[] = []
      for (const fn of [koshin.view, koshin.onView, koshin.login.signIn]) {
        const world = Reflect.get(fn, 'constructor') as unknown
        if (world !== Function) reached.push('a function of another world')
      }
      const frozen = [koshin, koshin.login, koshin.main].map((part) => Reflect.set(part, 'extra', 1))
      return { seen, arguments: new Set(given).size === 1 ? given[0] : given, reached, frozen }
    })
    expect(caught).toEqual({ seen: [], arguments: 1, reached: [], frozen: [false, false, false] })
  })
})

test.describe('a page that was taken over cannot read a file', () => {
  test('by any scheme or path that leads out of the app', async ({ start, folder }) => {
    const demo = await start()
    const window = await atLogin(demo)
    const secret = path.join(folder, 'secret.js')
    writeFileSync(secret, "globalThis.fileWasRead = 'lemon-curd-9417'")
    const up = '../../'.repeat(14).slice(0, -1)
    const paths = [
      `file://${secret}`,
      `app://koshin${secret}`,
      `app://koshin/${up}${secret}`,
      `app://koshin/${encodeURIComponent(`${up}${secret}`)}`,
      `app://koshin/${up.replaceAll('..', '%2e%2e')}${secret}`,
      `app://koshin/${encodeURIComponent(up.replaceAll('/', '\\'))}${encodeURIComponent(secret.replaceAll('/', '\\'))}`,
      `app://koshin/assets/..%2f..%2f..%2fpackage.json`,
      'app://koshin/..%2fmain%2findex.cjs',
      'app://koshin/..%2fpreload%2fbridge.cjs',
      `app://koshin/index.html%00${encodeURIComponent(secret)}`,
      'app://koshin/%E0%A4%A',
      `app://elsewhere${secret}`,
      `app://user:word@koshin:443/..%2fmain%2findex.cjs`,
      `filesystem:app://koshin/temporary${secret}`,
      `view-source:file://${secret}`,
      'devtools://devtools/bundled/inspector.html',
      'chrome://version',
    ]
    const read = await window.evaluate(async (urls) => {
      const tries: [string, (url: string) => Promise<unknown>][] = [
        ['fetch', (url) => fetch(url).then((answer) => answer.text())],
        ['fetch-opaque', (url) => fetch(url, { mode: 'no-cors' })],
        [
          'xhr',
          (url) =>
            new Promise((resolve, reject) => {
              const request = new XMLHttpRequest()
              request.open('GET', url)
              request.onload = () => resolve(request.responseText)
              request.onerror = reject
              request.send()
            }),
        ],
        ['import', (url) => import(url)],
        [
          'worker',
          (url) =>
            new Promise((resolve, reject) => {
              const worker = new Worker(url, { type: 'module' })
              worker.onmessage = resolve
              worker.onerror = reject
            }),
        ],
        ...(['script', 'img', 'iframe', 'object', 'embed'] as const).map(
          (tag): [string, (url: string) => Promise<unknown>] => [
            tag,
            (url) =>
              new Promise((resolve, reject) => {
                const element = document.createElement(tag)
                element.onload = () => {
                  // A frame loads an empty page in place of what was refused; that says nothing.
                  const inside = tag === 'iframe' && (element as HTMLIFrameElement).contentDocument?.body?.textContent
                  if (tag === 'iframe' && !inside) reject(new Error('empty'))
                  else resolve(tag)
                }
                element.onerror = reject
                if (tag === 'object') (element as HTMLObjectElement).data = url
                else (element as HTMLImageElement).src = url
                document.body.append(element)
                // An object that the policy refuses tells nobody.
                if (tag === 'object' || tag === 'embed') setTimeout(() => reject(new Error('silent')), 200)
              }).finally(() => document.body.lastElementChild?.remove()),
          ],
        ),
      ]
      const got: string[] = []
      for (const url of urls) {
        await Promise.all(
          tries.map(async ([name, attempt]) => {
            // Some are thrown at once, some are refused later; a frame that never answers has read nothing either.
            const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error('no answer')), 500))
            try {
              await Promise.race([attempt(url), late])
              got.push(`${name} ${url}`)
            } catch {
              return
            }
          }),
        )
      }
      return {
        got,
        ran: 'fileWasRead' in globalThis,
        text: document.documentElement.outerHTML.includes('lemon-curd-9417'),
      }
    }, paths)
    expect(read).toEqual({ got: [], ran: false, text: false })
    // Past the page's own policy as well: what the scheme itself gives out.
    const given = await demo.app.evaluate(
      async ({ session }, urls) => {
        const told = urls.map((url) =>
          session.defaultSession.fetch(url).then(
            (answer) => answer.status,
            () => 'refused',
          ),
        )
        return Promise.all(told)
      },
      paths.filter((url) => url.startsWith('app:')),
    )
    expect(given.filter((status) => status !== 404 && status !== 'refused')).toEqual([])
    // The window that was attacked still works.
    await demo.logIn()
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  })
})

test.describe('a page that was taken over cannot forge a sender', () => {
  const messages = [['app:ready'], ['app:view'], ['login:retry'], ['consent:answer', 'yes'], ['demo:state']] as const
  const refused = messages.map(([channel]) => `${channel}: refused`)

  test('a window that the app did not open is refused, also with the page and the origin of ours', async ({
    start,
  }) => {
    const demo = await start()
    await atLogin(demo)
    await demo.page('demo.html')
    const preload = writeRawPreload(demo.folder)
    await demo.app.evaluate(async ({ BrowserWindow }, file) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload: file, sandbox: true, nodeIntegrationInSubFrames: true },
      })
      // Nobody else holds it, and a window that is collected as garbage closes.
      Object.assign(globalThis, { strange: window })
      await window.loadURL('app://koshin/index.html#/strange')
    }, preload)
    expect(await runIn(demo, 'strange', sendAllScript(messages))).toEqual(refused)
  })

  test('our own window is refused once a foreign origin is in it', async ({ start }) => {
    const demo = await start()
    await atLogin(demo)
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
  })

  test('a frame inside our own page is refused, though its origin and its window are ours', async ({ start }) => {
    const demo = await start()
    const window = await atLogin(demo)
    await window.evaluate(async () => {
      const loaded = (frame: HTMLIFrameElement) => new Promise((resolve) => (frame.onload = resolve))
      for (const source of ['app://koshin/index.html', 'about:blank', 'srcdoc']) {
        const frame = document.createElement('iframe')
        const done = loaded(frame)
        if (source === 'srcdoc') frame.srcdoc = '<title>inner</title>'
        else frame.src = source
        document.body.append(frame)
        await done
      }
    })
    const seen = await demo.app.evaluate(
      async ({ ipcMain, webContents }, all) => {
        const own = webContents.getAllWebContents().find((one) => one.getURL().endsWith('/index.html'))!
        const frames = own.mainFrame.framesInSubtree.filter((frame) => frame !== own.mainFrame)
        // A page has no message channel in a frame, so the message is handed in as Electron would deliver it from there.
        type Handler = (event: unknown, ...input: unknown[]) => Promise<unknown>
        const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers
        const bridges = await Promise.all(
          frames.map((frame) => frame.executeJavaScript('typeof koshin').catch(() => 'no script')),
        )
        const answers: string[] = []
        for (const senderFrame of [...frames, null]) {
          // The forgery itself: the frame says that it lies at our origin.
          const claimed =
            senderFrame === null
              ? null
              : new Proxy(senderFrame, {
                  get: (frame, name) =>
                    name === 'url' ? 'app://koshin/index.html' : (Reflect.get(frame, name) as unknown),
                })
          for (const [channel, ...input] of all) {
            const event = {
              sender: own,
              senderFrame: claimed,
              frameId: senderFrame?.routingId,
              processId: senderFrame?.processId,
            }
            answers.push(
              await handlers.get(channel!)!(event, ...input).then(
                () => 'answered',
                (error: Error) => error.message,
              ),
            )
          }
        }
        const control = await handlers.get('app:banks')!({ sender: own, senderFrame: own.mainFrame })
        return { frames: frames.length, bridges, answers, control: JSON.stringify(control) }
      },
      messages.map((message) => [...message]),
    )
    expect(seen.frames).toBe(3)
    expect(seen.bridges.filter((kind) => kind !== 'undefined' && kind !== 'no script')).toEqual([])
    expect(new Set(seen.answers)).toEqual(new Set(refused))
    // That the way in was the right one: the top frame is answered by it.
    expect(seen.control).toContain('banks')
  })
})
