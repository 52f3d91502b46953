/** What commands write into papers: between two marks, so that the rest stays as it was written by hand. */
import { Foreseen } from './console.mjs'

/**
 * @param {string} paper its text
 * @param {{ begin: string, end: string }} marks
 * @param {string} made
 * @param {string} [name] of the paper
 */
export function withPart(paper, { begin, end }, made, name = 'a paper') {
  const [from, to] = [paper.indexOf(begin), paper.indexOf(end)]
  if (from < 0 || to < from) throw new Foreseen(`${name} has no place for what is made: ${begin}`)
  return `${paper.slice(0, from)}${begin}\n\n${made}\n\n${paper.slice(to)}`
}

/** In Markdown. @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}
