import type { Policy } from '../policy.ts'
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

/** What an organisation's policy says of watched certificates. */
export interface WatchPolicy {
  readonly noticeDays?: Policy['noticeDays'] | undefined
  readonly reminderDays?: Policy['reminderDays'] | undefined
  readonly watch?: WatchScope | undefined
  /** Of one whose name is here its own numbers count before those of the policy. */
  readonly watchIssuers?: readonly WatchedIssuer[] | undefined
}

/** What an organisation decided of a certificate; the first entry that names its issuer counts. */
export function givenByOrganisation(policy: WatchPolicy): (certificate: FoundCertificate) => GivenByOrganisation {
  const { watch = 'suggest', watchIssuers = [], noticeDays, reminderDays } = policy
  return (certificate) => {
    const named = watchIssuers.find(({ issuer }) => isNamed(certificate, issuer))
    const isWanted = named !== undefined || (watch === 'all' && kindOf(certificate) === 'client')
    const { page, from = noticeDays, until, hour } = named ?? {}
    return {
      ...(isWanted && { watched: true }),
      ...(page !== undefined && { page }),
      rule: {
        ...(from !== undefined && { from }),
        ...(until !== undefined && { until }),
        ...(hour !== undefined && { hour }),
      },
      ...(reminderDays !== undefined && { reminderDays }),
    }
  }
}

function isNamed({ issuer, issuerKey }: FoundCertificate, given: string): boolean {
  const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase()
  return (
    plain(issuer) === plain(given) || (issuerKey !== undefined && issuerKey === plain(given).replaceAll(/[\s:]/g, ''))
  )
}
