/**
 * Letters that come back. Each reminder goes out under a return address of its own, so that a report names its letter
 * by the address it comes to, whatever the reporting server quotes of the letter.
 */
import type { Email } from 'postal-mime'

/** A reminder that some mail server took over and could not deliver. */
export interface Bounce {
  readonly serial: string
  /** The rung: days before expiry. */
  readonly days: number
  readonly reason: string
}

/** The envelope's sender of a reminder, where reports of its fate arrive. */
export function returnAddress(serial: string, days: number, domain: string): string {
  return `returns+${serial}-${days}@${domain}`
}

/** Is this where reports arrive? */
export function isReturnAddress(address: string): boolean {
  return address.startsWith('returns+')
}

/** Reads a delivery status report (RFC 3464); undefined for any other letter, and for a delay or a success. */
export function readBounce(recipient: string, report: Email): Bounce | undefined {
  const letter = /^returns\+([0-9a-f]+)-(\d+)@/i.exec(recipient)
  const status = report.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status')
  if (letter === null || status === undefined) return undefined
  const fields = typeof status.content === 'string' ? status.content : new TextDecoder().decode(status.content)
  if (!/^Action:\s*failed\b/im.test(fields)) return undefined
  const said = /^Diagnostic-Code:\s*(?:[^;\n]*;)?\s*(.+)$/im.exec(fields) ?? /^Status:\s*(.+)$/im.exec(fields)
  // Whoever reaches the mailbox wrote it.
  const reason = onOneLine(said?.[1] ?? '')
  return { serial: letter[1]!, days: Number(letter[2]), reason: reason === '' ? 'it could not be delivered' : reason }
}

/** Of characters. */
const longest = 200

/** Without what would break the line, turn it, or colour a terminal. */
function onOneLine(text: string): string {
  const line = [...text.replace(/[\p{C}\p{Z}\s]+/gu, ' ').trim()]
  return line.length > longest ? `${line.slice(0, longest - 1).join('')}…` : line.join('')
}
