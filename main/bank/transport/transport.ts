/**
 * HTTPS through Chromium's network stack, the one part of Electron that can sign a TLS handshake with a key that
 * stays inside the operating system's key store, and that knows the system's proxies.
 *
 * What differs between Electron versions is in here and in connection.ts: up to Electron 43 a request fails with
 * ERR_SSL_CLIENT_AUTH_CERT_NEEDED without asking which certificate to use, so a page of the same origin is loaded
 * first, which does ask; the session then remembers. From 44 on `select-client-certificate` fires for the request
 * itself, without web contents.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { net } from 'electron'
import { failure, type Failure, type Result } from '../../renewal/errors.ts'
import { asksTooLate, passingFailure } from '../answer.ts'
import { close, type Connection, type ConnectionOptions, openConnection, prime } from './connection.ts'
import { createReserve } from './in-reserve.ts'
import { hostOf } from './server-names.ts'
import type { HttpAnswer, HttpRequest, Identity, Transport } from './http.ts'
import { certificateNeeded, networkFailure, proxyNotAnswered } from './network-failure.ts'
import { goBy, keepingTo, openWays } from '../proxy/way.ts'
import { exchange } from './request.ts'
import { intruderAt } from './server-trust.ts'

/** The one request under way in this process. */
let active: Connection | undefined
let queue: Promise<unknown> = Promise.resolve()

export interface BankTransport extends Transport {
  /** The way to an address as the sessions of this transport go it now, as a PAC file says it: `PROXY host:port;DIRECT`. */
  way(url: string): Promise<string>
  /** When a TLS server at this address last showed that it is the bank's own (ms since the epoch). */
  verifiedAt(url: string): number | undefined
}

