/** A page that was taken over: it stays where it is, alone, without rights, and runs no text as code. */
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Demo, expect, heading, logOut, test } from '../stage/app.ts'
import { shareDemoWithFiles } from '../stage/shared-app.ts'
import { runIn } from './intruder.ts'

const atLogin = shareDemoWithFiles()

const contents = (demo: Demo) =>
  demo.app.evaluate(({ webContents, BrowserWindow }) => ({
    urls: webContents
      .getAllWebContents()
      .map((one) => one.getURL())
      .sort(),
    windows: BrowserWindow.getAllWindows().length,
  }))

/** Octets of all files in a folder. */
const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(path.join(folder, file), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0)

const ours = { urls: ['app://koshin/demo.html', 'app://koshin/index.html'], windows: 2 }

test.describe('a page that was taken over cannot navigate', () => {
  const places = [
    'https://example.invalid/',
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'app://koshin/consent.html',
    'app://koshin/demo.html',
    'app://elsewhere/index.html',
    'data:text/html,<script>parent.ran=1</script>',
    'chrome://gpu',
    'blob:app://koshin/0f0f0f0f-0000-4000-8000-000000000000',
    'koshin://notice',
  ]
  const means: Readonly<Record<string, string>> = {
    location: 'location.href = place',
    replace: 'location.replace(place)',
    open: "window.open(place, '_self')",
    link: "Object.assign(document.body.appendChild(document.createElement('a')), { href: place }).click()",
    meta: "document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: '0;url=' + place }))",
    form: "Object.assign(document.body.appendChild(document.createElement('form')), { action: place }).submit()",
    download:
      "Object.assign(document.body.appendChild(document.createElement('a')), { href: place, download: 'x' }).click()",
  }
  test('to whatever place, by whatever means', async () => {
    const { demo } = await atLogin()
    const seen = await demo.app.evaluateHandle(({ session, webContents }) => {
      const all: string[] = []
      session
        .fromPartition('pages')
        .on('will-download', (event, item) => void (event.defaultPrevented || all.push(`downloads ${item.getURL()}`)))
      for (const one of webContents.getAllWebContents())
        one.on('did-navigate', (_event, url) => void all.push(`went to ${url}`))
      return all
    })
    for (const [name, code] of Object.entries(means)) {
      for (const place of places)
        await runIn(demo, 'index.html', `{ const place = ${JSON.stringify(place)}; ${code}; undefined }`)
      // A refresh takes a turn of its own; after it the page answers as before, and so does the process behind it.
      await runIn(
        demo,
        'index.html',
        'new Promise((done) => setTimeout(() => koshin.view().then((view) => done(view.window)), 300))',
      )
      expect(await seen.evaluate((all) => all), name).toEqual([])
    }
    // What was refused may be there for a moment, without a window.
    await expect.poll(() => contents(demo)).toEqual(ours)
    expect(await runIn(demo, 'index.html', "typeof koshin + document.querySelector('h1').textContent")).toBe(
      'objectログイン',
    )
  })
})

test.describe('a page that was taken over cannot open a window', () => {
  test('by script, by a link, by a form, by a view within it or by a picture in picture', async () => {
    const { demo } = await atLogin()
    const opened = await runIn(
      demo,
      'index.html',
      `(async () => {
      const add = (tag, set) => Object.assign(document.body.appendChild(document.createElement(tag)), set)
      const places = ['', 'about:blank', 'app://koshin/consent.html', 'app://koshin/index.html', 'https://example.invalid/', 'data:text/html,x', 'file:///etc/passwd']
      const got = []
      for (const place of places) {
        for (const features of ['', 'popup,width=200', 'noopener', 'nodeIntegration=yes,sandbox=no,preload=/tmp/x.js']) {
          if (window.open(place, '_blank', features) !== null) got.push(place + ' ' + features)
        }
        add('a', { href: place, target: '_blank' }).click()
        add('a', { href: place, target: 'named', rel: 'opener' }).dispatchEvent(new MouseEvent('click', { ctrlKey: true, shiftKey: true, bubbles: true }))
        add('form', { action: place, target: '_blank' }).submit()
      }
      add('webview', { src: 'app://koshin/consent.html' })
      if (document.querySelector('webview').getWebContentsId) got.push('webview')
      const video = add('video', {})
      await Promise.race([
        Promise.allSettled([
          video.requestPictureInPicture?.().then(() => got.push('picture in picture')),
          globalThis.documentPictureInPicture?.requestWindow().then(() => got.push('document picture in picture')),
        ]),
        new Promise((done) => setTimeout(done, 1000)),
      ])
      return got
    })()`,
    )
    expect(opened).toEqual([])
    // What was refused may be there for a moment, without a window.
    await expect.poll(() => contents(demo)).toEqual(ours)
  })
})

