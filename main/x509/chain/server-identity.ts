import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { done, failure, type Result } from '../../renewal/errors.ts'
import { checkChain } from './chain.ts'
import { parsedOnce } from '../parse.ts'
import { pemToDer } from '../pem.ts'

/**
 * Is the TLS server at `host` (a DNS name, or an IP address with or without brackets) who it says it is, by these
 * trust anchors (DER) alone? For session.setCertificateVerifyProc, whose answer replaces Chromium's own.
 *
 * @param chain PEM, the server's own certificate first
 * @param now ms since the epoch
 * @returns bank.untrusted with the reason when it is not; bank.clock-skew where it is the bank, by a clock that is far
 *   off. A stranger in the bank's place is told apart, as far as that can be seen: one that speaks for the bank's host inspects the connection (network.tls-inspected), one that does not
 *   is a network's own login page (network.captive-portal).
 */
export function checkServer(
  chain: readonly string[],
  host: string,
  anchors: readonly Uint8Array[],
  now: number,
): Result<void> {
  const ders = pemToDer(chain.join('\n'))
  if (!ders.ok) return untrusted(ders.failure.cause)
  const [leaf, ...intermediates] = ders.value
  const chained = checkChain(leaf!, intermediates, anchors, { now, purpose: 'serverAuth' })
  const named = namesHost(leaf!, host)
  if (chained.ok) return named ? done : untrusted('the certificate is for another host')
  const { cause } = chained.failure
  const off = named ? clockFault(leaf!, now) : undefined
  // The bank's own in all but the time: told so only where nothing else is wrong with it.
  if (off !== undefined && checkChain(leaf!, intermediates, anchors, { now: off.at, purpose: 'serverAuth' }).ok) {
    return failure('bank.clock-skew', { cause: off.cause })
  }
  if (ders.value.some((der) => comesFrom(der, anchors))) return untrusted(cause)
  return named
    ? failure('network.tls-inspected', { cause })
    : failure('network.captive-portal', { retry: 'later', cause })
}

const day = 24 * 60 * 60 * 1000
/** A bank may forget to renew the certificate of its server for days, not for a month; and none begins tomorrow. */
const [longestForgotten, longestAhead] = [30 * day, day]

/**
 * Is the time at which a server's certificate is looked at so far from its validity that it is this computer's clock
 * that is wrong, not the server? Then a time at which it was valid, and what to tell.
 *
 * @param der the server's own certificate
 */
export function clockFault(der: Uint8Array, now: number): { readonly at: number; readonly cause: string } | undefined {
  const certificate = parsedOnce(der)
  if (certificate === undefined) return undefined
  const { notBefore: from, notAfter: to } = certificate
  if (from - now <= longestAhead && now - to <= longestForgotten) return undefined
  const [begins, ends, clock] = [from, to, now].map((time) => new Date(time).toISOString().slice(0, 10))
  const cause = `the server's certificate is valid from ${begins} to ${ends}, and this computer says ${clock}`
  return { at: now < from ? from : to, cause }
}

/** By name alone, for telling strangers from an expired or otherwise faulty certificate of the bank's. */
function comesFrom(der: Uint8Array, anchors: readonly Uint8Array[]): boolean {
  const issuer = readable(der)?.issuer
  return issuer !== undefined && anchors.some((anchor) => issuer === readable(anchor)?.subject)
}

/** Chromium shows certificates that Node does not read, e.g. with a name in no encoding: a stranger can send any. */
function readable(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
  }
}

/** RFC 9525: only subjectAltName counts, never the common name; a wildcard stands for one whole leftmost label. */
function namesHost(der: Uint8Array, host: string): boolean {
  const certificate = readable(der)
  if (certificate === undefined) return false
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  if (isIP(bare) !== 0) return certificate.checkIP(bare) !== undefined
  return certificate.checkHost(bare, { subject: 'never', partialWildcards: false }) !== undefined
}

function untrusted(cause: string | undefined): Result<never> {
  return failure('bank.untrusted', { cause })
}
