/** Finds help by the user's own words: a topic, or a failure by its code or by what its window said. */

export interface Entry<Id> {
  readonly id: Id
  /** All that is said of it. */
  readonly words: readonly string[]
}

/**
 * The entries in which every word of the question stands, in their order. Width, letter case, and hiragana or katakana
 * make no difference, as in whatever an input method leaves behind.
 */
export function find<Id>(question: string, entries: readonly Entry<Id>[]): readonly Id[] {
  const wanted = folded(question)
    .split(/[\s、。]+/)
    .filter((word) => word !== '')
  if (wanted.length === 0) return []
  const matches = ({ words }: Entry<Id>) => {
    const said = folded(words.join('\n'))
    return wanted.every((word) => said.includes(word))
  }
  return entries.filter(matches).map(({ id }) => id)
}

const katakana = /[\u30a1-\u30f6]/g
const toHiragana = 0x60

function folded(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase()
  return plain.replace(katakana, (letter) => String.fromCharCode(letter.charCodeAt(0) - toHiragana))
}
