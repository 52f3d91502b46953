import type { Database } from 'node-sqlite3-wasm'
import type { Attempts } from './attempts.ts'
import type { Authority } from './ca/authority.ts'
import type { Faults } from './faults.ts'
import type { Seal } from './ledger/seal.ts'
import type { Postman } from './mail/postman.ts'
import type { RemindCustomers } from './mail/reminder.ts'

/** What the bank's services share. */
export interface Bank {
  readonly database: Database
  readonly authority: Authority
  /** A CA of the same names that is not ours; made when a fault first asks for it. */
  foreign(): Promise<Authority>
  /** Of one-time passwords, whatever the protocol: two doors do not give twice the guesses. */
  readonly attempts: Attempts
  readonly seal: Seal
  readonly faults: Faults
  readonly postman: Postman
  readonly remind: RemindCustomers
  /** ms since the epoch */
  readonly clock: () => number
}