export function createTransport(options: ConnectionOptions): BankTransport {
  /** By origin. */
  const verified = new Map<string, number>()
  const connections = new Map<string, Connection>()
  /** Origins that asked for a certificate. */
  const asking = new Set<string>()
  /** Those for which a page had to have Chromium ask. */
  const asksPagesAlone = new Set<string>()
  const reserve = createReserve(options)
  const ways = openWays(options)

  function connect(identity: Identity, url: string): Connection {
    const key = `${keyOf(identity)} ${new URL(url).origin}`
    const known = connections.get(key)
    if (known !== undefined) return known
    const isForPage = identity.kind === 'certificate' && asksPageAlone(url)
    const opened = openConnection(identity, url, options, () => active, isForPage ? reserve.take() : undefined)
    connections.set(key, opened)
    return opened
  }

  /**
   * A key store that another program is writing to hides a certificate, or fails to sign, for a moment. Nothing was
   * sent then, so it is looked at again; in a new session, because Chromium remembers what it was (not) given.
   */
  async function send(identity: Identity, request: HttpRequest): Promise<Result<HttpAnswer>> {
    for (let look = 1; ; look++) {
      const answer = await sendOnce(identity, request)
      if (answer.ok || identity.kind === 'anonymous') return answer
      if (chosenInVain(answer.failure)) forget(identity)
      if (!missedByKeyStore(answer.failure) || look === looks) return answer
      await delay(pause)
    }
  }

  /** @param begin with the page, where Chromium is known to ask a page alone: a request would end in nothing but a handshake */
  async function sendOnce(
    identity: Identity,
    request: HttpRequest,
    begin: 'page' | 'request' = 'page',
  ): Promise<Result<HttpAnswer>> {
    const key = `${keyOf(identity)} ${new URL(request.url).origin}`
    if (request.fresh === true) drop(key)
    const connection = connect(identity, request.url)
    if (!(await lead(connection, request))) return wayUnknown
    const intruder = request.secret === true ? intruderAt(hostOf(request.url), options, connection.servers) : undefined
    if (intruder !== undefined) {
      // A bank may have given its server a new certificate: the next session begins with that one, and without secrets.
      drop(key)
      return { ok: false, failure: intruder }
    }
    const before = connection.chosen
    active = connection
    connection.servers.guarded = request.secret === true
    try {
      // A proxy may ask who we are: then Chromium, and not the page, has to have been told before.
      const isKnown = connection.way === 'DIRECT' && !connection.asked && asksPageAlone(request.url)
      const pageFirst = begin === 'page' && isKnown
      const primed = pageFirst ? await exchangePageFirst(connection, identity, request) : undefined
      // The session remembers that it was asked nothing, or has seen a page that did not come: another one's request tells why.
      if (pageFirst && primed === undefined) {
        asksPagesAlone.delete(new URL(request.url).origin)
        return await sendOnce(identity, { ...request, fresh: true }, 'request')
      }
      const answer = primed ?? (await exchangeAsked(connection, identity, request))
      if (connection.asked) asking.add(new URL(request.url).origin)
      if (!answer.ok && answer.failure.code === 'network.tls-inspected') drop(key)
      const isShown = before !== 'chosen' && connection.chosen === 'chosen'
      if (isShown && !answer.ok && isHandshakeEnded(answer.failure)) return notAccepted(answer.failure)
      // Whatever it says: nothing is answered before the handshake has shown whose it is.
      const shown = answer.ok && !connection.servers.inspected.has(hostOf(request.url))
      if (shown) verified.set(new URL(request.url).origin, options.clock())
      if (connection.chosen === 'not-offered') return notOffered
      if (answer.ok && identity.kind === 'certificate' && connection.chosen === 'not-asked') {
        return notAskedBy(answer.value, options.clock())
      }
      return answer
    } finally {
      active = undefined
      connection.servers.guarded = false
    }
  }

  async function exchangeAsked(
    connection: Connection,
    identity: Identity,
    request: HttpRequest,
  ): Promise<Result<HttpAnswer>> {
    const answer = await exchange(connection, request)
    if (answer.ok || answer.failure.cause !== certificateNeeded) return answer
    connection.asked = true
    asksPagesAlone.add(new URL(request.url).origin)
    return exchangePrimed(connection, identity, request)
  }

  /** @returns undefined where the page did not have Chromium ask; then the request was not sent */
  async function exchangePageFirst(
    connection: Connection,
    identity: Identity,
    request: HttpRequest,
  ): Promise<Result<HttpAnswer> | undefined> {
    const primed = await exchangeOncePrimed(connection, identity, request)
    if ('answer' in primed) return connection.asked || identity.kind === 'anonymous' ? primed.answer : undefined
    return isFinal(primed.trouble) ? networkFailure(primed.trouble, () => net.isOnline()) : undefined
  }

  /** Not sent twice: Chromium wants a certificate before it sends anything. So a page that broke off is tried once more. */
  async function exchangePrimed(
    connection: Connection,
    identity: Identity,
    request: HttpRequest,
  ): Promise<Result<HttpAnswer>> {
    const primed = await exchangeOncePrimed(connection, identity, request)
    const last =
      'answer' in primed || isFinal(primed.trouble) ? primed : await exchangeOncePrimed(connection, identity, request)
    return 'answer' in last ? last.answer : networkFailure(last.trouble, () => net.isOnline())
  }

  /** @returns the answer, or why the page that has Chromium ask did not come */
  async function exchangeOncePrimed(
    connection: Connection,
    identity: Identity,
    request: HttpRequest,
  ): Promise<{ readonly answer: Result<HttpAnswer> } | { readonly trouble: string }> {
    const priming = prime(connection, request.url, request.timeout * patienceForKeyStore)
    try {
      // The page itself is of no use, and its process takes longer to start than the bank to answer.
      await priming.answered
      if (connection.chosen === 'not-offered') return { answer: notOffered }
      // With an empty key store Chromium asks nobody, and goes on without a certificate: as whoever has none wants it.
      if (connection.chosen === 'not-asked' && identity.kind === 'certificate') return notAsked(await priming.loaded)
      const answer = await exchange(connection, request)
      if (answer.ok || answer.failure.cause !== certificateNeeded) return { answer }
      // The answer was still on its way to Chromium's network process.
      const trouble = await priming.loaded
      const again = await exchange(connection, request)
      return again.ok || again.failure.cause !== certificateNeeded ? { answer: again } : notAsked(trouble)
    } finally {
      priming.end()
    }
  }

  /** Has its session go the way of now. @returns whether that is known */
  async function lead(connection: Connection, { url, timeout }: HttpRequest): Promise<boolean> {
    const way = await ways.to(url, timeout)
    if (way === undefined) return false
    if (way !== connection.way) await goBy(connection.session, keepingTo(way, url))
    connection.way = way
    return true
  }

  function forget(identity: Identity): void {
    for (const key of connections.keys()) if (key.startsWith(`${keyOf(identity)} `)) drop(key)
  }

  function drop(key: string): void {
    const known = connections.get(key)
    connections.delete(key)
    if (known !== undefined) close(known)
  }

  const asksPageAlone = (url: string): boolean => asksPagesAlone.has(new URL(url).origin)

  return {
    way: async (url) => (await ways.to(new URL(url).origin, patienceForWay)) ?? '',
    asksCertificate: (url) => asking.has(new URL(url).origin),
    verifiedAt: (url) => verified.get(new URL(url).origin),
    // One after the other, so that `active` is the only request that can be asked for a certificate.
    send(identity, request) {
      const next = queue.then(() => send(identity, request))
      queue = next.catch(() => undefined)
      return next
    },
    forget,
    getReady(url) {
      if (asksPageAlone(url)) reserve.fill()
    },
    letGo: reserve.letGo,
  }
}

