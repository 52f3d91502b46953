import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { app, BrowserWindow, type BrowserWindowConstructorOptions, type WebContents } from 'electron'
import { chosenLanguage } from '../words/language.ts'
import { pageOrigin, pageSession } from './pages.ts'
import { watchTyping } from './typing.ts'

/** What a window may do hangs on its kind: each has its own page, preload and channels. */
export type WindowKind = 'app' | 'consent' | 'proxy' | 'password' | 'demo'

const kinds = new WeakMap<WebContents, WindowKind>()

export function kindOf(contents: WebContents): WindowKind | undefined {
  return kinds.get(contents)
}

let automated = false

/** From now on every window says that programs may drive it. */
export function announceAutomation(): void {
  automated = true
}

let missingFont = false

/** From now on every window says, in letters that every font has, that Japanese cannot be shown here. */
export function announceMissingFont(): void {
  missingFont = true
}

/** ms for which a loaded page is waited for to draw itself, where it may never do so before it is shown. */
const patience = 300

/** Under Wayland nothing is drawn in a window that is not shown (electron#48859): it would never be. */
const drawsHidden = (): boolean => !process.env['WAYLAND_DISPLAY']

const pages: Readonly<Record<WindowKind, { page: string; preload: string }>> = {
  app: { page: 'index.html', preload: 'bridge.cjs' },
  consent: { page: 'consent.html', preload: 'consent.cjs' },
  proxy: { page: 'proxy.html', preload: 'proxy.cjs' },
  password: { page: 'password.html', preload: 'password.cjs' },
  demo: { page: 'demo.html', preload: 'demo.cjs' },
}

/**
 * Opens a window of a kind, shown once its page has drawn itself.
 *
 * @param developmentServer origin of the hot-reloading server, in `npm run dev` only
 */
export function openWindow(
  kind: WindowKind,
  options: BrowserWindowConstructorOptions,
  developmentServer?: string,
): BrowserWindow {
  const { page, preload } = pages[kind]
  const window = new BrowserWindow({
    show: false,
    autoHideMenuBar: true,
    ...options,
    webPreferences: {
      session: pageSession(),
      preload: path.join(import.meta.dirname, '../preload', preload),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // The process that draws writes down each of a page's mistakes in three dimensions, whatever it is told (sayLittle).
      webgl: false,
      // alert() and confirm(): no page of ours asks by a box that looks like the system's.
      disableDialogs: true,
      devTools: !app.isPackaged,
    },
  })
  // The demo bank stands beside the app and must not take its place.
  const contents = window.webContents
  kinds.set(contents, kind)
  watchTyping(contents)
  // What a page that was taken over has kept would fill the memory for as long as the app stays in the tray.
  if (kind === 'app') window.once('closed', () => void pageSession().clearStorageData())
  const drawn = new Promise<void>((resolve) => void window.once('ready-to-show', () => resolve()))
  // The first picture may be of a page whose script has yet to come.
  const loaded = new Promise<void>((resolve) => void contents.once('did-stop-loading', () => resolve()))
  void loaded
    .then(() => (drawsHidden() ? drawn : Promise.race([drawn, delay(patience)])))
    .then(() => {
      if (window.isDestroyed()) return
      if (kind === 'demo') window.showInactive()
      else window.show()
    })
  const load = (): void => {
    const address = new URL(`${developmentServer ?? pageOrigin}/${page}`)
    const language = chosenLanguage()
    if (language !== undefined) address.searchParams.set('language', language)
    if (automated) address.searchParams.set('automation', 'allowed')
    if (missingFont) address.searchParams.set('missing-font', 'japanese')
    void window.loadURL(address.href)
  }
  // Chromium asks nobody before it shows about:blank. No message from there is answered, and nobody stays there.
  contents.on('did-navigate', (_event, url) => url === 'about:blank' && load())
  load()
  return window
}
