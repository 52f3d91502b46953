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

/** net::ERR_FILE_NOT_FOUND */
const notFound = { error: -6 }

/**
 * Serves the files of `folder` at `app://koshin/`, and nothing else of the disk. Scripts wait until `answered` resolves:
 * a page may be loaded before there is anybody to answer what its script asks.
 *
 * Not by protocol.handle: its Response loads Node's undici into this process, 40 ms of each start, and every byte passes
 * through JavaScript. protocol.registerSource (Electron 45) needs neither, but can send no policy along.
 */
export function servePages(folder: string, answered: Promise<void>): void {
  protocol.registerFileProtocol('app', (request, answer) => {
    const file = request.method === 'GET' ? fileAt(request.url, folder) : undefined
    const type = file === undefined ? undefined : contentTypes[path.extname(file)]
    if (file === undefined || type === undefined) return answer(notFound)
    const found = {
      path: file,
      headers: {
        'content-type': type,
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
    }
    if (type === contentTypes['.js']) void answered.then(() => answer(found))
    else answer(found)
  })
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