/** How often a key store is looked at for a certificate, and how long (ms) is waited before the next look. */
const looks = 3
const pause = 1000

/**
 * Times as long as for an answer. The server was reached before it is asked by a page; Chromium then looks for the certificate
 * among all that the key store holds: 5,000 of others took a slow computer 21 s.
 */
const patienceForKeyStore = 3

/** ms, for who only wants to know the way. */
const patienceForWay = 10_000

const wayUnknown = failure('network.proxy-unreachable', {
  retry: 'later',
  cause: 'the proxy file of the network did not answer in time',
})

const missedByKeyStore = ({ code }: Failure): boolean => /^keystore\./.test(code)

/** Does the session remember something that must not be remembered? */
function chosenInVain(reason: Failure): boolean {
  const refused = reason.code === 'bank.certificate-refused' || reason.code === 'bank.certificate-not-asked'
  return missedByKeyStore(reason) || refused
}

/** The server answered without having asked for a certificate: nothing of what it says is said to its holder. */
function notAskedBy(answer: HttpAnswer, now: number): Result<never> {
  const late = asksTooLate(answer)
  if (late !== undefined) return late
  // What stands in front of a bank that is being worked on asks nobody for a certificate.
  const cause = 'the server did not ask for a client certificate'
  return passingFailure(answer, now) ?? failure('bank.certificate-not-asked', { cause })
}

/**
 * The server wants a certificate, and Chromium asked nobody which.
 *
 * @param trouble why its page did not come: that is the truth about the network, not about a certificate. Without any,
 *   and where something else than the network ended it, the store had none to offer: then nobody is asked.
 */
function notAsked(trouble: string | undefined): { readonly answer: Result<never> } | { readonly trouble: string } {
  const harmless =
    trouble === undefined ||
    /ERR_(FAILED\b|BLOCKED_BY_|HTTP_RESPONSE_CODE_FAILURE|SSL_CLIENT_AUTH_CERT_NEEDED)/.test(trouble)
  return harmless ? { answer: notOffered } : { trouble }
}

/** Has it been waited for long enough, or has somebody said no? */
const isFinal = (trouble: string): boolean => trouble.includes('ERR_TIMED_OUT') || trouble === proxyNotAnswered

/**
 * A TLS alert that is about no certificate of the server's: that one was verified before ours was shown. A server that
 * takes keys on other curves only ends the handshake so (OpenSSL's "wrong curve": illegal_parameter).
 */
const isHandshakeEnded = ({ cause }: Failure): boolean =>
  /^net::ERR_SSL_(PROTOCOL_ERROR|DECRYPT_ERROR_ALERT|VERSION_OR_CIPHER_MISMATCH)$/.test(String(cause))

/** To be tried again: it does not say that nothing was heard of what may have been sent before. */
function notAccepted({ cause }: Failure): Result<never> {
  const told = `${cause} after the certificate had been shown`
  return failure('bank.certificate-refused', { retry: 'later', cause: told })
}

const notOffered = failure('keystore.certificate-missing', {
  cause: 'the key store does not offer this certificate for TLS (removed, expired or without its key)',
})

function keyOf(identity: Identity): string {
  return identity.kind === 'anonymous' ? 'anonymous' : identity.thumbprint
}
