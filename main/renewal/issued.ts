import type { CertificateFacts } from './certificate.ts'
import { done, failure, type Result } from './errors.ts'
import type { Purpose } from './machine.ts'
import type { NameComparison } from './ports.ts'

const differs = (a: string | undefined, b: string | undefined): string | undefined =>
  a === b ? undefined : 'the bytes differ'
const byteByByte: NameComparison = { subjectDifference: differs, alternativeNameDifference: differs }

/**
 * Is this certificate the answer to our request? The chain to the bank's trust anchors is checked apart.
 *
 * @param publicKeyHash SHA-256 (hex) of the SubjectPublicKeyInfo that the request carried
 * @param now ms since the epoch
 * @param names how names are compared; without it byte by byte
 */
export function checkIssued(
  issued: CertificateFacts,
  expected: { readonly publicKeyHash: string; readonly purpose: Purpose },
  now: number,
  names: NameComparison = byteByByte,
): Result<void> {
  if (issued.publicKeyHash !== expected.publicKeyHash) return failure('issued.wrong-key')
  const { purpose } = expected
  if (purpose.kind === 'renewal') {
    const subject = names.subjectDifference(purpose.subject, issued.subject)
    if (subject !== undefined) return failure('issued.wrong-subject', { cause: subject })
    const alternative = names.alternativeNameDifference(purpose.subjectAltName, issued.subjectAltName)
    if (alternative !== undefined) return failure('issued.wrong-alternative-name', { cause: alternative })
  }
  if (!issued.clientAuth) return failure('issued.no-client-auth')
  if (issued.notBefore > now) return failure('issued.not-yet-valid')
  if (issued.notAfter < now) return failure('issued.expired')
  if (purpose.kind === 'renewal' && issued.notAfter <= purpose.notAfter) return failure('issued.not-longer')
  return done
}
