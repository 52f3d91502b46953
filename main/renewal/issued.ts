import type { CertificateFacts } from './certificate.ts'
import { done, failure, type Result } from './errors.ts'
import type { Purpose } from './machine.ts'

interface Expected {
  /** SHA-256 (hex) of the SubjectPublicKeyInfo that the request carried. */
  readonly publicKeyHash: string
  readonly purpose: Purpose
}

/**
 * Is this certificate the answer to our request, and to be used now? The chain to the bank's trust anchors is checked
 * apart.
 *
 * @param now ms since the epoch
 * @param skew ms by which the bank's clock may be ahead of ours: a certificate that begins within them is waited for
 */
export function checkIssued(issued: CertificateFacts, expected: Expected, now: number, skew = 0): Result<void> {
  const ours = checkNames(issued, expected)
  if (!ours.ok) return ours
  // Time, or whoever sets the clock right, may bring it.
  if (issued.notBefore > now + skew) return failure('issued.not-yet-valid', { retry: 'later' })
  if (issued.notAfter < now) return failure('issued.expired')
  return checkLonger(issued, expected)
}

/** The same whatever time it is: our clock may be wrong, and what the bank issued must not be lost for that. */
export function checkContents(issued: CertificateFacts, expected: Expected): Result<void> {
  const ours = checkNames(issued, expected)
  return ours.ok ? checkLonger(issued, expected) : ours
}

function checkNames(issued: CertificateFacts, { publicKeyHash, purpose }: Expected): Result<void> {
  if (issued.publicKeyHash !== publicKeyHash) return failure('issued.wrong-key')
  if (purpose.kind === 'renewal') {
    if (issued.subject !== purpose.subject) return failure('issued.wrong-subject')
    if (issued.subjectAltName !== purpose.subjectAltName) return failure('issued.wrong-alternative-name')
  }
  return issued.clientAuth ? done : failure('issued.no-client-auth')
}

function checkLonger(issued: CertificateFacts, { purpose }: Expected): Result<void> {
  return purpose.kind === 'renewal' && issued.notAfter <= purpose.notAfter ? failure('issued.not-longer') : done
}

/** The instant (ms) at which an issued certificate's chain is judged: now, or the next one within its life. */
export function judgedAt(
  { notBefore, notAfter }: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
  now: number,
): number {
  return Math.max(Math.min(now, notAfter), notBefore)
}
