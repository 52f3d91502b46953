/**
 * Names compared by their meaning (RFC 5280 7.1): a CA may write the same name in another string type, in other letters'
 * case or with other spaces.
 */
import { child, children, encode, hex, type Node, oidOf } from '../der.ts'
import { stringOf } from './names.ts'
import { isDoubtful } from './teletex.ts'

const known = new WeakMap<Node, string>()

/** Equal for names that are the same, and for those only. The name is not to be changed afterwards. */
export function canonicalName(name: Node): string {
  const before = known.get(name)
  if (before !== undefined) return before
  const found = JSON.stringify(children(name).map(canonicalPart))
  known.set(name, found)
  return found
}

/** Are these Names the same? Their parts count in their order. */
export function sameNames(a: Node, b: Node): boolean {
  return canonicalName(a) === canonicalName(b)
}

/** A relative distinguished name: a set, so the order of what it holds means nothing. */
export function canonicalPart(part: Node): string {
  return JSON.stringify(children(part).map(canonicalAttribute).sort())
}

/** One attribute with its type; equal for those that mean the same. */
export function canonicalAttribute(attribute: Node): string {
  const value = child(attribute, 1)
  const text = stringOf(value)
  // What is no string, a broken one, or one that may mean another text, is compared by its bytes.
  const readable = text !== undefined && !text.includes('\ufffd') && !unending.test(text) && !isDoubtful(value)
  return `${oidOf(child(attribute, 0))}${readable ? `=${prepared(text)}` : `:${hex(encode(value))}`}`
}

/**
 * More marks in a row than any writing has (UAX #15, 13: 30). Putting them into order takes their number squared: 90,000
 * in the name of one certificate would take ten seconds. The last two are marks by their compatibility form.
 */
const unending = /[\p{M}\uff9e\uff9f]{31}/u

/**
 * caseIgnoreMatch by the string preparation of RFC 4518, simplified: compatibility forms are unified (NFKC; after
 * folding again, as its 2.2 and 2.3 ask), what takes no room is left out, spaces are folded. Characters that RFC 4518
 * prohibits are compared like any other instead of spoiling the comparison, and marks that combine are left where they
 * are.
 */
function prepared(text: string): string {
  return folded(folded(text).normalize('NFKC'))
    .normalize('NFKC')
    .replace(/[\p{Cf}\u034f\u1806\u180b-\u180d\ufe00-\ufe0f]/gu, '')
    .replace(/[\s\p{Zs}\p{Cc}]+/gu, ' ')
    .trim()
}

/** Upper case first: JavaScript has no case folding of its own, and so `ß` and `SS` become the same. */
function folded(text: string): string {
  return text.toUpperCase().toLowerCase()
}
