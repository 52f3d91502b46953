import { lifeStatus } from '../certificates/certificate.ts'
import type { Policy } from '../policy.ts'
import type { SuggestedByBank } from './bank.ts'
import {
  defaultRule,
  type PastCertificate,
  policyOf,
  type RenewalRule,
  renewUntil,
  suggestedName,
  type WatchCard,
} from './card.ts'
import type { FoundCertificate } from './certificate.ts'
import { type CertificateKind, kindOf } from './kind.ts'

/** What somebody other than the user has decided of certificates of an issuer: it holds before what the user chose. */
export interface GivenByOrganisation {
  readonly watched?: boolean | undefined
  /** https */
  readonly page?: string | undefined
  readonly rule?: Partial<RenewalRule> | undefined
  /** As in {@link Policy}. */
  readonly reminderDays?: readonly number[] | undefined
}

/** Certificates of one holder by one issuer, with what is known of them: who watches them and how. */
export interface WatchedLine {
  /** {@link FoundCertificate.line} */
  readonly id: string
  readonly newest: FoundCertificate
  readonly kind: CertificateKind
  readonly watched: boolean
  /** It expired so long ago that it is nobody's any more: never watched. */
  readonly isForgotten: boolean
  /** As the user calls it, or as its bank or its issuer suggests. */
  readonly name: string
  readonly suggestedName: string
  readonly card: WatchCard
  /** Of these the user cannot choose. */
  readonly given: GivenByOrganisation
  /** By the bank's own file. */
  readonly suggested: SuggestedByBank | undefined
  /** The bank's page for renewals: https. */
  readonly page: string | undefined
  /** Who named it. */
  readonly pageBy: 'user' | 'organisation' | 'bank'
  readonly rule: RenewalRule
  /** By which its user is reminded. */
  readonly policy: Policy
  /** The last instant of the renewal by the bank's rule (ms since the epoch). */
  readonly renewUntil: number
  /** `grace`: expired, but the bank still renews it. */
  readonly status: 'valid' | 'due' | 'grace' | 'lapsed'
  /** Older ones that choosers still offer, newest first. */
  readonly replaced: readonly FoundCertificate[]
  /** Those that were hidden from choosers at the user's word, newest first. */
  readonly hidden: readonly FoundCertificate[]
  /** The one before, if the newest has come since the user last looked. */
  readonly renewedFrom: PastCertificate | undefined
}

/** ms */
const forgottenAfter = 365 * 24 * 60 * 60 * 1000

/**
 * @param certificates of the line, newest first; at least one
 * @param now ms since the epoch
 */
export function lineOf(
  certificates: readonly [FoundCertificate, ...FoundCertificate[]],
  hidden: ReadonlySet<string>,
  card: WatchCard,
  { given, suggested }: { readonly given: GivenByOrganisation; readonly suggested?: SuggestedByBank | undefined },
  now: number,
): WatchedLine {
  const offered = certificates.filter(({ thumbprint }) => !hidden.has(thumbprint))
  const newest = offered[0] ?? certificates[0]
  const kind = kindOf(newest)
  const isForgotten = newest.notAfter <= now - forgottenAfter
  const rule = { ...defaultRule, ...suggested?.rule, ...card.rule, ...given.rule }
  const policy = policyOf(rule, given.reminderDays)
  const end = renewUntil(newest, rule)
  const page = given.page ?? card.page ?? suggested?.page
  const nameless = suggested?.name ?? suggestedName(newest.issuer)
  return {
    id: newest.line,
    newest,
    kind,
    watched: !isForgotten && (given.watched ?? card.watched ?? (suggested !== undefined || kind === 'client')),
    isForgotten,
    name: card.name ?? nameless,
    suggestedName: nameless,
    card,
    given,
    suggested,
    page: page === '' ? undefined : page,
    pageBy: given.page !== undefined ? 'organisation' : card.page === undefined && suggested ? 'bank' : 'user',
    rule,
    policy,
    renewUntil: end,
    status: statusAt(newest, policy, end, now),
    replaced: offered.filter((one) => one !== newest),
    hidden: certificates.filter(({ thumbprint }) => hidden.has(thumbprint)),
    renewedFrom: renewedFrom(newest, card),
  }
}

/** Until it has expired it is due, also where the bank renews it no longer: then somebody has to call the bank. */
function statusAt(newest: FoundCertificate, policy: Policy, end: number, now: number): WatchedLine['status'] {
  if (now <= newest.notAfter) return lifeStatus(newest, policy, now) as 'valid' | 'due'
  return now <= end ? 'grace' : 'lapsed'
}

/** One that ends no earlier than the newest is none that it has replaced: the user has taken a newer one away. */
function renewedFrom(newest: FoundCertificate, { seen, history = [] }: WatchCard): PastCertificate | undefined {
  if (seen === newest.thumbprint) return undefined
  return history.find(({ thumbprint, notAfter }) => thumbprint === seen && notAfter < newest.notAfter)
}
