/** A page that was taken over, at ログイン: it reaches no other world, nobody takes it for another, and it reads no file. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, heading, logOut, test } from '../stage/app.ts'
import { shareDemoWithFiles } from '../stage/shared-app.ts'
import { runIn, sendAllScript, writeRawPreload } from './intruder.ts'

const atLogin = shareDemoWithFiles()

test.describe('a page that was taken over cannot reach another channel', () => {
  test("not by the bridge's own functions, after everything that they could use was replaced", async () => {
    const { window } = await atLogin()
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

test.describe('a page that was taken over cannot forge a sender', () => {
  const messages = [['app:ready'], ['app:view'], ['login:retry'], ['consent:answer', 'yes'], ['demo:state']] as const
  const refused = messages.map(([channel]) => `${channel}: refused`)

  test('a window that the app did not open is refused, also with the page and the origin of ours', async () => {
    const { demo } = await atLogin()
    await demo.page('demo.html')
    const preload = writeRawPreload(demo.folder)
    await demo.app.evaluate(async ({ BrowserWindow }, file) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload: file, partition: 'pages', sandbox: true, nodeIntegrationInSubFrames: true },
      })
      // Nobody else holds it, and a window that is collected as garbage closes.
      Object.assign(globalThis, { strange: window })
      await window.loadURL('app://koshin/index.html#/strange')
    }, preload)
    expect(await runIn(demo, 'strange', sendAllScript(messages))).toEqual(refused)
    await demo.app.evaluate(() => (globalThis as unknown as { strange: Electron.BrowserWindow }).strange.destroy())
  })

  test('a frame inside our own page is refused, though its origin and its window are ours', async () => {
    const { demo, window } = await atLogin()
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

test.describe('a page that was taken over cannot read a file', () => {
  test('by any scheme or path that leads out of the app', async ({ folder }) => {
    const { demo, window } = await atLogin()
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
          session
            .fromPartition('pages')
            .fetch(url)
            .then(
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
    await window.getByRole('button', { name: 'メインへ' }).click()
    await logOut(window)
  })
})
