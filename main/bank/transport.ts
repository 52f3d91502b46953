/**
 * HTTPS through Chromium's network stack, the one part of Electron that can sign a TLS handshake with a key that
 * stays inside the operating system's key store.
 *
 * Each identity has a fresh in-memory session, because Chromium keeps a client certificate for as long as a session
 * lives. What differs between Electron versions is all in this file: up to Electron 43 `session.fetch` fails with
 * ERR_SSL_CLIENT_AUTH_CERT_NEEDED without asking which certificate to use, so a bare WebContentsView (it needs no
 * window, hence no display) loads a page of the same origin first, which does ask; the session then remembers.
 * From 44 on `select-client-certificate` fires for `session.fetch` itself, without web contents.
 */
import { createHash, X509Certificate } from 'node:crypto'
import { app, type Certificate, type Session, session, WebContentsView } from 'electron'
import { failure, type Failure, type Result, success } from '../renewal/errors.ts'
import { checkServer } from '../x509/server-identity.ts'
import type { HttpAnswer, HttpRequest, Identity, Transport } from './http.ts'

interface Connection {
  readonly identity: Identity
  readonly session: Session
  /** The server asked for a certificate: was the identity's among those that the key store offered? */
  chosen: 'not-asked' | 'chosen' | 'not-offered'
  /** Why the server was not believed, found while Chromium verified its certificate. */
  untrusted?: Failure
  /** Where the server sent us instead of answering. */
  redirect?: { readonly status: number; readonly location: string }
}

export interface TransportOptions {
  /** Whom to believe: these anchors (DER) alone, or `system` for the operating system's roots. */
  readonly trust: readonly Uint8Array[] | 'system'
  /** ms since the epoch */
  readonly clock: () => number
}

let connectionCount = 0

/**
 * The views that prime a connection, by the id of their web contents. Held here, because a view that is collected as
 * garbage takes its page along.
 */
const primers = new Map<number, { readonly connection: Connection; readonly view: WebContentsView }>()
/** The one request under way in this process: newer Electron asks for a certificate without saying for which session. */
let active: Connection | undefined
let queue: Promise<unknown> = Promise.resolve()
let answering = false

/** Answers Chromium's question for a client certificate, for all transports: always by thumbprint. */
function answerCertificateRequests(): void {
  if (answering) return
  answering = true
  app.on('select-client-certificate', (event, contents, _url, offered, choose) => {
    // Prevented always: without it Electron would pick the first certificate of the list by itself.
    event.preventDefault()
    const connection = contents === null ? active : primers.get(contents.id)?.connection
    if (connection === undefined || connection.identity.kind === 'anonymous') return choose()
    const { thumbprint } = connection.identity
    const found = offered.find((certificate) => thumbprintOf(certificate) === thumbprint)
    connection.chosen = found === undefined ? 'not-offered' : 'chosen'
    choose(found)
  })
}

export function createTransport({ trust, clock }: TransportOptions): Transport {
  const connections = new Map<string, Connection>()
  answerCertificateRequests()

  function connect(identity: Identity): Connection {
    const key = keyOf(identity)
    const known = connections.get(key)
    if (known !== undefined) return known
    const opened: Connection = {
      identity,
      // No `persist:`: nothing of it is ever on disk.
      session: session.fromPartition(`bank-${connectionCount++}`, { cache: false }),
      chosen: 'not-asked',
    }
    restrict(opened, trust, clock)
    connections.set(key, opened)
    return opened
  }

  async function send(identity: Identity, request: HttpRequest): Promise<Result<HttpAnswer>> {
    const connection = connect(identity)
    active = connection
    try {
      let answer = await fetchOnce(connection, request)
      if (!answer.ok && answer.failure.cause === certificateNeeded) {
        await prime(connection, request)
        if (connection.chosen === 'not-offered') return notOffered
        answer = await fetchOnce(connection, request)
      }
      if (connection.chosen === 'not-offered') return notOffered
      if (answer.ok && identity.kind === 'certificate' && connection.chosen === 'not-asked') {
        return failure('bank.certificate-refused', { cause: 'the server did not ask for a client certificate' })
      }
      return answer
    } finally {
      active = undefined
    }
  }

  function forget(identity: Identity): void {
    const known = connections.get(keyOf(identity))
    connections.delete(keyOf(identity))
    if (known === undefined) return
    void known.session.closeAllConnections()
    void known.session.clearStorageData()
  }

  return {
    // One after the other, so that `active` is the only request that can be asked for a certificate.
    send(identity, request) {
      const next = queue.then(() => send(identity, request))
      queue = next.catch(() => undefined)
      return next
    },
    forget,
  }
}

const certificateNeeded = 'net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED'

