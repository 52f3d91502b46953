/** The table of what has changed from the oldest to the newest Electron that the product runs on, for papers. */
import { table, withPart } from '../lib/papers.mjs'

const marks = {
  begin: "<!-- Electron's changes: made by npm run electron-changes -->",
  end: '<!-- end of the changes -->',
}

const words = {
  en: {
    head: ['since', 'kind', 'change', 'Koshin'],
    unused: 'does not use it',
    kinds: {
      removed: 'removed',
      deprecated: 'deprecated',
      api: 'API',
      behaviour: 'behaviour',
      default: 'default',
    },
  },
  ja: {
    head: ['バージョン', '種類', '変更', 'Koshin'],
    unused: '使っていません',
    kinds: { removed: '削除', deprecated: '非推奨', api: 'API', behaviour: '動作', default: '既定値' },
  },
}

/**
 * @typedef {object} Change
 * @property {number} version since which
 * @property {'removed' | 'deprecated' | 'api' | 'behaviour' | 'default'} kind
 * @property {Record<'en' | 'ja', string>} what
 * @property {string[]} apis by which a use of it is found; empty where none can
 * @property {Record<'en' | 'ja', string>} [ours] what the app makes of it
 */

/**
 * @param {string} paper its text
 * @param {readonly Change[]} changes
 * @param {'en' | 'ja'} language
 */
export function paperWithChanges(paper, changes, language) {
  const { head, unused, kinds } = words[language]
  const rows = changes.map(({ version, kind, what, ours }) => [
    String(version),
    kinds[kind],
    what[language],
    ours?.[language] ?? unused,
  ])
  return withPart(paper, marks, table(head, rows))
}
