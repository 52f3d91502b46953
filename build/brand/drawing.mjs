/** A bank's icon: a drawing that needs nothing but itself, and comes out as a picture. */
import { lineAt } from '../bank-file/lines.mjs'
import { decode } from '../pictures/png.mjs'
import { drawn } from '../pictures/svg.mjs'

/** Whatever runs, or would have to be fetched or looked up elsewhere. */
const foreign = [
  /<!(DOCTYPE|ENTITY)/i,
  /<([\w.-]+:)?(script|foreignObject|image|iframe)\b/i,
  // Written so that none of these would be seen.
  /<\?xml[^>]*\bencoding\s*=\s*["'](?!utf-8["'])[^"']*/i,
  /&#[^;]*;?/,
  /\\[0-9a-f]{1,6}/i,
  /\son[a-z]+\s*=/i,
  /\b(xlink:)?href\s*=\s*["'](?!#)[^"']*/i,
  /url\(\s*["']?(?!["']?#)[^)]*/i,
  /@import/i,
]

/**
 * @param {string} text
 * @param {string} file its name in the folder
 * @returns {import('../bank-file/problem.mjs').Problem[]}
 */
export function drawingProblems(text, file) {
  /** @returns {import('../bank-file/problem.mjs').Problem} */
  const at = (code, index, detail = '') => ({ code, file, line: lineAt(text, index), detail })
  const root = /<svg\b[^>]*>/.exec(text)
  if (root === null) return [at('brand.no-svg', 0)]
  const found = foreign.flatMap((pattern) => {
    const match = pattern.exec(text)
    return match === null ? [] : [at('brand.foreign', match.index, match[0].trim().slice(0, 60))]
  })
  if (found.length > 0) return found
  const box = /\bviewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*["']/.exec(root[0])
  if (box === null || box[1] !== box[2] || Number(box[1]) === 0) return [at('brand.not-square', root.index)]
  return asPicture(text, file)
}

/** By what draws it later. */
function asPicture(text, file) {
  const { png, fault } = drawn(text, 64)
  if (png === undefined) {
    const line = Number(/\bline (\d+)/.exec(fault)?.[1] ?? 1)
    return [{ code: 'brand.not-drawn', file, line, detail: fault }]
  }
  const { pixels, channels } = decode(png)
  // Alpha of each pixel, where there is one.
  const shows = channels === 3 || pixels.some((value, index) => index % 4 === 3 && value > 0)
  return shows ? [] : [{ code: 'brand.nothing-drawn', file, line: 1 }]
}
