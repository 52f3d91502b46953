import path from 'node:path'
import { protocol } from 'electron'

/** Where the renderer's pages live: an own origin, so that no file:// right is ever needed. */
export const pageOrigin = 'app://koshin'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Must run before the application is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
}

/** ms after which a page that has asked for scripts has asked for all: it reads their names in one go. */
const pause = 5

/** net::ERR_FILE_NOT_FOUND */
const notFound = { error: -6 }

/**
 * Serves the files of `folder` at `app://koshin/`, and nothing else of the disk. Resolves when the first page has asked for
 * its scripts: it needs nothing of this process then, until it has run them.
 *
 * Not by protocol.handle: its Response loads Node's undici into this process, 40 ms of each start, and every byte passes
 * through JavaScript. protocol.registerSource (Electron 45) needs neither, but can send no policy along.
 */
export function servePages(folder: string): Promise<void> {
  let rest: NodeJS.Timeout | undefined
  let onRest = (): void => {}
  const rested = new Promise<void>((resolve) => (onRest = resolve))
  protocol.registerFileProtocol('app', (request, answer) => {
    const file = request.method === 'GET' ? fileAt(request.url, folder) : undefined
    const type = file === undefined ? undefined : contentTypes[path.extname(file)]
    if (file === undefined || type === undefined) return answer(notFound)
    if (type === contentTypes['.js']) {
      clearTimeout(rest)
      rest = setTimeout(onRest, pause)
    }
    answer({
      path: file,
      headers: {
        'content-type': type,
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
    })
  })
  return rested
}

/** The file inside `folder` that an address names, whether it exists or not; undefined for any other address. */
function fileAt(url: string, folder: string): string | undefined {
  const { host, pathname } = new URL(url)
  try {
    const file = path.join(folder, path.normalize(decodeURIComponent(pathname)))
    // What reads the file is not JavaScript, and takes a name to end at a NUL.
    return host === 'koshin' && file.startsWith(folder + path.sep) && !file.includes('\0') ? file : undefined
  } catch {
    // No encoding of anything (URIError): thrown from here, it would end the app.
    return undefined
  }
}
