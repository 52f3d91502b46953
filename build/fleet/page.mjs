/** The report as a page that needs nothing beside itself: no script, no picture, no network. */
import { both, framed } from '../pages/frame.mjs'
import { html } from '../pages/text.mjs'
import { reasonOf, words } from './words.mjs'

const style = `
th { font-weight: normal; overflow-wrap: anywhere; }
td.number { text-align: right; font-variant-numeric: tabular-nums; width: 5rem; }
td.bar { width: 12rem; }
meter { width: 100%; }
details table { margin-top: 0.5rem; }
details li { overflow-wrap: anywhere; }
`

/**
 * What somebody has to see to comes first.
 *
 * @param {ReturnType<typeof import('./read.mjs').readFleet>} fleet
 * @param {ReturnType<typeof import('./figures.mjs').figuresOf>} figures
 * @param {number} now
 */
export function pageOf({ machines, problems }, figures, now) {
  const { outcomes, expired, weeks, failures, newest, oldVersions, softwareKeys, silent } = figures
  const overdue = expired.length === 0 ? [] : [[both(words.expired), expired]]
  const body = `<p>${both(words.made)} ${html(inJapan(now))} · ${both(words.machines)} ${countOf(machines)} · ${both(words.files)} ${problems.length}</p>
${section(words.failures, groups(failures.map(escaped)))}
${section(words.weeks, `${groups([...overdue, ...weeks.slice(0, soon).map(escaped)])}${later(weeks.slice(soon))}`)}
${section(words.silent, silent.length === 0 ? none : names(silent))}
${section(words.softwareKeys, groups(softwareKeys.map(escaped)))}
${section(
  words.versions,
  `${newest === undefined ? '' : `<p>${both(words.newest)}: ${html(newest)}</p>`}${groups(
    oldVersions.map(([name, list]) => [name === '' ? both(words.unknownVersion) : html(name), list]),
  )}`,
)}
${section(words.unread, problems.length === 0 ? none : table(problems.map(unread)))}
${section(words.outcomes, groups(outcomes.map(escaped)))}`
  return framed({ title: words.title, style, body })
}

const none = `<p>${both(words.none)}</p>`
const escaped = ([name, list]) => [html(name), list]
const section = (title, content) => `<h2>${both(title)}</h2>\n${content}`
const table = (rows) => `<table>\n${rows.map((cells) => `<tr>${cells.join('')}</tr>`).join('\n')}\n</table>`
const unread = (problem) => [`<th scope="row">${html(problem.file)}</th>`, `<td>${both(reasonOf(problem))}</td>`]

/** Weeks that are shown at once; in the others nobody has to do anything yet. */
const soon = 8

function later(weeks) {
  if (weeks.length === 0) return ''
  return `<details><summary>${both(words.laterWeeks)} (${weeks.length})</summary>${groups(weeks.map(escaped))}</details>`
}

/** Rows of a table; an honest one has a few dozen, and files that others have written must not keep the page from being made. */
const most = 500

/** A row for each group: its name (HTML), how many, beside the largest, and which. */
function groups(list) {
  if (list.length === 0) return none
  const counts = list.map(([, machines]) => countOf(machines))
  const all = counts.reduce((largest, count) => Math.max(largest, count), 0)
  const rows = list
    .slice(0, most)
    .map(([name, machines], index) => [
      `<th scope="row">${name}${names(machines)}</th>`,
      `<td class="number">${counts[index]}</td>`,
      `<td class="bar"><meter max="${all}" value="${counts[index]}"></meter></td>`,
    ])
  return `${table(rows)}${list.length > most ? `<p>${both(words.moreGroups)}: ${list.length - most}</p>` : ''}`
}

/** One with several banks is one. */
export const countOf = (machines) => new Set(machines.map(({ file }) => file)).size

function names(machines) {
  const items = machines
    .map(({ file, status: { bank } }) => `<li>${html(file)}${bank ? ` (${bank})` : ''}</li>`)
    .join('')
  return `<details><summary>${both(words.machines)} (${countOf(machines)})</summary><ul>${items}</ul></details>`
}

function inJapan(at) {
  return `${new Date(at + 9 * 60 * 60 * 1000).toISOString().slice(0, 16).replace('T', ' ')} JST`
}
