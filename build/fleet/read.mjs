/** Reads a folder with what many machines' `status` printed, a file a machine. What cannot be read is named, never left out. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { Foreseen } from '../lib/console.mjs'
import { statusLine } from './status-line.mjs'

/** Bytes; a line has a few thousand. */
const largest = 1024 * 1024

/** No app has as many. Whoever may write into the folder must not fill the report with one file. */
const mostBanks = 50

/**
 * @typedef {object} Problem
 * @property {string} file
 * @property {number} [line] from 1 on
 * @property {'not-a-file' | 'not-opened' | 'too-large' | 'not-text' | 'not-json' | 'not-a-status' | 'no-status' | 'too-many-banks'} reason
 * @property {string} [field] that is missing, or is not as the schema has it
 * @property {number} [more] lines of the same file that cannot be read either
 */
/** @typedef {{ file: string, status: import('./status-line.mjs').StatusLine }} Machine of one of its banks */

/**
 * The last status of each file, with one of each bank where it told of all; a file may have both a status and a problem.
 * @param {string} folder
 * @returns {{ machines: Machine[], problems: Problem[] }}
 */
export function readFleet(folder) {
  const machines = []
  const problems = []
  for (const entry of entriesOf(folder)) {
    const file = entry.name
    const { statuses = [], problem } = entry.isFile()
      ? readMachine(path.join(folder, file))
      : { problem: { reason: 'not-a-file' } }
    machines.push(...statuses.map((status) => ({ file, status })))
    if (problem !== undefined) problems.push({ file, ...problem })
  }
  return { machines, problems }
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    throw new Foreseen(`the folder cannot be read: ${/** @type {Error} */ (error).message}`)
  }
}

function readMachine(file) {
  let bytes
  try {
    if (statSync(file).size > largest) return { problem: { reason: 'too-large' } }
    bytes = readFileSync(file)
  } catch {
    return { problem: { reason: 'not-opened' } }
  }
  const text = decoded(bytes)
  return text === undefined ? { problem: { reason: 'not-text' } } : lastStatus(text)
}

/** UTF-8, or UTF-16 as PowerShell writes it when a program's output is redirected. */
function decoded(bytes) {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function lastStatus(text) {
  const read = text.split(/\r?\n/).map((line, index) => ({ line: index + 1, ...readLine(line) }))
  const wrong = read.filter(({ reason }) => reason !== undefined)
  const statuses = ofLastRun(read.flatMap(({ status }) => (status === undefined ? [] : [status])))
  if (statuses.length > mostBanks) return { problem: { reason: 'too-many-banks' } }
  const [first] = wrong
  if (first === undefined) return statuses.length === 0 ? { problem: { reason: 'no-status' } } : { statuses }
  return { statuses, problem: { ...first, ...(wrong.length > 1 && { more: wrong.length - 1 }) } }
}

/** A run that tells of all banks begins with the first one, whose lines name none. */
function ofLastRun(statuses) {
  const begin = statuses.findLastIndex(({ bank }) => bank === undefined)
  return statuses.slice(begin < 0 ? -1 : begin)
}

/** Nothing for a line that is not about a status: an empty one, a step, a check, another command's result. */
function readLine(line) {
  if (line.trim() === '') return {}
  let value
  try {
    value = JSON.parse(line)
  } catch {
    // Without the parser's own words, which repeat a part of the line.
    return { reason: 'not-json' }
  }
  if (['step', 'check'].includes(value?.event)) return {}
  if (value?.event === 'result' && value.command !== undefined && value.command !== 'status') return {}
  const parsed = statusLine.safeParse(value)
  if (parsed.success) return { status: parsed.data }
  return { reason: 'not-a-status', field: parsed.error.issues[0].path.join('.') || undefined }
}
