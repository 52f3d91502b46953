import type { FoundCertificate } from './certificate.ts'
import { kindOf } from './kind.ts'
import type { GivenByOrganisation } from './line.ts'

/** `all`: those that people renew are watched, whatever the user chose. */
export const watchScopes = ['off', 'suggest', 'all'] as const
export type WatchScope = (typeof watchScopes)[number]

/** An issuer whose certificates are watched, and how its bank renews them. */
export interface WatchedIssuer {
  /** Its name, as windows show it, or the identifier of its key in hexadecimal digits (RFC 5280 4.2.1.1). */
  readonly issuer: string
  /** https */
  readonly page?: string | undefined
  /** Days before expiry, days after it, and the hour in Japan at which the last of these ends. */
  readonly from?: number | undefined
  readonly until?: number | undefined
  readonly hour?: number | undefined
}

/** What an organisation decided of a certificate; the first entry that names its issuer counts. */
export function givenByOrganisation(
  scope: WatchScope = 'suggest',
  issuers: readonly WatchedIssuer[] = [],
): (certificate: FoundCertificate) => GivenByOrganisation {
  return (certificate) => {
    const named = issuers.find(({ issuer }) => isNamed(certificate, issuer))
    if (named === undefined) return scope === 'all' && kindOf(certificate) === 'client' ? { watched: true } : {}
    const { page, from, until, hour } = named
    return {
      watched: true,
      ...(page !== undefined && { page }),
      rule: {
        ...(from !== undefined && { from }),
        ...(until !== undefined && { until }),
        ...(hour !== undefined && { hour }),
      },
    }
  }
}

function isNamed({ issuer, issuerKey }: FoundCertificate, given: string): boolean {
  const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase()
  return (
    plain(issuer) === plain(given) || (issuerKey !== undefined && issuerKey === plain(given).replaceAll(/[\s:]/g, ''))
  )
}
