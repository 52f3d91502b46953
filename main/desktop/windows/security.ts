import { format } from 'node:util'
import { app } from 'electron'
import { pageSession } from './pages.ts'

/** tcpmux, where nothing listens and no ordinary program may. */
const nowhere = '127.0.0.1:1'

/**
 * Chromium's names (services/network/public/cpp/features.cc, content/public/common/content_features.cc) of what sends reports,
 * and of what connects ahead of a page that has not come yet.
 */
const elsewhere = ['NetworkErrorLogging', 'Reporting', 'EarlyHintsPreloadForNavigation']

/**
 * By its headers any server could have Chromium speak to a host of its choice, which no filter of a session sees: tell it each
 * address that is asked, and what fails, for as long as it likes (`NEL`, `Report-To`), connect to it ahead of a page (103 with
 * `Link`), or ask it in the server's place by QUIC, past every proxy (`Alt-Svc`). To be called before anything is waited for:
 * Chromium reads its features as soon as the app's code has run once.
 */
export function speakToNobodyElse(): void {
  const others = app.commandLine.getSwitchValue('disable-features')
  app.commandLine.appendSwitch('disable-features', [...(others === '' ? [] : [others]), ...elsewhere].join(','))
  app.commandLine.appendSwitch('disable-quic')
}

/**
 * Over HTTP/2 a server can have Chromium send a request again by itself (RFC 9113: REFUSED_STREAM, HTTP_1_1_REQUIRED), whether
 * or not it was worked on: the bank would hear twice what we count once, and what it says to the second sending would be taken
 * for its word on the first. To be called as speakToNobodyElse.
 */
export function sendNothingAgain(): void {
  app.commandLine.appendSwitch('disable-http2')
}

/** More than this, in lines and in characters of one, only a page that was taken over has this process write. */
const most = { lines: 200, characters: 1000 }

/**
 * For whoever has windows: what a page sends and is refused, and where it cannot go, Electron writes to the standard error, in
 * the page's own words; Chromium its errors, one for each sound too many. A desktop may keep that in a file without an end
 * (~/.xsession-errors), or nobody reads it and each line waits for ever. To be called as speakToNobodyElse.
 */
export function sayLittle(): void {
  if (!app.commandLine.hasSwitch('enable-logging')) app.commandLine.appendSwitch('log-level', '3')
  const write = console.error
  let left = most.lines
  console.error = (...parts: unknown[]) => {
    if (left > 0) write(format(...parts).slice(0, most.characters))
    left -= 1
  }
  // Node's own listener writes past the console.
  process.removeAllListeners('warning')
  process.on('warning', (warning) => console.error(String(warning)))
}

/**
 * The floor under every window, laid before Electron is ready: no navigation, no new windows, no webviews. What the
 * session of our own pages may do is for `lockPages`.
 */
export function lockDown(): void {
  // Looking up a name tells it to whoever answers for it; no policy of a page covers <link rel=dns-prefetch>.
  app.commandLine.appendSwitch('blink-settings', 'dnsPrefetchingEnabled=false')
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    // Prevented is the veto (beforeunload), not the closing.
    contents.on('will-prevent-unload', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    // A question that hangs on its window (a sheet of macOS) would go along, so that はい comes under the pointer.
    contents.on('content-bounds-updated', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    // WebRTC over UDP; over TCP see below.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
  // Chromium fetches a dictionary from Google for each new session, the bank's as well, even where nothing is to be
  // checked; only without a language to check does it ask nobody.
  app.on('session-created', (created) => created.setSpellCheckerLanguages([]))
}

/**
 * No permissions and no network for pages, laid before the first window exists; the bank is reached from the main process
 * alone. Not in lockDown: to open the session takes 10 ms, and the tray's icon needs none.
 *
 * @param allowedOrigins what pages may load besides `app://`, for the development server only
 */
export function lockPages(allowedOrigins: readonly string[] = []): void {
  const own = pageSession()
  // What asks neither for its leave nor the page's policy (WebRTC over TCP) goes through a proxy that is not there.
  if (allowedOrigins.length === 0)
    void own.setProxy({ mode: 'fixed_servers', proxyRules: nowhere, proxyBypassRules: '<-loopback>' })
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.setDevicePermissionHandler(() => false)
  own.on('will-download', (event) => event.preventDefault())
  own.webRequest.onBeforeRequest((request, answer) => {
    const { protocol, origin } = new URL(request.url)
    const allowed = protocol === 'app:' || protocol === 'devtools:' || allowedOrigins.includes(origin)
    answer({ cancel: !allowed })
  })
}