test('a page that was taken over moves and resizes no window, and shows no box that looks like the system’s', async () => {
  const { demo, window } = await atLogin()
  // Playwright sees a box before Electron decides about it.
  window.on('dialog', (box) => void box.dismiss().catch(() => undefined))
  await demo.app.evaluate(({ dialog }) => {
    const boxes = { shown: 0 }
    const { showMessageBox } = dialog
    Object.assign(globalThis, { boxes, recover: () => Object.assign(dialog, { showMessageBox }) })
    dialog.showMessageBox = () => (boxes.shown++, Promise.resolve({ response: 0, checkboxChecked: false }))
  })
  const places = () =>
    demo.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.getBounds()))
  const before = await places()
  const asked = await runIn(
    demo,
    'index.html',
    `(() => {
    moveTo(1, 1); moveBy(40, 40); resizeTo(200, 200); resizeBy(-300, -300)
    alert('ログインし直してください'); const confirmed = confirm('更新しますか')
    return confirmed
  })()`,
  )
  expect(asked).toBe(false)
  // What it asked for has been heard before what it asks now.
  expect(await runIn(demo, 'index.html', 'koshin.view().then((view) => view.window)')).toBe('login')
  expect(await places()).toEqual(before)
  expect(await demo.app.evaluate(() => (globalThis as unknown as { boxes: object }).boxes)).toEqual({ shown: 0 })
  await demo.app.evaluate(() => (globalThis as unknown as { recover: () => void }).recover())
})

