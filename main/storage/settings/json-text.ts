/** JSON as people write it: with what their editor puts in front of it, and never with two meanings. */

const byteOrderMark = '\uFEFF'

/** Bytes; far more than settings, or the certificates that they name, have. */
export const longestSettings = 16 * 1024 * 1024

/** Text of a file, as Windows' PowerShell 5.1 may have written it: UTF-8 with a mark in front, or UTF-16. */
export function textOf(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  const text = Buffer.from(bytes).toString(isUtf16 ? 'utf16le' : 'utf8')
  return text.startsWith(byteOrderMark) ? text.slice(1) : text
}

/**
 * As JSON.parse, which takes the last of two values with the same name (RFC 8259 4 leaves it open): whoever wrote the
 * first one would never learn that it does not count.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  const twice = nameGivenTwice(text)
  if (twice !== undefined) throw new SyntaxError(`"${twice}" is given twice`)
  return value
}

/** A string, or what opens and closes; all else is neither a name nor has names in it. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/** @param text JSON that is whole */
function nameGivenTwice(text: string): string | undefined {
  /** The names of each object that is open; undefined: a list. */
  const open: (Set<string> | undefined)[] = []
  let last: string | undefined
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':' && last !== undefined) {
      const name = JSON.parse(last) as string
      const names = open.at(-1)
      if (names?.has(name) === true) return name
      names?.add(name)
    }
    last = token.startsWith('"') ? token : undefined
  }
  return undefined
}
