/**
 * A server's words may repeat what it was sent, as test pages and careless gateways do; and why something failed is shown,
 * printed by unattended runs and kept in the journal.
 */
import type { Failure, Result } from '../renewal/errors.ts'

interface Sent {
  readonly customerId: string
  readonly password: string
}

/** The same result, without words that hold the password, in whichever way it was written for the way. */
export function withoutSecret<T>(result: Result<T>, sent: Sent): Result<T> {
  if (result.ok) return result
  const { cause, message, ...rest } = result.failure
  const holds = holding(formsOf(sent))
  const kept: Failure = {
    ...rest,
    ...(message === undefined || holds(message.ja) || holds(message.en) ? {} : { message }),
    ...(cause === undefined ? {} : { cause: holds(cause) ? (/^HTTP \d+/.exec(cause)?.[0] ?? repeated) : cause }),
  }
  return { ok: false, failure: kept }
}

const repeated = 'the bank’s words, which repeat the password'

const base64 = (text: string): string => Buffer.from(text).toString('base64').replaceAll('=', '')

/** As it is written in a header (RFC 7617), in JSON, and in an address or a form. */
function formsOf({ customerId, password }: Sent): readonly string[] {
  const sent = password.normalize('NFC')
  const quoted = JSON.stringify(sent).slice(1, -1)
  const forms = [
    sent,
    base64(sent),
    base64(`${customerId}:${password}`.normalize('NFC')),
    encodeURIComponent(sent),
    quoted,
  ]
  return forms.map(bare).filter((form) => form !== '')
}

/** Letters of the beginning of a password that is cut off with the rest of a line (plain-text.ts). */
const leastCut = 4

function holding(forms: readonly string[]) {
  return (text: string): boolean => {
    const pieces = text.split('…').map(bare)
    const whole = pieces.join('')
    if (forms.some((form) => whole.includes(form))) return true
    return pieces.slice(0, -1).some((piece) => forms.some((form) => endsInside(piece, form)))
  }
}

/** Does the piece end with a beginning of it? */
function endsInside(piece: string, form: string): boolean {
  for (let length = Math.min(form.length, piece.length); length >= leastCut; length--) {
    if (piece.endsWith(form.slice(0, length))) return true
  }
  return false
}

/** Without what is lost of a text on its way into one printable line. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{C}\p{M}]/gu, '')
    .toLowerCase()
