import type { CertificateFacts } from '../certificates/certificate.ts'
import { done, failure, type Result } from '../errors.ts'
import type { NameComparison } from '../ports.ts'
import type { Purpose } from '../machine/state.ts'

const differs = (a: string | undefined, b: string | undefined): string | undefined =>
  a === b ? undefined : 'the bytes differ'
const byteByByte: NameComparison = { subjectDifference: differs, alternativeNameDifference: differs }

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
 * @param names how names are compared; without it byte by byte
 * @param skew ms by which the bank's clock may be ahead of ours: a certificate that begins within them is waited for
 */
export function checkIssued(
  issued: CertificateFacts,
  expected: Expected,
  now: number,
  names: NameComparison = byteByByte,
  skew = 0,
): Result<void> {
  const ours = checkOurs(issued, expected, names)
  if (!ours.ok) return ours
  // Time, or whoever sets the clock right, may bring it.
  if (issued.notBefore > now + skew) return failure('issued.not-yet-valid', { retry: 'later' })
  if (issued.notAfter < now) return failure('issued.expired')
  return checkLonger(issued, expected)
}

/** The same whatever time it is: our clock may be wrong, and what the bank issued must not be lost for that. */
export function checkContents(
  issued: CertificateFacts,
  expected: Expected,
  names: NameComparison = byteByByte,
): Result<void> {
  const ours = checkOurs(issued, expected, names)
  return ours.ok ? checkLonger(issued, expected) : ours
}

function checkOurs(
  issued: CertificateFacts,
  { publicKeyHash, purpose }: Expected,
  names: NameComparison,
): Result<void> {
  if (issued.publicKeyHash !== publicKeyHash) return failure('issued.wrong-key')
  if (purpose.kind === 'renewal') {
    const named = checkNames(purpose, issued, names)
    if (!named.ok) return named
  }
  return issued.clientAuth ? done : failure('issued.no-client-auth')
}

/** Do two certificates name the same holder? */
export function checkNames(
  wanted: Pick<CertificateFacts, 'subject' | 'subjectAltName'>,
  given: Pick<CertificateFacts, 'subject' | 'subjectAltName'>,
  names: NameComparison,
): Result<void> {
  const subject = names.subjectDifference(wanted.subject, given.subject)
  if (subject !== undefined) return failure('issued.wrong-subject', { cause: subject })
  const alternative = names.alternativeNameDifference(wanted.subjectAltName, given.subjectAltName)
  return alternative === undefined ? done : failure('issued.wrong-alternative-name', { cause: alternative })
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
