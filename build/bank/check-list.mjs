/** The tables of checks in the papers about checking a bank, between two marks. */
import { table, withPart } from '../lib/papers.mjs'

const marks = { begin: '<!-- checks: made by npm run bank-checks -->', end: '<!-- end of the checks -->' }

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
  const parts = groups.map(({ name, checks }) => `### ${name[language]}\n\n${listed(checks, language)}`)
  return withPart(paper, marks, parts.join('\n\n'))
}

function listed(checks, language) {
  const rows = checks.map(({ id, title, reference, meaning }) => [
    `\`${id}\``,
    title[language],
    reference,
    meaning[language],
  ])
  return table(heads[language], rows)
}
