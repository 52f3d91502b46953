/** The tables of checks in the papers about checking a bank, between two marks. */
import { Foreseen } from '../lib/console.mjs'

const begin = '<!-- checks: made by npm run bank-checks -->'
const end = '<!-- end of the checks -->'

const heads = {
  en: ['check', 'passes where', 'written in', 'otherwise'],
  ja: ['検査', '合格の条件', '根拠', 'そうでないと'],
}

/**
 * @param {string} paper
 * @param {typeof import('../../main/cli/check-bank/checks.ts').groups} groups
 * @param {'en' | 'ja'} language
 */
export function paperWithChecks(paper, groups, language) {
  const [from, to] = [paper.indexOf(begin), paper.indexOf(end)]
  if (from < 0 || to < from) throw new Foreseen(`a paper has no place for the checks: ${begin}`)
  const parts = groups.map(({ name, checks }) => `### ${name[language]}\n\n${table(checks, language)}`)
  return `${paper.slice(0, from)}${begin}\n\n${parts.join('\n\n')}\n\n${paper.slice(to)}`
}

function table(checks, language) {
  const rows = checks.map(({ id, title, reference, meaning }) => [
    `\`${id}\``,
    title[language],
    reference,
    meaning[language],
  ])
  const all = [heads[language], ['---', '---', '---', '---'], ...rows]
  return all.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}
