/** What people type into a field: in half width where it takes nothing else, with a Japanese keyboard; an address. */
import { plainAddress } from '../main/renewal/web-address.ts'

/** U+30FC is no hyphen among letters of Japanese; among ASCII it is one that an input method made. */
const hyphens = /[\u2010-\u2015\u2212\u30fc]/g

/** What letters and mails bring along unseen. */
const unseen = /[\u00ad\u200b-\u200d\u2060\ufeff]/g

/**
 * The same in half width, with plain hyphens and no blanks around it: `　Ｋ１－２３ ` is `K1-23`. For customer IDs and one-time
 * passwords, which a bank prints in half width; never for a password that somebody chose.
 */
export function halfWidth(entered: string): string {
  const folded = entered.normalize('NFKC').replaceAll(unseen, '').trim()
  const plain = folded.replaceAll(hyphens, '-')
  return isHalfWidth(plain) ? plain : folded
}

export function isHalfWidth(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

/**
 * A confirmation code (12 digits) as people copy it from a letter: in full width, with blanks or hyphens anywhere.
 *
 * @returns the digits alone; undefined for everything else
 */
export function codeDigits(entered: string): string | undefined {
  const digits = halfWidth(entered).replaceAll(/[\s-]/g, '')
  return /^\d{12}$/.test(digits) ? digits : undefined
}

/** Of a page in the browser. */
export const isWebAddress = (address: string): boolean => URL.canParse(address) && plainAddress.test(address)
