/** What is written on a console, which may be a terminal: it obeys whatever control character comes along. */
import { product } from '../renewal/product/product.ts'
import { visible } from '../renewal/plain-text.ts'

/** What went wrong, in one line: its parts may quote a file or a server that somebody else has written. */
export function complain(...parts: readonly string[]): void {
  console.error(`${product.program}: ${onOneLine(parts.join(': '))}`)
}

/** With a sign in the place of each character that nobody would see, or that would begin a line of its own. */
export function onOneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' '))
}

/** C1 controls, which terminals obey as well, and what turns or hides characters: JSON.stringify leaves them as they are. */
const obeyed = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/** The same value for whoever reads JSON (RFC 8259 7), in signs that no terminal obeys. */
export function jsonLine(value: unknown): string {
  const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(obeyed, escaped)
}
