import type { CertificateFacts } from './certificate.ts'
import { done, failure, type Result } from './errors.ts'
import type { Purpose } from './machine.ts'

/**
 * Is this certificate the answer to our request? The chain to the bank's trust anchors is checked apart.
 *
 * @param publicKeyHash SHA-256 (hex) of the SubjectPublicKeyInfo that the request carried
 * @param now ms since the epoch
 * @param skew ms by which the bank's clock may be ahead of ours: a certificate that begins within them is waited for
 */
export function checkIssued(
  issued: CertificateFacts,
  expected: { readonly publicKeyHash: string; readonly purpose: Purpose },
  now: number,
  skew = 0,
): Result<void> {
  if (issued.publicKeyHash !== expected.publicKeyHash) return failure('issued.wrong-key')
  const { purpose } = expected
  if (purpose.kind === 'renewal') {
    if (issued.subject !== purpose.subject) return failure('issued.wrong-subject')
    if (issued.subjectAltName !== purpose.subjectAltName) return failure('issued.wrong-alternative-name')
  }
  if (!issued.clientAuth) return failure('issued.no-client-auth')
  // Time, or whoever sets the clock right, may bring it.
  if (issued.notBefore > now + skew) return failure('issued.not-yet-valid', { retry: 'later' })
  if (issued.notAfter < now) return failure('issued.expired')
  if (purpose.kind === 'renewal' && issued.notAfter <= purpose.notAfter) return failure('issued.not-longer')
  return done
}

/** The instant (ms) at which an issued certificate is judged: its first one, if that is to come. */
export function judgedAt({ notBefore }: Pick<CertificateFacts, 'notBefore'>, now: number): number {
  return Math.max(now, notBefore)
}
