/**
 * What the bank keeps in mind between two messages of a transaction (RFC 9810, 5.1.1). In memory: whom a restart cuts
 * off asks again, and gets the certificate that the ledger has for the key.
 */
import type { CertificateEntry } from '../ledger/certificates.ts'
import type { Command } from './enrolment.ts'
import type { Message } from './reading.ts'
import type { WantedCertificate } from './wanted.ts'

/** A request whose certificate is not there yet: the client polls. */
export interface Waiting {
  readonly kind: 'waiting'
  readonly command: Command
  readonly request: WantedCertificate
  /** Its confirmation will be taken for granted. */
  readonly implicit: boolean
}

/** The certificate was handed out; the client has not said yet whether it takes it. */
export interface Unconfirmed {
  readonly kind: 'unconfirmed'
  /** certReqId. */
  readonly id: number
  readonly der: Uint8Array
  /** undefined: a fault's, of which the ledger knows nothing. */
  readonly entry: CertificateEntry | undefined
}

/** The answer to a whole message is not there yet (RFC 9483, 4.4): the client polls for it. */
export interface Delayed {
  readonly kind: 'delayed'
  readonly message: Message
  /** What the message was about: a certificate that is to be confirmed; undefined: a request. */
  readonly before: Unconfirmed | undefined
  /** The first poll hears that it takes a while. */
  readonly polled: boolean
  /** Seconds to the next poll. */
  readonly after: number
  /** Will the answer repeat the nonce of the message, instead of the last poll's? */
  readonly repeatsMessage: boolean
}

/** Nothing is expected any more; what comes under this ID is late, or a replay. */
interface Closed {
  readonly kind: 'confirmed' | 'closed'
}

export interface Transaction {
  /** Who began it; nobody else may go on with it. */
  readonly requester: string
  readonly state: Waiting | Unconfirmed | Delayed | Closed
  /** The senderNonce of our last message, hex: the next one of the client repeats it. */
  readonly nonce: string
  readonly begun: number
}

/** Keys are transaction IDs in hex. */
export interface Transactions {
  find(id: string): Transaction | undefined
  keep(id: string, transaction: Transaction): void
}

/** Ample for polling and for whoever thinks about taking a certificate. */
const lifetime = 60 * 60 * 1000
const remembered = 1000

export function createTransactions(clock: () => number): Transactions {
  const kept = new Map<string, Transaction>()
  const isOver = ({ begun }: Transaction): boolean => begun < clock() - lifetime
  return {
    find(id) {
      const found = kept.get(id)
      return found === undefined || isOver(found) ? undefined : found
    },
    keep(id, transaction) {
      kept.set(id, transaction)
      // In the order of their beginning: what is too old, or too many, stands at the front.
      for (const [oldest, one] of kept) {
        if (!isOver(one) && kept.size <= remembered) break
        kept.delete(oldest)
      }
    },
  }
}
