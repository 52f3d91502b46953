/** What the journal keeps, so that a certificate can still be confirmed after the app was started again. Nothing secret. */
import { z } from 'zod'
import type { Ticket } from './transaction.ts'

interface ConfirmationTicket {
  readonly ticket: Ticket
  /** certReqId, as the bank calls it. */
  readonly id: number
  /** The bank has said by itself that it needs no confirmation. */
  readonly granted: boolean
}

const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
const written = z.object({
  transaction: base64,
  nonce: base64.optional(),
  certificates: z.array(base64),
  id: z.int(),
  granted: z.literal(true).optional(),
})

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

export function writeTicket({ ticket, id, granted }: ConfirmationTicket): Uint8Array {
  const { nonce, certificates = [] } = ticket
  const parts = {
    transaction: toBase64(ticket.id),
    nonce: nonce && toBase64(nonce),
    certificates: certificates.map(toBase64),
  }
  return new TextEncoder().encode(JSON.stringify({ ...parts, id, ...(granted ? { granted } : {}) }))
}

/** undefined: it is none of ours. */
export function readTicket(bytes: Uint8Array): ConfirmationTicket | undefined {
  try {
    const read = written.parse(JSON.parse(new TextDecoder().decode(bytes)))
    const { transaction, nonce, certificates, id, granted = false } = read
    return { ticket: { id: transaction, awaited: undefined, nonce, certificates }, id, granted }
  } catch {
    return undefined
  }
}