test.describe('a page that was taken over is granted nothing', () => {
  test('no camera, place, device, notification, file, screen, key, font or lock', async () => {
    const { demo } = await atLogin()
    const granted = await runIn(
      demo,
      'index.html',
      `(async () => {
      const nav = navigator
      const asks = {
        camera: () => nav.mediaDevices.getUserMedia({ video: true }),
        microphone: () => nav.mediaDevices.getUserMedia({ audio: true }),
        screen: () => nav.mediaDevices.getDisplayMedia({ video: true }),
        desktop: () => nav.mediaDevices.getUserMedia({ video: { mandatory: { chromeMediaSource: 'desktop' } } }),
        place: () => new Promise((yes, no) => nav.geolocation.getCurrentPosition(yes, no)),
        notification: async () => { if ((await Notification.requestPermission()) !== 'granted') throw new Error('denied') },
        clipboard: () => nav.clipboard.readText(),
        clipboardItems: () => nav.clipboard.read(),
        midi: () => nav.requestMIDIAccess({ sysex: true }),
        usb: () => nav.usb.requestDevice({ filters: [] }),
        serial: () => nav.serial.requestPort(),
        hid: async () => { if ((await nav.hid.requestDevice({ filters: [] })).length === 0) throw new Error('none') },
        bluetooth: () => nav.bluetooth.requestDevice({ acceptAllDevices: true }),
        fonts: async () => { if ((await queryLocalFonts()).length === 0) throw new Error('none') },
        idle: async () => { if ((await IdleDetector.requestPermission()) !== 'granted') throw new Error('denied') },
        wakeLock: () => nav.wakeLock.request('screen'),
        pointerLock: () => document.body.requestPointerLock({ unadjustedMovement: true }),
        keyboardLock: async () => { await document.body.requestFullscreen(); await nav.keyboard.lock() },
        persistence: async () => { if (!(await nav.storage.persist())) throw new Error('denied') },
        directory: () => showDirectoryPicker(),
        open: () => showOpenFilePicker(),
        screens: () => getScreenDetails(),
        protocol: () => nav.registerProtocolHandler('web+koshin', 'app://koshin/?%s'),
        storageAccess: () => document.requestStorageAccessFor('https://example.invalid'),
        credentials: () => nav.credentials.create({ publicKey: { challenge: new Uint8Array(16), rp: { name: 'x' }, user: { id: new Uint8Array(1), name: 'x', displayName: 'x' }, pubKeyCredParams: [{ type: 'public-key', alg: -7 }], timeout: 500 } }),
        password: async () => { if ((await nav.credentials.get({ password: true })) === null) throw new Error('none') },
      }
      const got = []
      await Promise.all(Object.entries(asks).map(async ([name, ask]) => {
        const late = new Promise((_yes, no) => setTimeout(() => no(new Error('no answer')), 3000))
        try { await Promise.race([ask(), late]); got.push(name) } catch { /* refused */ }
      }))
      const states = []
      for (const name of ['camera', 'microphone', 'geolocation', 'notifications', 'clipboard-read', 'clipboard-write', 'midi', 'local-fonts', 'idle-detection', 'window-management', 'screen-wake-lock', 'persistent-storage', 'storage-access']) {
        const state = await nav.permissions.query({ name }).then(({ state }) => state, () => 'unknown')
        if (state === 'granted') states.push(name)
      }
      return { got: got.sort(), states }
    })()`,
    )
    expect(granted).toEqual({ got: [], states: [] })
  })

  test('and does not learn what its user copied', async () => {
    const { demo, window } = await atLogin()
    const copied = 'fig-marmalade-6620'
    await demo.app.evaluate(({ clipboard }, text) => clipboard.writeText(text), copied)
    await window.getByLabel('お客様 ID').focus()
    const seen = await runIn(
      demo,
      'index.html',
      `(async () => {
      const seen = []
      document.addEventListener('paste', (event) => seen.push(event.clipboardData.getData('text')))
      const field = document.activeElement
      seen.push(document.execCommand('paste') ? 'pasted' : '', field.value)
      seen.push(await Promise.race([navigator.clipboard.readText().catch(() => ''), new Promise((done) => setTimeout(done, 1000, ''))]))
      return seen
    })()`,
    )
    expect(seen).toEqual(['', '', ''])
    // The user's own paste still works: it was a fair test.
    await window.keyboard.press('ControlOrMeta+V')
    await expect(window.getByLabel('お客様 ID')).toHaveValue(copied)
  })
})

test('a page that was taken over cannot run text as code', async () => {
  const { demo } = await atLogin()
  const ran = await runIn(
    demo,
    'index.html',
    `(async () => {
    const breaches = []
    const add = (tag, set, where = document.head) => where.append(Object.assign(document.createElement(tag), set))
    const blob = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
    // What the main process runs in a page stands above the page's policy until it returns: hence a turn of its own.
    await new Promise((done) => setTimeout(done, 0))
    const tries = {
      eval: () => (0, eval)('globalThis.world1 = 1'),
      function: () => new Function('globalThis.world2 = 1')(),
      generator: () => Object.getPrototypeOf(function* () {}).constructor('globalThis.world3 = 1')().next(),
      timer: () => setTimeout('globalThis.world4 = 1'),
      attribute: () => document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="globalThis.world5 = 1">'),
      javascript: () => { add('a', { href: 'javascript:globalThis.world6 = 1' }, document.body); document.body.lastElementChild.click() },
      inline: () => add('script', { textContent: 'globalThis.world7 = 1' }),
      data: () => add('script', { src: 'data:text/javascript,globalThis.world8 = 1' }),
      blob: () => add('script', { src: blob('globalThis.world9 = 1') }),
      frame: () => add('iframe', { srcdoc: '<script>parent.world10 = 1</script>' }, document.body),
      style: () => document.body.setAttribute('style', 'outline: 7px solid red'),
      importData: () => import('data:text/javascript,globalThis.world11 = 1'),
      importBlob: () => import(blob('globalThis.world12 = 1')),
      emptyFrame: () => { add('iframe', {}, document.body); document.body.lastElementChild.contentWindow.eval('parent.world13 = 1') },
      wasm: () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => breaches.push('wasm')),
      worker: () => (new Worker(blob('postMessage(1)')).onmessage = () => breaches.push('worker')),
    }
    for (const attempt of Object.values(tries)) {
      try { await attempt() } catch { /* refused */ }
    }
    await new Promise((done) => setTimeout(done, 500))
    breaches.push(...Object.keys(globalThis).filter((name) => name.startsWith('world')))
    if (getComputedStyle(document.body).outlineWidth === '7px') breaches.push('style')
    return breaches
  })()`,
  )
  expect(ran).toEqual([])
})

