/** What strangers write into names and notes, and what windows show of it. */

/**
 * Characters that break a line, turn its direction, or take a place in a name without being seen, so that one name looks
 * like another. Variation selectors are not among them: Japanese names are written with them.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u{1d159}]/gu

/** More marks on one letter than any writing has: they would lie over the lines above and below it. */
const pile = /(\p{M}{4})\p{M}+/gu

/** Marks without a letter: nobody sees a variation selector alone, and others lie over what stands before the name. */
const lone = /(^|\s)\p{M}+/gu

/** With a sign in the place of each character that nobody would see, so that what they were put in for does not come about. */
export const visible = (text: string): string =>
  text.replace(unseen, '\ufffd').replace(lone, '$1\ufffd').replace(pile, '$1')

/** As much of it as there is room for. @param longest in UTF-16 units, of which no character is cut in two */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** Of characters, as whoever writes to a window counts them. */
const longest = 200

/** One short line without control characters, which could forge log lines or colour terminals. */
export function printable(text: string): string {
  const line = text.replace(unseen, ' ').replace(lone, '$1').replace(pile, '$1').replace(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line
}
