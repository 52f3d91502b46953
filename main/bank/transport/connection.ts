/** A Chromium session of one identity: what it is asked while it connects, and what it answers. */
import { createHash } from 'node:crypto'
import {
  app,
  type Certificate,
  type ProxyConfig,
  type Session,
  session,
  type WebContents,
  WebContentsView,
} from 'electron'
import { startDeadline } from './deadline.ts'
import type { Identity } from './http.ts'
import { netErrorIn, proxyNotAnswered } from './network-failure.ts'
import { answerProxy, type ProxyChallenge, type ProxyCredentials } from '../proxy/challenge.ts'
import type { Way } from '../proxy/way.ts'
import { serverOf } from './server-names.ts'
import { type SeenServers, type TrustOptions, watchServers } from './server-trust.ts'

export interface ConnectionOptions extends TrustOptions {
  /** Instead of the operating system's proxy. */
  readonly proxy?: ProxyConfig | undefined
  /** Knows or asks; undefined when nobody answers. Without it a proxy's question fails the request. */
  readonly proxyCredentials?: (challenge: ProxyChallenge) => Promise<ProxyCredentials | undefined>
}

export interface Connection {
  readonly identity: Identity
  /** The only server that it is for, as Chromium names one: `host:port`. */
  readonly server: string
  readonly session: Session
  readonly options: ConnectionOptions
  /** Its server asked for a certificate: was the identity's among those that the key store offered? */
  chosen: 'not-asked' | 'chosen' | 'not-offered'
  /** Its server asked for a certificate, whether or not there is one to be given. */
  asked: boolean
  readonly servers: SeenServers
  /** That its session keeps to; nothing may be sent before there is one. */
  way: Way | undefined
  /** Opened beforehand, for the first page. */
  page: Page | undefined
}

interface Page {
  readonly view: WebContentsView
  /** Resolves when its page of nothing is there: one that is asked for before ends with it, and looks as if it had come. */
  readonly opened: Promise<void>
}

/** A session that nothing was sent by, made before it is known whose it will be. */
export type Unused = Pick<Connection, 'session' | 'servers' | 'page'>

let connectionCount = 0
/**
 * The views that prime a connection, by the id of their web contents. Held here, because a view that is collected as
 * garbage takes its page along.
 */
const primers = new Map<number, Primer>()

interface Primer {
  readonly connection: Connection
  readonly url: string
  readonly view: WebContentsView
  /** The certificate was asked for, and the question is answered. */
  readonly onAnswered: () => void
}

let answering = false

/**
 * Opens an in-memory session, because Chromium keeps a client certificate for as long as a session lives. One origin
 * each: cookies know no ports, and what one server showed about itself says nothing about another.
 *
 * @param url of the origin
 * @param active the one request under way: newer Electron asks for a certificate without saying for which session
 */
export function openConnection(
  identity: Identity,
  url: string,
  options: ConnectionOptions,
  active: () => Connection | undefined,
  unused: Unused = openUnused(options),
): Connection {
  answerCertificateRequests(active)
  const server = serverOf(url)
  return { ...unused, identity, server, options, chosen: 'not-asked', asked: false, way: undefined }
}

export function openUnused(options: ConnectionOptions): Unused {
  // No `persist:`: nothing of it is ever on disk.
  const own = session.fromPartition(`bank-${connectionCount++}`, { cache: false })
  const servers = watchServers(own, options)
  // Left out, Chromium signs in as the user to every server of Windows' intranet zone that asks. Proxies are not meant.
  own.allowNTLMCredentialsForDomains('nobody.invalid')
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.on('will-download', (event) => event.preventDefault())
  refusePages(own)
  return { session: own, servers, page: undefined }
}

/** The same with the process of its first page started, which takes longer than a bank to answer. */
export function openWithPage(options: ConnectionOptions): Unused {
  const unused = openUnused(options)
  const view = openPage(unused.session)
  // Nothing but its process is wanted; what keeps that from starting, the page itself will meet.
  const opened = view.webContents.loadURL('about:blank').catch(() => undefined)
  return { ...unused, page: { view, opened } }
}

export function close({ session: own, page }: Unused): void {
  page?.view.webContents.close()
  void own.closeAllConnections()
  void own.clearStorageData()
}

function openPage(own: Session): WebContentsView {
  return new WebContentsView({
    webPreferences: {
      session: own,
      sandbox: true,
      contextIsolation: true,
      javascript: false,
      images: false,
    },
  })
}

/** How Chromium says that we gave up a page ourselves: its headers were there. */
const blocked = /^ERR_(BLOCKED_BY_CLIENT|ABORTED)$/

