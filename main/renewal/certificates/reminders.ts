import { type CertificateFacts, lifeStatus, noticeFrom } from './certificate.ts'
import type { Policy } from '../policy.ts'

const day = 24 * 60 * 60 * 1000

/** Neither あとで nor a mute holds when this many days or fewer are left. */
const insistentDays = 3

/** What was said about one certificate so far, and what its holder answered. */
export interface ReminderRecord {
  /** Rungs of the ladder (days before expiry) that were shown. */
  readonly shown: readonly number[]
  /** あとで: the last reminder comes back then (ms since the epoch). */
  readonly snoozedUntil?: number
  /** Nothing more until 3 days before expiry. */
  readonly muted?: boolean
}

export const nothingShown: ReminderRecord = { shown: [] }

type Expiring = Pick<CertificateFacts, 'notAfter'>
type Kept = Pick<CertificateFacts, 'subject' | 'notAfter'>

/**
 * The reminder that is due now: the most urgent rung of the ladder that was reached and not yet shown, or the last one
 * again after its snooze. After weeks switched off that is one reminder, not a row of them; the rungs above it count
 * as shown.
 *
 * @param now ms since the epoch
 * @returns the rung, and the record to keep once the reminder was really shown
 */
export function dueReminder(
  certificate: Expiring,
  policy: Policy,
  record: ReminderRecord,
  now: number,
): { readonly days: number; readonly record: ReminderRecord } | undefined {
  if (lifeStatus(certificate, policy, now) !== 'due') return undefined
  if (silentUntil(certificate, record, now) !== undefined) return undefined
  const left = certificate.notAfter - now
  const reached = policy.reminderDays.filter((days) => left <= rung(days))
  if (reached.length === 0) return undefined
  const days = Math.min(...reached)
  if (record.shown.includes(days) && record.snoozedUntil === undefined) return undefined
  const shown = [...new Set([...record.shown, ...reached])]
  return { days, record: { shown, ...(record.muted === undefined ? {} : { muted: record.muted }) } }
}

/** Is nobody asked for anything, nor reminded, before `next` (ms since the epoch)? */
export function isQuietUntil(certificate: Expiring, policy: Pick<Policy, 'noticeDays'>, next: number): boolean {
  return noticeFrom(certificate, policy) > next
}

/** Can its reminders be put off at all? In the last 3 days they cannot. */
export function canBeSilenced({ notAfter }: Expiring, now: number): boolean {
  return notAfter - now > insistentDays * day
}

/** あとで: nothing until tomorrow morning, then the same reminder again. */
export function snooze(certificate: Expiring, record: ReminderRecord, now: number): ReminderRecord {
  return canBeSilenced(certificate, now) ? { ...record, snoozedUntil: tomorrow(now) } : record
}

/** Nothing until 3 days before expiry. */
export function mute(certificate: Expiring, { shown }: ReminderRecord, now: number): ReminderRecord {
  return canBeSilenced(certificate, now) ? { shown, muted: true } : { shown }
}

/** As if nobody had asked for silence. */
export function resume({ shown }: ReminderRecord): ReminderRecord {
  return { shown }
}

/** Until when its reminders are silent at the holder's wish (ms since the epoch); undefined when they are not. */
export function silentUntil(certificate: Expiring, record: ReminderRecord, now: number): number | undefined {
  const { snoozedUntil, muted } = record
  if (!canBeSilenced(certificate, now)) return undefined
  const insistent = certificate.notAfter - insistentDays * day
  if (muted === true) return insistent
  // Later than tomorrow: it was promised by a clock that ran ahead, and would last as long as that clock was wrong.
  if (snoozedUntil === undefined || snoozedUntil <= now || snoozedUntil > tomorrow(now)) return undefined
  return Math.min(snoozedUntil, insistent)
}

/**
 * Was it renewed: is there another certificate of the same subject, with a key, that lasts longer? Its reminders are
 * silent from then on, whether or not the old one was already retired.
 */
export function isRenewed(certificate: Kept, all: readonly (Kept & { keyName: string | undefined })[]): boolean {
  return all.some(
    ({ subject, notAfter, keyName }) =>
      keyName !== undefined && subject === certificate.subject && notAfter > certificate.notAfter,
  )
}

/** The time left (ms) at which a rung is reached. Rung 1 means a day before, rung 0 the last day's second half. */
function rung(days: number): number {
  return days === 0 ? day / 2 : days * day
}

/** 09:00 of the next day in Japan (ms since the epoch), when an office opens. */
function tomorrow(now: number): number {
  // Japan has no summer time: its day begins at 15:00 UTC, and its 09:00 is midnight UTC.
  const today = Math.floor((now + 9 * 60 * 60 * 1000) / day)
  return (today + 1) * day
}
