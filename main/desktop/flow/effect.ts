/** What a step of the flow asks to be done. What has a number answers with an event of that number. */
import type { Failure } from '../../renewal/errors.ts'
import type { Purpose } from '../../renewal/machine/machine.ts'
import type { EnrolmentCredentials } from '../../renewal/ports.ts'
import type { HistoryEntry } from '../../storage/history.ts'
import type { Credentials } from './sign-in.ts'
import type { Subject } from './state.ts'

interface Numbered {
  readonly task: number
}

export type FlowEffect =
  /** Looks into the key store again. */
  | ({ readonly type: 'look' } & Numbered)
  /** Carries on with what the journal holds. `afterLook`: once the key store has told what it holds. */
  | ({ readonly type: 'restart'; readonly afterLook: boolean } & Numbered)
  | ({ readonly type: 'sign-in'; readonly credentials: Credentials } & Numbered)
  | { readonly type: 'log-out'; readonly thumbprint: string }
  | ({ readonly type: 'prepare'; readonly thumbprint: string } & Numbered)
  | ({ readonly type: 'make-ahead'; readonly purpose: Purpose } & Numbered)
  | { readonly type: 'leave-ahead' }
  | ({ readonly type: 'begin'; readonly purpose: Purpose; readonly credentials?: EnrolmentCredentials } & Numbered)
  /** The same with the checks before it, and nobody who watches. */
  | ({ readonly type: 'renew-unasked'; readonly thumbprint: string } & Numbered)
  | ({ readonly type: 'retry' | 'install-postponed' } & Numbered)
  | { readonly type: 'abandon' }
  /** Asks its user whether it shall be given up, whatever was issued, and does so. */
  | ({ readonly type: 'give-up' } & Numbered)
  /** Looks whether the new certificate is there, and which running browsers still use the old one. */
  | ({ readonly type: 'read-back'; readonly replaces: boolean } & Numbered)
  /** What was put aside for another one comes to hand again, where that is over. */
  | { readonly type: 'take-up' }
  /** Forgets a finished renewal. */
  | { readonly type: 'clear' }
  | { readonly type: 'mark-revoked'; readonly thumbprint: string }
  | ({ readonly type: 'record' } & Pick<HistoryEntry, 'event' | 'code' | 'serial' | 'automatic'>)
  /** Tells what came of a renewal that nobody began, of the certificate with this thumbprint. */
  | { readonly type: 'renewed-by-itself'; readonly thumbprint: string; readonly made: Subject }
  | { readonly type: 'failed-by-itself'; readonly thumbprint: string; readonly failure: Failure }
  | { readonly type: 'silence'; readonly thumbprint: string; readonly how: 'snooze' | 'mute' }
  /** Opens a connection with a certificate to see whether it works. */
  | ({ readonly type: 'test'; readonly thumbprint: string } & Numbered)
  | ({ readonly type: 'restore'; readonly thumbprint: string } & Numbered)
  /** Looks which renewed certificates can be brought back. */
  | ({ readonly type: 'review' } & Numbered)
  | { readonly type: 'open-banking' }
  /** The bank's own page for who comes from a completion, or else internet banking. */
  | { readonly type: 'return-to-bank' }
  | { readonly type: 'close-window' }
  /** Tells after so many ms that the wait is over. */
  | ({ readonly type: 'wait'; readonly ms: number; readonly then: 'wait-over' | 'shown-long-enough' } & Numbered)
  /** Tells that the wait is over, later each time, and never before the bank's own wish (seconds). */
  | ({ readonly type: 'wait-longer'; readonly tries: number; readonly retryAfter?: number | undefined } & Numbered)
