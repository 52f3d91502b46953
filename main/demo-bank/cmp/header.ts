import type { Header } from './reading.ts'
import { refuse, type Refusal } from './refusal.ts'

/** How far a client's clock may be off: as far as certificates are backdated. */
const tolerance = 10 * 60 * 1000
/** Of nonces and transaction IDs, in octets (RFC 9483, 3.1: 128 bits). */
const [shortest, longest] = [16, 64]

/** What is wrong with a message before anybody asks who sent it (RFC 9483, 3.5). */
export function headerFault(header: Header, now: number): Refusal | undefined {
  const { version, time, transactionId, senderNonce } = header
  const fits = (octets: Uint8Array | undefined): boolean =>
    octets !== undefined && octets.length >= shortest && octets.length <= longest
  if (version !== 2 && version !== 3) return refuse('unsupportedVersion', 'this bank speaks CMP versions 2 and 3')
  if (!fits(transactionId)) return refuse('badDataFormat', `a transactionID has ${shortest} to ${longest} octets`)
  if (!fits(senderNonce)) return refuse('badSenderNonce', `a senderNonce has ${shortest} to ${longest} octets`)
  if (time !== undefined && Math.abs(time - now) > tolerance) {
    const [there, here] = [time, now].map((instant) => new Date(instant).toISOString())
    return refuse('badTime', `the message says ${there}, here it is ${here}`)
  }
  return undefined
}
