/** The encoding of every EST body, whatever Content-Transfer-Encoding says (RFC 8951 section 3; RFC 4648 section 4). */
import { failure, type Result, success } from '../../renewal/errors.ts'

const columns = 64

/** In lines of 64 columns with CRLF: Cisco's libest answers 400 to a single line; every known server takes lines. */
export function writeBase64(bytes: Uint8Array): Uint8Array {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(new RegExp(`.{1,${columns}}`, 'g')) ?? []
  return new Uint8Array(Buffer.from(lines.map((line) => `${line}\r\n`).join('')))
}

/** SEQUENCE. No base64 of anything that EST sends begins with this octet, which is the digit 0. */
const derBegins = 0x30

/** DER as it is, or base64. Fails with bank.bad-answer. */
export function unwrapped(body: Uint8Array): Result<Uint8Array> {
  return body[0] === derBegins ? success(body) : readBase64(body)
}

/**
 * Takes lines of any length and white space anywhere, a byte order mark, missing padding, and zero octets at the end
 * (libest sends the one that ends a string in C); nothing else. A body that was cut off within a group is refused with
 * bank.bad-answer instead of giving some other bytes.
 */
export function readBase64(body: Uint8Array): Result<Uint8Array> {
  const text = Buffer.from(body)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .replace(/[ \t\r\n]/g, '')
    // Begun at the first of several zeros alone: from every one of 256 kilobytes it would take nine minutes.
    .replace(/(?<!\0)\0+$/, '')
  const bytes = Buffer.from(text, 'base64')
  const whole = bytes.toString('base64')
  // Node passes over what is not base64; writing it again shows whether it did (padding and unused bits, too).
  if (whole !== text && whole.replaceAll('=', '') !== text) {
    return failure('bank.bad-answer', { cause: 'the body is not base64' })
  }
  return success(new Uint8Array(bytes))
}