/** A page on its way, for the sake of its TLS handshake alone. */
export interface Priming {
  /** Resolves when Chromium has its answer, or will not ask. */
  readonly answered: Promise<void>
  /** Resolves when the server has answered the page (undefined), or will not: then with why, in Chromium's words. */
  readonly loaded: Promise<string | undefined>
  /** Gives up the page. */
  end(): void
}

/**
 * Has Chromium ask what it does not ask for a request: which client certificate to use for an origin. The session
 * remembers the answer. A bare view needs no window, hence no display.
 *
 * @param timeout ms
 */
export function prime(connection: Connection, url: string, timeout: number): Priming {
  const page = connection.page
  connection.page = undefined
  const view = page?.view ?? openPage(connection.session)
  const contents = view.webContents
  // The certificate is for this origin; where else a page leads is nobody's business.
  contents.on('will-redirect', (event) => event.preventDefault())
  const root = new URL('/', url).href
  const asked = new Promise<void>((resolve) =>
    primers.set(contents.id, { connection, url: root, view, onAnswered: resolve }),
  )
  let stopped: string | undefined
  let tellLate = (): void => {}
  const late = new Promise<void>((resolve) => (tellLate = resolve))
  const deadline = startDeadline(timeout, () => {
    stopped = 'net::ERR_TIMED_OUT'
    contents.stop()
    tellLate()
  })
  // Chromium answers most proxies by itself, having been told by the request before. One may ask anew on any connection.
  const answer = answerProxy(connection, deadline, () => (stopped = proxyNotAnswered))
  contents.on('login', (event, _details, challenge, tell) => {
    event.preventDefault()
    answer(challenge, tell)
  })
  async function load(): Promise<void> {
    if (page !== undefined) await Promise.race([page.opened, late])
    if (stopped !== undefined) throw new Error(stopped)
    await contents.loadURL(root)
  }
  // Any answer will do, and none is shown: only the handshake counts, and the request after it tells.
  const loaded = load().then(
    () => undefined,
    ({ message }: Error) => {
      const reason = netErrorIn(message) ?? message
      return stopped ?? (blocked.test(reason) ? undefined : reason)
    },
  )
  return {
    answered: Promise.race([asked, loaded]).then(() => undefined),
    loaded,
    end() {
      deadline.end()
      primers.delete(contents.id)
      contents.close()
    },
  }
}

/**
 * No page is ever made of what a bank's `/` answers: a page could load styles and frames from anywhere, connect
 * ahead of them, and set cookies. The handshake is over when the headers arrive, and nothing else is wanted. Our own
 * requests have no web contents.
 */
function refusePages(own: Session): void {
  own.webRequest.onBeforeRequest(({ webContentsId, resourceType, url }, decide) => {
    const wanted =
      webContentsId === undefined || (resourceType === 'mainFrame' && primers.get(webContentsId)?.url === url)
    decide({ cancel: !wanted })
  })
  const pages = { urls: ['<all_urls>'], types: ['mainFrame' as const] }
  // A proxy's question who we are comes before the bank's answer. By a ticket Chromium answers it anew on each connection.
  own.webRequest.onHeadersReceived(pages, ({ statusCode }, decide) => decide({ cancel: statusCode !== 407 }))
}

/**
 * Answers Chromium's question for a client certificate, for all of the app: always by thumbprint, and only to the
 * server that a request of this identity is on its way to. Whoever else asks (a server of updates, a proxy, what a
 * page leads to) gets none. None is said without an argument: up to Electron 43 `undefined` is an exception.
 */
function answerCertificateRequests(active: () => Connection | undefined): void {
  if (answering) return
  answering = true
  app.on('select-client-certificate', (event, contents: WebContents | null, server, offered, choose) => {
    // Prevented always: without it Electron would pick the first certificate of the list by itself.
    event.preventDefault()
    const primer = contents === null ? undefined : primers.get(contents.id)
    const connection = contents === null ? active() : primer?.connection
    if (connection === undefined || server !== connection.server) return choose()
    connection.asked = true
    const found = chosenBy(connection, offered)
    if (found === undefined) choose()
    else choose(found)
    primer?.onAnswered()
  })
}

function chosenBy(connection: Connection, offered: readonly Certificate[]): Certificate | undefined {
  const { identity } = connection
  if (identity.kind === 'anonymous') return undefined
  const found = offered.find((certificate) => thumbprintOf(certificate) === identity.thumbprint)
  connection.chosen = found === undefined ? 'not-offered' : 'chosen'
  return found
}

/** Not read as a certificate: another program's, which no parser may like, must not end in an exception here. */
function thumbprintOf({ data }: Certificate): string {
  const der = Buffer.from(data.replaceAll(/-----[^-]+-----/g, ''), 'base64')
  return createHash('sha256').update(der).digest('hex')
}
