/**
 * The product by which everything is named: texts, programs, folders, registry keys, key names, addresses. Plain Koshin, or a
 * bank's own app; any number of them live side by side.
 */
import { identity } from './identity.ts'
import { derived } from './derived.ts'

export const product = derived(identity)

/** As people read it. */
export const appName = product.name

const japaneseLetter = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/u

/** A Japanese text with the app's name in it: a Latin name stands between spaces, a Japanese one does not. */
export function inJapanese(texts: TemplateStringsArray, ...given: readonly string[]): string {
  return given.reduce((before, one, index) => {
    const after = texts[index + 1] ?? ''
    if (one !== appName.ja) return before + one + after
    const begun = japaneseLetter.test(one.at(0) ?? '') ? before.replace(/ $/, '') : before
    return begun + one + (japaneseLetter.test(one.at(-1) ?? '') ? after.replace(/^ /, '') : after)
  }, texts[0] ?? '')
}