test('a page that was taken over keeps nothing on the disk, and fills none', async () => {
  const { demo } = await atLogin()
  const before = sizeOf(demo.folder)
  const kept = await runIn(
    demo,
    'index.html',
    `(async () => {
    const name = 'kept-9417'
    const piece = new Uint8Array(16 * 1024 * 1024).map((_none, at) => at * 7919)
    const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: resolve, oncomplete: resolve, onerror: reject }))
    localStorage.setItem(name, name)
    await (await caches.open(name)).put('https://bank.example/' + name, new Response(piece))
    const opening = indexedDB.open(name)
    opening.onupgradeneeded = () => opening.result.createObjectStore(name, { autoIncrement: true })
    await done(opening)
    const transaction = opening.result.transaction(name, 'readwrite')
    transaction.objectStore(name).add(piece)
    await done(transaction)
    const file = await (await navigator.storage.getDirectory()).getFileHandle(name, { create: true })
    const stream = await file.createWritable()
    await stream.write(piece)
    await stream.close()
    const { usage } = await navigator.storage.estimate()
    return { all: usage > 3 * piece.length, drawn: document.createElement('canvas').getContext('webgl') }
  })()`,
  )
  // That it was a fair test: the page has it all. Of what is drawn with WebGL the process that draws would write down each mistake.
  expect(kept).toEqual({ all: true, drawn: null })
  await demo.app.evaluate(({ session }) => session.fromPartition('pages').flushStorageData())
  expect(sizeOf(demo.folder) - before).toBeLessThan(16 * 1024 * 1024)
  // Nor is its memory filled for longer than its window is open.
  await demo.closeWindow()
  const again = await demo.reopen()
  const usage = () => again.evaluate(async () => (await navigator.storage.estimate()).usage)
  await expect.poll(usage).toBeLessThan(1024 * 1024)
})

test('a page that was taken over cannot keep its window or the app from closing', async () => {
  const { demo } = await atLogin()
  await runIn(
    demo,
    'index.html',
    `{
    window.addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = 'stay' })
    window.onbeforeunload = () => 'stay'
    undefined
  }`,
  )
  await demo.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((one) => one.webContents.getURL().endsWith('/index.html'))!
      .close(),
  )
  await expect.poll(async () => (await contents(demo)).urls).toEqual(['app://koshin/demo.html'])
})

// Chromium asks nobody before it shows the empty page.
test('a page that was taken over cannot navigate for long to about:blank: its own page comes back', async () => {
  const { demo, window } = await atLogin()
  const away = window.waitForEvent('framenavigated', (frame) => frame.url() === 'about:blank')
  await window.evaluate(() => void setTimeout(() => globalThis.location.assign('about:blank'), 0))
  await away
  await expect(heading(window, 'ログイン')).toBeVisible()
  // What was refused may be there for a moment, without a window.
  await expect.poll(() => contents(demo)).toEqual(ours)
  await demo.logIn()
  await expect(heading(window, '電子証明書更新通知')).toBeVisible()
  await window.getByRole('button', { name: 'メインへ' }).click()
  await logOut(window)
})
