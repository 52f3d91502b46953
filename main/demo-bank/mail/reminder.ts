/** The e-mail that the manual promises: once for each certificate, from 30 days before expiry on. */
import type { Database } from 'node-sqlite3-wasm'
import { listUnreminded, recordReminder } from '../ledger/certificates.ts'
import { findCustomer } from '../ledger/customers.ts'
import { day, policy } from '../policy.ts'
import { reminderLetter } from './letters.ts'
import type { Postman } from './postman.ts'

export interface ReminderOutcome {
  readonly sent: number
  /** Those that could not be sent; the next run tries them again. */
  readonly failed: number
}

export type RemindCustomers = (now: number) => Promise<ReminderOutcome>

/**
 * Each run asks the ledger what is due, not a timer: what fell into a downtime is caught up at the next run. A letter
 * counts as sent once the SMTP server took it over and the ledger knows; if the power goes in between, it goes out
 * again under the same Message-ID.
 */
export function createReminder(database: Database, postman: Postman): RemindCustomers {
  // One run after the other: two at once would both find the same certificate unreminded.
  let queue: Promise<unknown> = Promise.resolve()
  return (now) => {
    const next = queue.then(() => run(database, postman, now))
    queue = next.catch(() => undefined)
    return next
  }
}

async function run(database: Database, postman: Postman, now: number): Promise<ReminderOutcome> {
  let sent = 0
  let failed = 0
  for (const certificate of listUnreminded(database, now, now + policy.noticeDays * day)) {
    const customer = findCustomer(database, certificate.customerId)
    if (customer === undefined) continue
    try {
      await postman.send(reminderLetter(customer, certificate, now))
      recordReminder(database, certificate.serial, { sentAt: now })
      sent++
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      recordReminder(database, certificate.serial, { failure: reason })
      console.error(`demo bank: the reminder for ${certificate.serial} could not be sent: ${reason}`)
      failed++
    }
  }
  return { sent, failed }
}
