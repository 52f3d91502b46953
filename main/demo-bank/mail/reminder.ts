/** The e-mails that the manual promises: once for each certificate and rung, from 30 days before expiry on. */
import type { Database } from 'node-sqlite3-wasm'
import { findCustomer } from '../ledger/customers.ts'
import { issueNoticeCode } from '../ledger/notice-codes.ts'
import { dueReminders, findReminder, recordReminder } from '../ledger/reminders.ts'
import { day } from '../policy.ts'
import type { Bounce } from './bounces.ts'
import { reminderLetter } from './letters.ts'
import { isRefusal, type Postman } from './postman.ts'

export interface ReminderRun {
  readonly sent: number
  /** Those that could not be sent; a later run tries them again. */
  readonly failed: number
}

export type RemindCustomers = (now: number) => Promise<ReminderRun>

export interface ReminderPorts {
  readonly database: Database
  readonly postman: Postman
  /** Days before expiry at which a letter goes out. */
  readonly ladder: readonly number[]
  /** The first wait after a failure, in ms. */
  readonly retryAfter: number
}

/**
 * Each run asks the ledger what is due, not a timer: what fell into a downtime is caught up at the next run. A letter
 * counts as sent once the SMTP server took it over and the ledger knows; if the power goes in between, it goes out
 * again under the same Message-ID, by which mailboxes drop a double: at least once, never silently not at all.
 */
export function createReminder(ports: ReminderPorts): RemindCustomers {
  // One run after the other: two at once would both find the same certificate unreminded.
  let queue: Promise<unknown> = Promise.resolve()
  return (now) => {
    const next = queue.then(() => run(ports, now))
    queue = next.catch(() => undefined)
    return next
  }
}

async function run({ database, postman, ladder, retryAfter }: ReminderPorts, now: number): Promise<ReminderRun> {
  let sent = 0
  let failed = 0
  for (const { certificate, days, attempts } of dueReminders(database, ladder, now)) {
    const customer = findCustomer(database, certificate.customerId)
    if (customer === undefined) continue
    try {
      const code = issueNoticeCode(database, certificate, now)
      await postman.send(reminderLetter(customer, certificate, { days, now, code }))
      recordReminder(database, certificate.serial, days, { state: 'sent', sentAt: now })
      sent++
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const refused = isRefusal(error)
      const nextAttemptAt = now + wait(retryAfter, attempts + 1, refused)
      const state = refused ? 'refused' : 'unsent'
      recordReminder(database, certificate.serial, days, { state, reason, nextAttemptAt })
      console.error(`demo bank: the reminder for ${certificate.serial} could not be sent: ${reason}`)
      failed++
    }
  }
  return { sent, failed }
}

/** A letter that was taken over and came back later counts as not sent: it is reported, and tried again. */
export function recordBounce(
  database: Database,
  { serial, days, reason }: Bounce,
  { now, retryAfter }: { readonly now: number; readonly retryAfter: number },
): void {
  const known = findReminder(database, serial, days)
  // A report on a letter that we never wrote is forged or astray.
  if (known === undefined) return
  const nextAttemptAt = now + wait(retryAfter, known.attempts, true)
  recordReminder(database, serial, days, { state: 'bounced', reason, nextAttemptAt })
  console.error(`demo bank: the reminder for ${serial} came back: ${reason}`)
}

/**
 * How long to wait after the n-th failed attempt (ms): twice as long each time, a day at most. A refusal (5xx) or a
 * bounce seldom mends itself within minutes: such a letter waits 60 times as long as one that met a closed door.
 */
function wait(retryAfter: number, attempts: number, refused: boolean): number {
  return Math.min(day, retryAfter * (refused ? 60 : 1) * 2 ** (attempts - 1))
}
