/** "Verified where": the newest report decides about each cell. */
import { table, withPart } from '../lib/papers.mjs'
import { columns, rows } from './rows.mjs'
import { words } from './words.mjs'

export const marks = {
  begin: '<!-- verified where: made by npm run verified-where -->',
  end: '<!-- end of verified where -->',
}

/** @typedef {{ file: string, report: import('./report.mjs').Report }} Kept */
/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {string} paper @param {readonly Kept[]} kept @param {'en' | 'ja'} language @param {string} [name] of the paper */
export function paperWithReports(paper, kept, language, name) {
  const told = words[language]
  const counted = kept.filter(({ report }) => countsFor(report))
  const where = [told.what, ...columns.map(({ what }) => what[language])]
  const cells = rows.map((row) => [
    row.what[language],
    ...columns.map((column) => cellOf(counted, row, column, language)),
  ])
  const made = [
    table(where, cells),
    told.below,
    table(
      told.reportHead,
      kept.map((one) => rowOf(one, language)),
    ),
  ]
  return withPart(paper, marks, made.join('\n\n'), name)
}

/** What was tried is known by its commit alone. @param {import('./report.mjs').Report} report */
const countsFor = ({ koshin, electron }) => koshin.clean && electron !== undefined

function cellOf(kept, row, column, language) {
  const told = words[language]
  if (row.on !== undefined && !row.on.includes(column.platform)) return '–'
  const [newest] = kept
    .map(({ report }) => report)
    .filter(({ system, electron }) => system.platform === column.platform && column.electron(electron?.kind))
    .flatMap((report) => ranCounts(report, row).map((counts) => ({ ...report.koshin, made: report.made, ...counts })))
    // Of two at the same time, the one that says less.
    .sort((a, b) => Date.parse(b.made) - Date.parse(a.made) || b.failed - a.failed)
  if (newest === undefined) return told.notYet
  const { version, made, commit, passed, failed, skipped } = newest
  const counts = failed > 0 ? told.failed(failed) : told.passed(passed, skipped)
  return `${counts}: ${version}, ${made.slice(0, 10)}, \`${commit.slice(0, 7)}\``
}

/** What a report says about a row: nothing where it was not run, or all of it skipped. @returns {Counts[]} none or one */
function ranCounts({ parts, sandbox }, { parts: names, any = false, area, sandbox: needed = false }) {
  if (needed && !sandbox) return []
  const ran = names.flatMap((name) => parts.filter((part) => part.name === name)).map((part) => countsOf(part, area))
  const whole = ran.filter(({ passed, failed }) => passed + failed > 0)
  if (whole.length === 0 || (!any && whole.length < names.length)) return []
  return [
    whole.reduce((a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      skipped: a.skipped + b.skipped,
    })),
  ]
}

/** @param {import('./report.mjs').Part} part @param {string | undefined} area @returns {Counts} */
function countsOf({ passed, failed, skipped, areas }, area) {
  if (area === undefined) return { passed, failed: failed.length, skipped: skipped.length }
  // What failed beside all tests may have been about any of them.
  const beside = Math.max(0, failed.length - areas.reduce((sum, one) => sum + one.failed, 0))
  const own = areas.find(({ name }) => name === area)
  return { passed: own?.passed ?? 0, failed: (own?.failed ?? 0) + beside, skipped: own?.skipped ?? 0 }
}

/** A row for a report itself, counted or not. @param {Kept} kept @param {'en' | 'ja'} language */
function rowOf({ file, report }, language) {
  const { user, sandbox, system, electron, koshin, selected } = report
  const told = words[language]
  return [
    `[${koshin.commit.slice(0, 7)}](${language === 'ja' ? '../' : ''}../../verified/${file})${koshin.clean ? '' : ` ${told.changed}`}`,
    report.made.slice(0, 10),
    `${system.name} (${system.arch})`,
    electron === undefined ? '–' : `${electron.version} (${electron.kind})`,
    told.users[user] + (sandbox ? '' : told.noSandbox),
    typeof selected === 'string' ? told.selections[selected] : selected.join(', '),
  ]
}
