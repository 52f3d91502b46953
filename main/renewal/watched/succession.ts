import type { FoundCertificate } from './certificate.ts'

/** Certificates of one holder by one issuer: a renewal each. */
export interface Succession {
  /** The one that lasts longest; of two, the one that was issued last. */
  readonly newest: FoundCertificate
  /** Those that it has replaced, newest first: nobody is reminded of them. */
  readonly replaced: readonly FoundCertificate[]
}

/**
 * Puts certificates into their lines, soonest to expire first. A bank that issues by a new CA below the same name, or
 * writes a name in another way, goes on in the same line.
 */
export function successions(certificates: readonly FoundCertificate[]): readonly Succession[] {
  const lines = new Map<string, FoundCertificate[]>()
  for (const certificate of certificates) {
    const known = lines.get(certificate.line)
    if (known === undefined) lines.set(certificate.line, [certificate])
    else known.push(certificate)
  }
  return [...lines.values()]
    .map((line) => line.sort(newestFirst))
    .flatMap(([newest, ...replaced]) => (newest === undefined ? [] : [{ newest, replaced }]))
    .sort((a, b) => a.newest.notAfter - b.newest.notAfter || compareText(a.newest.thumbprint, b.newest.thumbprint))
}

function newestFirst(a: FoundCertificate, b: FoundCertificate): number {
  return b.notAfter - a.notAfter || b.notBefore - a.notBefore || compareText(a.thumbprint, b.thumbprint)
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
