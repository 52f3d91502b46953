/**
 * What becomes of a certificate that was renewed. It stays in the key store, out of choosers' sight, so that the user
 * can bring it back; later, if policy says so, it is deleted with its key.
 */
import type { BankCertificate } from './bank-certificates.ts'
import type { Policy } from '../policy.ts'

/** Since when a certificate has been known as retired; its key store remembers no time. */
export interface Retirement {
  readonly thumbprint: string
  /** ms since the epoch */
  readonly since: number
}

export interface Restorable {
  readonly certificate: BankCertificate
  /** ms since the epoch */
  readonly undoUntil: number
}

interface Review {
  /** To be remembered in place of the ones that were known. */
  readonly retirements: readonly Retirement[]
  /** May be brought back by the user. */
  readonly restorable: readonly Restorable[]
  /** May be deleted now. */
  readonly expendable: readonly BankCertificate[]
}

const day = 24 * 60 * 60 * 1000

/**
 * Looks at all certificates of the bank, the retired ones among them.
 *
 * A certificate is expendable only if policy deletes, its key is one that Koshin made, and another certificate of the
 * same subject that is in use lasts longer: whoever lost the new one by other means keeps the old one.
 */
export function reviewRetired(
  certificates: readonly BankCertificate[],
  known: readonly Retirement[],
  { undoDays, deleteRetired }: Pick<Policy, 'undoDays' | 'deleteRetired'>,
  now: number,
): Review {
  const seen = new Map(known.map(({ thumbprint, since }) => [thumbprint, since]))
  // A clock that was ahead when a certificate was retired must not keep it for years.
  const since = ({ thumbprint }: BankCertificate): number => Math.min(seen.get(thumbprint) ?? now, now)
  const undoUntil = (certificate: BankCertificate): number => since(certificate) + undoDays * day
  const succeeded = ({ subject, notAfter }: BankCertificate): boolean =>
    certificates.some((other) => !other.retired && other.subject === subject && other.notAfter > notAfter)

  const retired = certificates.filter((certificate) => certificate.retired)
  return {
    retirements: retired.map((certificate) => ({ thumbprint: certificate.thumbprint, since: since(certificate) })),
    restorable: retired
      .map((certificate) => ({ certificate, undoUntil: undoUntil(certificate) }))
      .filter((one) => now <= one.undoUntil),
    expendable: retired.filter(
      (certificate) =>
        deleteRetired && certificate.keyName !== undefined && undoUntil(certificate) < now && succeeded(certificate),
    ),
  }
}
