/** The README's table of managed settings, between two marks. */
import { Foreseen } from './console.mjs'
import { flat } from './policy-settings.mjs'

const begin = '<!-- managed settings: made by npm run policy-templates -->'
const end = '<!-- end of managed settings -->'

export function readmeWithTable(readme, settings) {
  const [before, , after] = split(readme)
  return `${before}${begin}\n\n${table(settings)}\n\n${end}${after}`
}

function split(readme) {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)]
  if (from < 0 || to < from) throw new Foreseen(`README.md has no place for the table: ${begin}`)
  return [readme.slice(0, from), readme.slice(from, to), readme.slice(to + end.length)]
}

function table(settings) {
  const rows = flat(settings).map((one) => [`\`${one.path.join('.')}\``, values(one), one.byDefault, one.words.en.text])
  const all = [['setting', 'value', 'default', 'meaning'], ['---', '---', '---', '---'], ...rows]
  return all.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}

function values({ kind, choices, least, most }) {
  switch (kind) {
    case 'yes-no':
      return '`true`, `false`'
    case 'number':
      return `${least} to ${most}`
    case 'choice':
      return choices.map((choice) => `\`${choice}\``).join(', ')
    case 'text':
      return 'text'
    default:
      return `list of ${kind}`
  }
}
