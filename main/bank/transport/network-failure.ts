import { failure, type FailureCode, type Result } from '../../renewal/errors.ts'

/** Chromium's word for "which certificate?", which it puts to pages alone up to Electron 43. */
export const certificateNeeded = 'net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED'

/** Chromium's word for a proxy that asked who we are and was not told. */
export const proxyNotAnswered = 'net::ERR_PROXY_AUTH_REQUESTED'

/** A page that breaks off when it has begun to come is told by its number alone (net_error_list.h). */
const numbered: ReadonlyMap<string | undefined, string> = new Map([
  ['-2', 'ERR_FAILED'],
  ['-3', 'ERR_ABORTED'],
  ['-20', 'ERR_BLOCKED_BY_CLIENT'],
  ['-100', 'ERR_CONNECTION_CLOSED'],
  ['-101', 'ERR_CONNECTION_RESET'],
  ['-102', 'ERR_CONNECTION_REFUSED'],
  ['-103', 'ERR_CONNECTION_ABORTED'],
  ['-105', 'ERR_NAME_NOT_RESOLVED'],
  ['-106', 'ERR_INTERNET_DISCONNECTED'],
  ['-109', 'ERR_ADDRESS_UNREACHABLE'],
  ['-110', 'ERR_SSL_CLIENT_AUTH_CERT_NEEDED'],
  ['-111', 'ERR_TUNNEL_CONNECTION_FAILED'],
  ['-118', 'ERR_CONNECTION_TIMED_OUT'],
  ['-130', 'ERR_PROXY_CONNECTION_FAILED'],
  ['-324', 'ERR_EMPTY_RESPONSE'],
])

/** The key store did not do its part of the handshake; a store that another program writes to does so a moment later. */
const keyStoreFailures: Readonly<Record<string, FailureCode>> = {
  'net::ERR_SSL_CLIENT_AUTH_SIGNATURE_FAILED': 'keystore.sign-failed',
  'net::ERR_SSL_CLIENT_AUTH_CERT_NO_PRIVATE_KEY': 'keystore.sign-failed',
  'net::ERR_SSL_CLIENT_AUTH_PRIVATE_KEY_ACCESS_DENIED': 'keystore.access-denied',
}

/** The connection was there, and whoever is at its other end let it go without an answer, or in the midst of one. */
const closed =
  /ERR_(EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|CONNECTION_(CLOSED|RESET|ABORTED)|CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED_ENCODING)$/

/** Chromium's name for what ended a request or a page, as it stands in their errors. */
export function netErrorIn(message: string): string | undefined {
  return /\bERR_[A-Z0-9_]+/.exec(message)?.[0] ?? numbered.get(/\((-\d+)\) loading/.exec(message)?.[1])
}

/**
 * Chromium's net error (net_error_list.h) as one of our codes.
 *
 * @param isOnline does the operating system know of any network?
 */
export function networkFailure(message: string, isOnline: () => boolean): Result<never> {
  // Requests say it with the prefix, pages without it.
  const found = netErrorIn(message)
  if (found === undefined) return failure('bank.unreachable', { retry: 'later', cause: message })
  const name = `net::${found}`
  const passing = { retry: 'later', cause: name } as const
  // Nobody was asked which certificate: that says nothing about any.
  if (name === certificateNeeded) return failure('bank.unreachable', passing)
  const keyStoreCode = keyStoreFailures[name]
  if (keyStoreCode !== undefined) return failure(keyStoreCode, passing)
  if (/CLIENT_AUTH|BAD_SSL_CLIENT/.test(name)) return failure('bank.certificate-refused', { cause: name })
  if (/ERR_CERT_|ERR_SSL_/.test(name)) return failure('bank.untrusted', { cause: name })
  // All schemes that it offers want what only the system can give: a ticket (Negotiate) that is not here.
  if (/ERR_(PROXY_AUTH_UNSUPPORTED|UNSUPPORTED_AUTH_SCHEME|MISSING_AUTH_CREDENTIALS)/.test(name)) {
    return failure('network.proxy-sign-in-unsupported', { cause: name })
  }
  if (name === proxyNotAnswered) return failure('network.proxy-authentication', { cause: name })
  // It answered CONNECT with something else than 200 or 407: it is there, and does not let us to the bank.
  if (/ERR_TUNNEL_CONNECTION_FAILED/.test(name)) return failure('network.proxy-refused', passing)
  if (/ERR_(PROXY|TUNNEL)_/.test(name)) return failure('network.proxy-unreachable', passing)
  if (isOffline(name, isOnline)) return failure('network.offline', passing)
  if (/TIMED_OUT/.test(name)) return failure('bank.timeout', passing)
  return failure(closed.test(name) ? 'bank.connection-closed' : 'bank.unreachable', passing)
}

/** The system's own word counts only where the error fits: a machine without a gateway still reaches itself. */
function isOffline(name: string, isOnline: () => boolean): boolean {
  if (name === 'net::ERR_INTERNET_DISCONNECTED') return true
  return /ERR_(NAME_NOT_RESOLVED|ADDRESS_UNREACHABLE|NETWORK_ACCESS_DENIED)/.test(name) && !isOnline()
}
