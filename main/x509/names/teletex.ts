/**
 * TeletexString (T61String), of which nothing tells what its octets mean (RFC 4518 2.1 leaves it to each program):
 * - ITU-T T.61, as ASN.1 has it: an accent stands before its letter (RFC 1345, T.61-8bit; so read by OpenLDAP).
 * - ISO 8859-1, as OpenSSL, Java, Go and BoringSSL write and read it, and with them nearly everybody.
 * - UTF-8: by an OpenSSL that was not told (-utf8) that it was given that. Windows tries it before ISO 8859-1
 *   (wincrypt.h, CERT_RDN_DISABLE_IE4_UTF8_FLAG).
 */
import { content, isUniversal, type Node } from '../der.ts'

/** X.680 */
export const teletexTag: number = 20

interface Reading {
  readonly text: string
  /** The octets may as well mean another text. */
  readonly doubtful: boolean
}

/**
 * Does nothing but guessing tell which text this is? Then it is the same as the same octets alone.
 *
 * T.61's letters without accents (0xe0 to 0xff, e.g. `þ` where ISO 8859-1 has `ü`) cast no doubt: nothing tells them from
 * what nearly everybody means by them.
 */
export const isDoubtful = (value: Node): boolean =>
  isUniversal(value, teletexTag) && !value.constructed && reading(Buffer.from(content(value))).doubtful

/** For people's eyes: what is most likely meant. */
export const teletexText = (octets: Buffer): string => reading(octets).text

/** What leads to other alphabets, by ISO 2022, and what ISO 8859-1 has no letters for. */
const elsewhere = /[\x0e\x0f\x1b\x80-\x9f]/

/** A capital with an accent between letters and small letters, or before a capital that begins a word: an accent of T.61's. */
const misplaced = /\p{L}[À-Ï]\p{Ll}|(?<!\p{L})[À-Ï]\p{Lu}\p{Ll}/u

function reading(octets: Buffer): Reading {
  const latin = octets.toString('latin1')
  const utf8 = octets.toString('utf8')
  if (!utf8.includes('\ufffd')) return { text: utf8, doubtful: utf8 !== latin || elsewhere.test(latin) }
  if (elsewhere.test(latin)) return { text: latin, doubtful: true }
  const accented = withAccents(octets)
  if (accented === undefined) return { text: latin, doubtful: false }
  return { text: misplaced.test(latin) ? accented : latin, doubtful: true }
}

/** By T.61's octet: the accent as Unicode combines it, and the letters that it stands before. */
const accents: Readonly<Record<number, readonly [mark: string, letters: string]>> = {
  0xc1: ['\u0300', 'AEIOU'],
  0xc2: ['\u0301', 'ACEILNORSUYZ'],
  0xc3: ['\u0302', 'ACEGHIJOSUWY'],
  0xc4: ['\u0303', 'AINOU'],
  0xc5: ['\u0304', 'AEIOU'],
  0xc6: ['\u0306', 'AGU'],
  0xc7: ['\u0307', 'CEGIZ'],
  0xc8: ['\u0308', 'AEIOUY'],
  0xca: ['\u030a', 'AU'],
  0xcb: ['\u0327', 'CGKLNRST'],
  0xcd: ['\u030b', 'OU'],
  0xce: ['\u0328', 'AEIU'],
  0xcf: ['\u030c', 'CDELNRSTZ'],
}

/** T.61's other characters from 0xa0 on, a space for each that there is none of; its accents are between both halves. */
const upper = { 0xa0: ' ¡¢£$¥#§¤  «    °±²³×µ¶·÷  »¼½¾¿', 0xe0: 'ΩÆÐªĦ ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ ' } as const

/** The text as T.61 means it; undefined: T.61 has no such text, or it has no accents. */
function withAccents(octets: Buffer): string | undefined {
  let text = ''
  let found = false
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at]!
    const accent = accents[octet]
    const one = accent === undefined ? characterOf(octet) : accented(accent, octets[++at] ?? 0)
    if (one === undefined) return undefined
    found ||= accent !== undefined
    text += one
  }
  return found ? text : undefined
}

function characterOf(octet: number): string | undefined {
  if (octet < 0x80) return String.fromCharCode(octet)
  const half = octet < 0xc0 ? 0xa0 : 0xe0
  const one = upper[half][octet - half]
  return one === ' ' ? undefined : one
}

function accented([mark, letters]: readonly [string, string], octet: number): string | undefined {
  const letter = String.fromCharCode(octet)
  return letters.includes(letter.toUpperCase()) ? (letter + mark).normalize('NFC') : undefined
}
