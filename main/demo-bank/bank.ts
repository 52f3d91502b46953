import type { Database } from 'node-sqlite3-wasm'
import type { Attempts } from './attempts.ts'
import type { Authority } from './ca/authority.ts'
import type { Rollover } from './ca/rollover.ts'
import type { CsrAttributes } from './est/csr-attributes.ts'
import type { Faults } from './faults.ts'
import type { Seal } from './ledger/seal.ts'
import type { Postman } from './mail/postman.ts'
import type { RemindCustomers } from './mail/reminder.ts'

/** What the bank's services share. */
export interface Bank {
  readonly database: Database
  /** The CA that issues now: another one after a rollover. */
  readonly authority: Authority
  readonly rollover: Rollover
  /** Publishes a new root, or switches certificates and the bank's own TLS to it. */
  rollOver(step: 'publish' | 'switch'): Promise<void>
  /** A CA of the same names that is not ours; made when a fault first asks for it. */
  foreign(): Promise<Authority>
  /** Of one-time passwords, whatever the protocol: two doors do not give twice the guesses. */
  readonly attempts: Attempts
  readonly seal: Seal
  readonly faults: Faults
  /** What the bank wants to see in requests. */
  readonly requested: CsrAttributes
  readonly postman: Postman
  readonly remind: RemindCustomers
  /** ms since the epoch */
  readonly clock: () => number
}
