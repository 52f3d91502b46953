import type { CertificateFacts } from './certificate.ts'
import { done, failure, type Result } from './errors.ts'
import type { Purpose } from './machine.ts'

/**
 * Is this certificate the answer to our request? The chain to the bank's trust anchors is checked apart.
 *
 * @param publicKeyHash SHA-256 (hex) of the SubjectPublicKeyInfo that the request carried
 * @param now ms since the epoch
 */
export function checkIssued(
  issued: CertificateFacts,
  expected: { readonly publicKeyHash: string; readonly purpose: Purpose },
  now: number,
): Result<void> {
  if (issued.publicKeyHash !== expected.publicKeyHash) return failure('issued.wrong-key')
  const { purpose } = expected
  if (purpose.kind === 'renewal') {
    if (issued.subject !== purpose.subject) return failure('issued.wrong-subject')
    if (issued.subjectAltName !== purpose.subjectAltName) return failure('issued.wrong-alternative-name')
  }
  if (!issued.clientAuth) return failure('issued.no-client-auth')
  if (issued.notBefore > now) return failure('issued.not-yet-valid')
  if (issued.notAfter < now) return failure('issued.expired')
  if (purpose.kind === 'renewal' && issued.notAfter <= purpose.notAfter) return failure('issued.not-longer')
  return done
}
