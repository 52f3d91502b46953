/** The table of managed settings in the papers about the policy, between two marks. */
import { table, withPart } from '../lib/papers.mjs'
import { flat } from './settings.mjs'

const marks = {
  begin: '<!-- managed settings: made by npm run policy-templates -->',
  end: '<!-- end of managed settings -->',
}

const heads = {
  en: ['setting', 'value', 'default', 'meaning'],
  ja: ['設定', '値', '既定', '意味'],
}

/** @param {'en' | 'ja'} language */
export function paperWithTable(paper, settings, language) {
  return withPart(paper, marks, listed(settings, language))
}

function listed(settings, language) {
  const rows = flat(settings).map((one) => [
    `\`${one.path.join('.')}\``,
    kinds[language](one),
    byDefault(one, language),
    one.words[language].text,
  ])
  return table(heads[language], rows)
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
