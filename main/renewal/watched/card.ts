import type { CertificateFacts } from '../certificates/certificate.ts'
import type { Failure, Result } from '../errors.ts'
import { shortened } from '../plain-text.ts'
import { defaultPolicy, type Policy } from '../policy.ts'
import { cardLengths } from './limits.ts'

/** When a bank renews, as far as somebody told: the user, or the organisation. Days are 24-hour days. */
export interface RenewalRule {
  /** From so many days before expiry on. */
  readonly from: number
  /** Until so many days after it. */
  readonly until: number
  /** The hour in Japan (1 to 24) at which the last of these days ends; without it, at the hour of the certificate's own end. */
  readonly hour?: number
}

/** No bank has said otherwise: a month before, and nothing after expiry. */
export const defaultRule: RenewalRule = { from: defaultPolicy.noticeDays, until: 0 }

/** Something beside the browser that has to be told of a new certificate, such as an accounting program. */
export interface Elsewhere {
  readonly text: string
  /** The thumbprint of the certificate that it was told of. */
  readonly done?: string
}

/** A certificate of the line, as it was when it first stood at its head. */
export interface PastCertificate {
  readonly thumbprint: string
  readonly serial: string
  /** ms since the epoch */
  readonly notAfter: number
  /** When it was noticed, in ms since the epoch. */
  readonly since: number
}

/** What is kept of a line of certificates: what its user decided and noted, and what became of it. */
export interface WatchCard {
  /** Is the user reminded of it? Without a word, of those that people renew themselves. */
  readonly watched?: boolean
  /** What the user calls it. */
  readonly name?: string
  /** The bank's own page for renewals, as the user saved it: https. Empty: none. */
  readonly page?: string
  /** The contract's number, the branch, who renews. */
  readonly note?: string
  readonly rule?: RenewalRule
  /** What else changes with the certificate. */
  readonly elsewhere?: readonly Elsewhere[]
  /** The thumbprint of its newest certificate when the user last saw it. */
  readonly seen?: string
  /** The oldest first. */
  readonly history?: readonly PastCertificate[]
  /** Thumbprints of those that were hidden from choosers at the user's word. */
  readonly hidden?: readonly string[]
}

/** By {@link FoundCertificate.line}. */
export type WatchCards = Readonly<Record<string, WatchCard>>

/** What the user writes on a card. */
export type CardText = Required<Pick<WatchCard, 'name' | 'page' | 'note' | 'rule'>> & {
  readonly elsewhere: readonly string[]
}

/** Where the cards are kept. */
export interface CardShelf {
  /** What is damaged is set aside, kept, and told by `damage`; what can still be read is answered. */
  read(): Result<WatchCards>
  write(cards: WatchCards): Result<void>
  /** Cards were found damaged since the app was started. */
  damage(): Failure | undefined
}

const hourLength = 60 * 60 * 1000
const day = 24 * hourLength
/** Japan has no summer time. */
const japan = 9 * hourLength

/** When a certificate is renewed by this rule no longer (ms since the epoch). */
export function renewUntil({ notAfter }: Pick<CertificateFacts, 'notAfter'>, { until, hour }: RenewalRule): number {
  const last = notAfter + until * day
  if (hour === undefined) return last
  const midnight = Math.floor((last + japan) / day) * day - japan
  const end = midnight + hour * hourLength
  // The bank's hour does not make a certificate last longer.
  return until === 0 ? Math.min(end, notAfter) : end
}

/**
 * The ladder of reminders by this rule: its first rung is the first day on which the bank renews.
 *
 * @param reminderDays the ladder of an organisation, of which the rungs before that day do not count
 */
export function policyOf({ from, until }: RenewalRule, reminderDays?: readonly number[]): Policy {
  const rungs = (reminderDays ?? defaultPolicy.reminderDays).filter((days) => days < from)
  return { ...defaultPolicy, noticeDays: from, graceDays: until, reminderDays: [from, ...rungs] }
}

/** Corporate words that stand behind a bank's name in the name of its CA. */
const authorityWords =
  /[\s　]*(法人|個人|電子証明書|クライアント|発行|中間|ルート|第[0-9一二三四五]+)*(認証局|認証センター).*$|\s+(Corporate |Client |User |Issuing |Intermediate |Sub(ordinate)? ?|Business )*(CA|Certification Authority|Certificate Authority)\b.*$/i

/** The words are looked for from every place, to the end. */
const longestName = 200

/** A name for a line, from its issuer's: the bank's, as far as it can be told. It fits on a card. */
export function suggestedName(issuer: string): string {
  const name = issuer.length > longestName ? issuer : issuer.replace(authorityWords, '').trim()
  return shortened(name === '' ? issuer : name, cardLengths.name)
}
