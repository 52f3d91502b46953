/** The table of managed settings in the papers about the policy, between two marks. */
import { Foreseen } from '../lib/console.mjs'
import { flat } from './settings.mjs'

const begin = '<!-- managed settings: made by npm run policy-templates -->'
const end = '<!-- end of managed settings -->'

const heads = {
  en: ['setting', 'value', 'default', 'meaning'],
  ja: ['設定', '値', '既定', '意味'],
}

/** @param {'en' | 'ja'} language */
export function paperWithTable(paper, settings, language) {
  const [before, , after] = split(paper)
  return `${before}${begin}\n\n${table(settings, language)}\n\n${end}${after}`
}

function split(paper) {
  const [from, to] = [paper.indexOf(begin), paper.indexOf(end)]
  if (from < 0 || to < from) throw new Foreseen(`a paper has no place for the table of settings: ${begin}`)
  return [paper.slice(0, from), paper.slice(from, to), paper.slice(to + end.length)]
}

function table(settings, language) {
  const rows = flat(settings).map((one) => [
    `\`${one.path.join('.')}\``,
    kinds[language](one),
    byDefault(one, language),
    one.words[language].text,
  ])
  const all = [heads[language], ['---', '---', '---', '---'], ...rows]
  return all.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}

/** A default in words is English; the Japanese meaning tells it. */
function byDefault({ byDefault: told }, language) {
  return language === 'en' || /^`[^`]*`$/.test(told) ? told : '–'
}

const code = (names) => names.map((name) => `\`${name}\``).join(', ')

const kinds = {
  en({ kind, choices, least, most }) {
    if (kind === 'yes-no') return code(['true', 'false'])
    if (kind === 'number') return `${least} to ${most}`
    if (kind === 'choice') return code(choices)
    return kind === 'text' ? 'text' : `list of ${kind}`
  },
  ja({ kind, choices, least, most }) {
    if (kind === 'yes-no') return code(['true', 'false'])
    if (kind === 'number') return `${least}〜${most}`
    if (kind === 'choice') return code(choices)
    return kind === 'text' ? '文字列' : `${lists[kind]}の一覧`
  },
}
const lists = { numbers: '数', texts: '文字列', banks: '銀行' }
