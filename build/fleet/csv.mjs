/** The report as a table for spreadsheets: a row for each machine, or each of its banks, and for each file that cannot be read. */
import { failureCode } from './status-line.mjs'
import { csvCell } from '../pages/text.mjs'

/** ms */
const day = 24 * 60 * 60 * 1000

const columns = [
  ...['file', 'time', 'outcome', 'exitCode', 'failure', 'status', 'notAfter', 'daysLeft'],
  ...['version', 'keyProvider', 'protection', 'watchedDue', 'lockedUntil', 'problem', 'line', 'bank'],
]

/**
 * @param {ReturnType<typeof import('./read.mjs').readFleet>} fleet
 * @param {number} now
 */
export function csvOf({ machines, problems }, now) {
  const byFile = new Map(problems.map((problem) => [problem.file, problem]))
  const read = machines.map(({ file, status }) => ({ ...rowOf(status, now), file, ...told(byFile.get(file)) }))
  const names = new Set(machines.map(({ file }) => file))
  const unread = problems.filter(({ file }) => !names.has(file)).map((one) => ({ file: one.file, ...told(one) }))
  const rows = [...read, ...unread].map((row) => columns.map((column) => csvCell(row[column])).join(','))
  // Excel takes a file without the mark for one in the system's older encoding.
  return `\ufeff${[columns.join(','), ...rows].map((row) => `${row}\r\n`).join('')}`
}

/** @param {import('./status-line.mjs').StatusLine} status @param {number} now */
function rowOf({ certificate, ...status }, now) {
  const { notAfter } = certificate ?? {}
  const daysLeft = notAfter && Math.floor((Date.parse(notAfter) - now) / day)
  return { ...status, ...certificate, failure: failureCode(status), daysLeft }
}

const told = (problem) => problem && { problem: problem.reason, line: problem.line }
