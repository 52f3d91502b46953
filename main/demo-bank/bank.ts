import type { Database } from 'node-sqlite3-wasm'
import type { Authority } from './ca/authority.ts'
import type { Faults } from './faults.ts'
import type { Postman } from './mail/postman.ts'
import type { RemindCustomers } from './mail/reminder.ts'

/** What the bank's services share. */
export interface Bank {
  readonly database: Database
  readonly authority: Authority
  /** A CA of the same names that is not ours; made when a fault first asks for it. */
  foreign(): Promise<Authority>
  readonly faults: Faults
  readonly postman: Postman
  readonly remind: RemindCustomers
  /** ms since the epoch */
  readonly clock: () => number
}
