/** Where in a JSON text a setting stands, so that its writer finds it. */

/** A string, what opens, closes and separates, or any other value. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * @param {string} text JSON that is whole
 * @param {string} place a path, `bank.est.url`; of one that is not there, what it would stand in counts
 * @returns {number} from 1 on
 */
export function lineOf(text, place) {
  const lines = linesOf(text)
  const names = place === '' ? [] : place.split('.')
  while (names.length > 0 && !lines.has(names.join('.'))) names.pop()
  return lines.get(names.join('.')) ?? 1
}

/** @returns {Map<string, number>} the line of each name and of each entry of a list, by path */
function linesOf(text) {
  const lines = new Map()
  /** @type {{ path: string[], index: number | undefined }[]} what is open; an index belongs to a list */
  const open = []
  let path = []
  let last = { token: '', line: 1 }
  let line = 1
  let from = 0
  for (const { 0: token, index } of text.matchAll(tokens)) {
    line += text.slice(from, index).split('\n').length - 1
    from = index
    const inside = open.at(-1)
    const isValue = !/^[}\],:]$/.test(token)
    if (isValue && inside?.index !== undefined) path = [...inside.path, String(inside.index)]
    if (isValue && inside?.index !== undefined) lines.set(path.join('.'), line)
    if (token === ':') path = [...(inside?.path ?? []), JSON.parse(last.token)]
    if (token === ':') lines.set(path.join('.'), last.line)
    if (token === '{' || token === '[') open.push({ path, index: token === '[' ? 0 : undefined })
    if (token === '}' || token === ']') open.pop()
    if (token === ',' && inside?.index !== undefined) inside.index += 1
    last = { token, line }
  }
  return lines
}

/** The line of a place in a text. @param {number} at characters from its beginning */
export const lineAt = (text, at) => text.slice(0, at).split('\n').length
