/** What other makers' servers and clients came to with Koshin, as tables for the console and for the papers. */
import { table, withPart } from '../../lib/papers.mjs'
import { reasons, words } from './peer-words.mjs'

const marks = { begin: '<!-- peers: made by npm run interop -->', end: '<!-- end of the peers -->' }

const operations = [
  ...['enrol', 'renew', 'grace', 'pending', 'refused', 'rollover', 'proof'],
  ...['TLS 1.2', 'TLS 1.3', 'h2', 'RSA', 'EC', 'P-384', 'UTF8', 'BMP', 'T61'],
]

/**
 * @typedef {object} Cell of tests/interop/table.ts
 * @property {'server' | 'client'} side
 * @property {string} peer
 * @property {true} [imitated]
 * @property {string} operation
 * @property {'passed' | 'refused' | 'failed' | 'not applicable' | 'not tried'} outcome
 * @property {string} [reason] of what is refused or not applicable: a name of peer-words.mjs
 */

/** The cells of an earlier run, with those that were tried again. @param {Cell[]} before @param {Cell[]} now */
export function merged(before, now) {
  const place = ({ side, peer, operation }) =>
    `${side === 'server' ? 1 : 2} ${peer} ${operations.indexOf(operation) + 10}`
  const tried = new Map([...before, ...now].map((cell) => [place(cell), cell]))
  return [...tried].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell)
}

/** For the console. @param {Cell[]} cells */
export function rowsOf(cells) {
  return Object.fromEntries(
    ['server', 'client'].flatMap((side) =>
      peersOf(cells.filter((cell) => cell.side === side)).map(([peer, own]) => [
        `${side}: ${peer}`,
        Object.fromEntries(own.map(({ operation, outcome }) => [operation, outcome])),
      ]),
    ),
  )
}

/** @param {string} paper @param {Cell[]} cells @param {'en' | 'ja'} language */
export function paperWithPeers(paper, cells, language) {
  const tables = ['server', 'client'].map((side) => {
    const own = cells.filter((cell) => cell.side === side)
    return `### ${words[language][side]}\n\n${listed(own, language)}`
  })
  return withPart(paper, marks, tables.join('\n\n'))
}

/** @param {Cell[]} cells @param {'en' | 'ja'} language */
function listed(cells, language) {
  // What failed told why in a program's words, which stay in the file.
  /** @param {Cell} cell */
  const noted = ({ outcome, reason }) => outcome !== 'failed' && reason !== undefined
  const notes = [...new Set(cells.filter(noted).map(({ reason }) => reason))]
  const marks = { passed: '✓', refused: '◇', failed: '✗', 'not applicable': '–', 'not tried': '?' }
  /** @param {Cell} cell */
  const inCell = (cell) => `${marks[cell.outcome]}${noted(cell) ? ` ${notes.indexOf(cell.reason) + 1}` : ''}`
  const rows = peersOf(cells).map(([peer, own]) => [
    own[0].imitated ? `${peer} ${words[language].imitated}` : peer,
    ...operations.map((operation) => {
      const cell = own.find((one) => one.operation === operation)
      return cell === undefined ? '?' : inCell(cell)
    }),
  ])
  const head = [words[language].peer, ...operations.map((one) => words[language].operations[one] ?? one)]
  return [
    table(head, rows),
    '',
    ...notes.map((reason, index) => `${index + 1}. ${reasons[reason]?.[language] ?? reason}`),
  ].join('\n')
}

/** @returns {[string, Cell[]][]} */
function peersOf(cells) {
  return [...new Set(cells.map(({ peer }) => peer))].map((peer) => [peer, cells.filter((cell) => cell.peer === peer)])
}
