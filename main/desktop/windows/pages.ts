import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { protocol, type Session, session } from 'electron'

/** Where the renderer's pages live: an own origin, so that no file:// right is ever needed. */
export const pageOrigin = 'app://koshin'

/**
 * The session of all our pages. In memory alone (no `persist:`): a page keeps nothing, and one that was taken over would have
 * more than half of the disk for what it may keep, and find itself there at the next start.
 */
export function pageSession(): Session {
  return session.fromPartition('pages', { cache: false })
}

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

/**
 * Serves the files of `folder` at `app://koshin/`, and nothing else of the disk. Resolves when the first page has asked for
 * its scripts: it needs nothing of this process then, until it has run them.
 *
 * protocol.registerSource (Electron 45) would read the files without JavaScript, but can send no policy along.
 */
export function servePages(folder: string): Promise<void> {
  let rest: NodeJS.Timeout | undefined
  let onRest = (): void => {}
  const rested = new Promise<void>((resolve) => (onRest = resolve))
  pageSession().protocol.handle('app', async ({ method, url }) => {
    const file = method === 'GET' ? fileAt(url, folder) : undefined
    const type = file === undefined ? undefined : contentTypes[path.extname(file)]
    if (file === undefined || type === undefined) return Response.error()
    if (type === contentTypes['.js']) {
      clearTimeout(rest)
      rest = setTimeout(onRest, pause)
    }
    return answerWith(file, type)
  })
  return rested
}

/**
 * Has Node load what it answers with (undici, 40 ms), for a moment at which this process waits for a window's own to start:
 * the first page would wait for it.
 */
export function loadAnswers(): void {
  Response.error()
}

/** An error of the network where there is no such file. */
async function answerWith(file: string, type: string): Promise<Response> {
  try {
    const headers = {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    }
    return new Response(await readFile(file), { headers })
  } catch {
    return Response.error()
  }
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
