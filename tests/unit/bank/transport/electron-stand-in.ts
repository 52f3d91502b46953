/**
 * As much of Electron as the transport meets, in the place of the module: who asks for a certificate, and what a
 * session may do, is for the test to say. Shaped after Electron 44 and later, where requests ask without web contents.
 */
import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { ProxyConfig } from 'electron'
import { vi } from 'vitest'

type Decide = (answer: { cancel?: boolean }) => void
type Verify = (request: object, decide: (code: number) => void) => void
type Watch = (details: object, decide: Decide) => void

export interface StandInSession {
  readonly name: string
  /** With which it was made. */
  readonly options?: object | undefined
  /** What a page that asks for a permission is told, and what it is told that it has. */
  permission?: { readonly asked: (answer: (granted: boolean) => void) => void; readonly had: () => boolean }
  beforeRequest?: Watch
  headersReceived?: Watch
  /** Which answers it looks at. */
  headersFilter?: unknown
  cleared: boolean
  /** What is done when something happens in it, by its name. */
  watched?: Map<string, (event: { preventDefault(): void }) => void>
  /** How often its connections were closed. */
  closings: number
  verify?: Verify
  /** What it goes by. */
  proxy?: ProxyConfig
  /** Whose servers the system's user is signed in to without a question. */
  ticketsFor?: string
}

export interface StandInRequest extends EventEmitter {
  readonly options: {
    url: string
    session: StandInSession
    useSessionCookies: boolean
    credentials?: string
    redirect?: string
    cache?: string
  }
}

/** A page on its way, as its web contents. */
export interface StandInPage extends EventEmitter {
  readonly id: number
  /** With which it was made. */
  readonly options: { readonly webPreferences?: Readonly<Record<string, unknown>> }
  url: string
  closed: boolean
  fail: (message?: string) => void
}

/** What Chromium offers: PEM, and nothing else that counts. */
export const offered = (...texts: string[]) =>
  texts.map((text) => ({
    data: `-----BEGIN CERTIFICATE-----\n${Buffer.from(text).toString('base64')}\n-----END CERTIFICATE-----\n`,
  }))
export const thumbprintOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** How long and how often is looked for what is under way: most of it is there at once, some after a pause of seconds. */
export const soon = { timeout: 5000, interval: 1 }

export function standInForElectron() {
  const app = Object.assign(new EventEmitter(), {
    getAppMetrics: (): { pid: number; serviceName?: string }[] => [],
  })
  const sessions: StandInSession[] = []
  /** By which nothing is sent: it tells what the system, or its PAC file, says of the way whenever that is asked. */
  const resolver = {
    name: '',
    cleared: false,
    closings: 0,
    tellsWay: async (_url: string): Promise<string> => 'DIRECT',
  }
  /** When a page of nothing is there. */
  const blank = { comes: Promise.resolve() }
  const requests: StandInRequest[] = []
  const pages: StandInPage[] = []

  const session = {
    fromPartition(name: string, options?: object) {
      const isResolver = name.startsWith('ways-')
      const own: StandInSession = isResolver ? resolver : { name, cleared: false, closings: 0 }
      if (!isResolver) sessions.push(own)
      let coming: ProxyConfig | undefined
      return Object.assign(own, {
        options,
        // They count once they are reloaded, and are on their way before that.
        setProxy: async (proxy: ProxyConfig) => void (coming = proxy),
        forceReloadProxyConfig: async () => void (coming !== undefined && (own.proxy = coming)),
        resolveProxy: (url: string) => resolver.tellsWay(url),
        allowNTLMCredentialsForDomains: (domains: string) => void (own.ticketsFor = domains),
        setPermissionRequestHandler: (decide: (...args: unknown[]) => void) =>
          void (own.permission = { had: () => true, ...own.permission, asked: (tell) => decide({}, 'media', tell) }),
        setPermissionCheckHandler: (had: () => boolean) =>
          void (own.permission = { asked: (tell) => tell(true), ...own.permission, had }),
        setCertificateVerifyProc: (verify: Verify) => void (own.verify = verify),
        on: (name: string, watch: (event: { preventDefault(): void }) => void) =>
          void (own.watched ??= new Map()).set(name, watch),
        closeAllConnections: async () => void own.closings++,
        clearStorageData: async () => void (own.cleared = true),
        webRequest: {
          onBeforeRequest: (...args: unknown[]) => void (own.beforeRequest = args.at(-1) as Watch),
          onHeadersReceived: (filter: unknown, watch: Watch) =>
            void Object.assign(own, { headersFilter: filter, headersReceived: watch }),
        },
      })
    },
  }
  const net = {
    isOnline: () => true,
    request(options: StandInRequest['options']) {
      const request = Object.assign(new EventEmitter(), {
        options,
        setHeader: () => undefined,
        abort: () => undefined,
        end: () => void requests.push(request),
      })
      return request
    },
  }
  class WebContentsView {
    webContents: object
    constructor(public readonly options: StandInPage['options']) {
      const page = Object.assign(new EventEmitter(), {
        id: pages.length + 1,
        options,
        url: '',
        closed: false,
        fail: (): void => undefined,
        stop: () => undefined,
        close: () => void (page.closed = true),
        loadURL(url: string) {
          page.url = url
          if (url === 'about:blank') return blank.comes
          const reason = 'net::ERR_BLOCKED_BY_CLIENT'
          return new Promise((_, reject) => (page.fail = (message = reason) => reject(new Error(message))))
        },
      })
      pages.push(page)
      this.webContents = page
    }
  }

  /** Asks the app for a certificate, as Chromium does; answers with the arguments that it chose with. */
  function askForCertificate(server: string, certificates: readonly object[], contents: { id: number } | null = null) {
    const answers: unknown[][] = []
    const event = { prevented: false, preventDefault: () => void (event.prevented = true) }
    app.emit('select-client-certificate', event, contents, server, certificates, (...chosen: unknown[]) => {
      // As up to Electron 43.
      if (chosen.length > 0 && chosen[0] === undefined) throw new TypeError('Must pass valid certificate object.')
      answers.push(chosen)
    })
    return { answers, prevented: event.prevented }
  }

  return {
    module: { app, session, net, WebContentsView },
    sessions,
    resolver,
    blank,
    requests,
    pages,
    askForCertificate,
  }
}

/** In the place of the module, for what a test imports from now on. */
export function replaceElectron(): ReturnType<typeof standInForElectron> {
  vi.resetModules()
  const electron = standInForElectron()
  vi.doMock('electron', () => electron.module)
  return electron
}

/** ms of each pause of what a test imports from now on, which is told, not waited for. */
export function replacePauses(): readonly number[] {
  const pauses: number[] = []
  vi.doMock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void pauses.push(ms) }))
  return pauses
}

/**
 * Lets a request end with an answer of this status.
 * @param rawHeaders names and values in turns
 */
export function respond(request: StandInRequest, status = 200, body = '', rawHeaders: readonly string[] = []): void {
  const answer = Object.assign(new EventEmitter(), { statusCode: status, rawHeaders })
  request.emit('response', answer)
  answer.emit('data', Buffer.from(body))
  answer.emit('end')
}
