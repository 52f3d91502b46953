import type { RenewalRule } from './card.ts'
import type { FoundCertificate } from './certificate.ts'

/** A bank whose customers renew on its own page, as its bank file tells. */
export interface WatchedBank {
  readonly name: string
  /** https */
  readonly page: string
  readonly rule: Partial<RenewalRule>
  /** Its authorities: name, as windows show it, and key identifier (RFC 5280 4.2.1.2), lower-case hex. */
  readonly issuers: readonly { readonly name: string; readonly key?: string | undefined }[]
  /** Whom its customers call. */
  readonly helpDesk?:
    | (HelpDeskWords & { readonly phone?: string | undefined; readonly en?: HelpDeskWords | undefined })
    | undefined
  /** What it says of calls and mails that ask to renew. */
  readonly caution?: string | undefined
}

interface HelpDeskWords {
  readonly hours?: string | undefined
  readonly address?: string | undefined
  readonly page?: string | undefined
}

/** What a bank says of its certificates: it holds until the user says otherwise. */
export type SuggestedByBank = Omit<WatchedBank, 'issuers'>

/** The bank whose authorities have issued a certificate. Two authorities of one name are told apart by their keys. */
export function bankOf<Bank extends WatchedBank>(
  banks: readonly Bank[],
  { issuer, issuerKey }: Pick<FoundCertificate, 'issuer' | 'issuerKey'>,
): Bank | undefined {
  const isOf = ({ name, key }: WatchedBank['issuers'][number]): boolean =>
    key === undefined || issuerKey === undefined ? name === issuer : key === issuerKey
  return banks.find(({ issuers }) => issuers.some(isOf))
}