const notOffered = failure('keystore.certificate-missing', {
  cause: 'the key store does not offer this certificate for TLS (removed, expired or without its key)',
})

function keyOf(identity: Identity): string {
  return identity.kind === 'anonymous' ? 'anonymous' : identity.thumbprint
}

function thumbprintOf(certificate: Certificate): string {
  return createHash('sha256').update(new X509Certificate(certificate.data).raw).digest('hex')
}

function restrict(connection: Connection, trust: TransportOptions['trust'], clock: () => number): void {
  const { session: own } = connection
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.on('will-download', (event) => event.preventDefault())
  own.webRequest.onBeforeRedirect(({ statusCode, redirectURL }) => {
    connection.redirect = { status: statusCode, location: redirectURL }
  })
  if (trust === 'system') return
  own.setCertificateVerifyProc((request, decide) => {
    const believed = checkServer(chainOf(request.certificate), request.hostname, trust, clock())
    if (believed.ok) return decide(0)
    connection.untrusted = believed.failure
    decide(certAuthorityInvalid)
  })
}

/** net::ERR_CERT_AUTHORITY_INVALID */
const certAuthorityInvalid = -202

/** The server's chain as PEM, leaf first; bounded, because a root is its own issuer. */
function chainOf(leaf: Certificate): string[] {
  const chain: string[] = []
  let next: Certificate | undefined = leaf
  while (next !== undefined && chain.length < 10 && !chain.includes(next.data)) {
    chain.push(next.data)
    next = next.issuerCert
  }
  return chain
}

/** Has Chromium ask which client certificate to use for the request's origin; the session remembers the answer. */
async function prime(connection: Connection, request: HttpRequest): Promise<void> {
  const view = new WebContentsView({
    webPreferences: { session: connection.session, sandbox: true, contextIsolation: true, javascript: false, images: false },
  })
  const contents = view.webContents
  primers.set(contents.id, { connection, view })
  const timer = setTimeout(() => contents.stop(), request.timeout)
  try {
    await contents.loadURL(new URL('/', request.url).href)
  } catch {
    // Any answer will do, an error page as well: only the handshake counts, and the request after it tells.
  } finally {
    clearTimeout(timer)
    primers.delete(contents.id)
    contents.close()
  }
}

async function fetchOnce(connection: Connection, request: HttpRequest): Promise<Result<HttpAnswer>> {
  delete connection.untrusted
  delete connection.redirect
  const deadline = AbortSignal.timeout(request.timeout)
  try {
    const answer = await connection.session.fetch(request.url, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: Buffer.from(request.body) }),
      // A redirect could carry a credential to another host; it is an answer, for the protocol to judge.
      redirect: 'error',
      cache: 'no-store',
      credentials: 'include',
      signal: deadline,
    })
    const body = await readBounded(answer, request.maximumBody)
    if (body === undefined) return failure('bank.answer-too-large', { cause: `more than ${request.maximumBody} bytes` })
    const date = Date.parse(answer.headers.get('date') ?? '')
    return success({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body,
      date: Number.isNaN(date) ? undefined : date,
    })
  } catch (error) {
    if (connection.redirect !== undefined) return success(redirectAnswer(connection.redirect))
    if (connection.untrusted !== undefined) return { ok: false, failure: connection.untrusted }
    if (deadline.aborted) return failure('bank.timeout', { retry: 'later', cause: `no answer within ${request.timeout} ms` })
    return networkFailure(error instanceof Error ? error.message : String(error))
  }
}

function redirectAnswer({ status, location }: NonNullable<Connection['redirect']>): HttpAnswer {
  return { status, headers: { location }, body: new Uint8Array(), date: undefined }
}

async function readBounded(answer: Response, maximum: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  const reader = answer.body?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (part === undefined || part.done) return new Uint8Array(Buffer.concat(parts))
    size += part.value.length
    if (size > maximum) {
      await reader?.cancel()
      return undefined
    }
    parts.push(part.value)
  }
}

/** Chromium's net error (net_error_list.h) as one of our codes. */
function networkFailure(message: string): Result<never> {
  const name = /net::ERR_[A-Z0-9_]+/.exec(message)?.[0]
  const cause = name ?? message
  if (name === undefined) return failure('bank.unreachable', { retry: 'later', cause })
  if (name === certificateNeeded) return failure('bank.certificate-refused', { cause })
  if (/CLIENT_AUTH|BAD_SSL_CLIENT/.test(name)) return failure('bank.certificate-refused', { cause })
  if (/ERR_CERT_|ERR_SSL_/.test(name)) return failure('bank.untrusted', { cause })
  if (/TIMED_OUT/.test(name)) return failure('bank.timeout', { retry: 'later', cause })
  return failure('bank.unreachable', { retry: 'later', cause })
}
