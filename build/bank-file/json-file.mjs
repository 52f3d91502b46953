/** A file of a folder that holds a JSON object, in UTF-8, of at most the size of a bank file. */
import path from 'node:path'
import { lineAt } from './lines.mjs'

/**
 * @param {string} folder
 * @param {string} file its name in it
 * @param {any} app from product.mjs
 * @returns {Promise<{ text?: string, value?: any, problems: import('./problem.mjs').Problem[] }>}
 */
export async function readJsonFile(folder, file, app) {
  const { strictText, parseJson, jsonMistake } = app
  const bytes = await app.loadBankFile(path.join(folder, file))
  if (!bytes.ok) {
    const { code, cause } = bytes.failure
    const kind = code === 'bank-file.too-large' ? 'too-large' : cause.startsWith('ENOENT') ? 'missing' : 'unreadable'
    return { problems: [{ code: `folder.${kind}`, file, detail: cause }] }
  }
  let text
  try {
    text = strictText(bytes.value)
  } catch {
    return { problems: [{ code: 'folder.not-text', file }] }
  }
  const deep = tooDeep(text)
  if (deep !== undefined) return { problems: [{ code: 'folder.not-json', file, line: deep }] }
  try {
    const value = parseJson(text)
    if (isObject(value)) return { text, value, problems: [] }
    return { problems: [{ code: 'folder.not-json', file, line: 1 }] }
  } catch (error) {
    const mistake = jsonMistake(error, text)
    const twice = mistake.kind === 'twice' ? text.lastIndexOf(`"${mistake.place}"`) : -1
    const line = twice >= 0 ? lineAt(text, twice) : Number(mistake.detail ?? lineAt(text, text.length))
    return { problems: [{ code: 'folder.not-json', file, line, mistake }] }
  }
}

/** More than any setting has above it; what looks for lines holds the path of each. */
const deepest = 64

/** @returns {number | undefined} the line from which on it is deeper than any setting */
function tooDeep(text) {
  let depth = 0
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (/^[{[]/.test(token)) depth += 1
    if (/^[}\]]/.test(token)) depth -= 1
    if (depth > deepest) return lineAt(text, index)
  }
  return undefined
}

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
