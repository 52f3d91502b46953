import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { done, failure, type Result } from '../renewal/errors.ts'
import { checkChain } from './chain.ts'
import { pemToDer } from './pem.ts'

/**
 * Is the TLS server at `host` (a DNS name, or an IP address with or without brackets) who it says it is, by these
 * trust anchors (DER) alone? For session.setCertificateVerifyProc, whose answer replaces Chromium's own.
 *
 * @param chain PEM, the server's own certificate first
 * @param now ms since the epoch
 * @returns bank.untrusted with the reason when it is not
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
  if (!chained.ok) return untrusted(chained.failure.cause)
  return namesHost(new X509Certificate(leaf!), host) ? done : untrusted('the certificate is for another host')
}

/** RFC 9525: only subjectAltName counts, never the common name; a wildcard stands for one whole leftmost label. */
function namesHost(certificate: X509Certificate, host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  if (isIP(bare) !== 0) return certificate.checkIP(bare) !== undefined
  return certificate.checkHost(bare, { subject: 'never', partialWildcards: false }) !== undefined
}

function untrusted(cause: string | undefined): Result<never> {
  return failure('bank.untrusted', { cause })
}
