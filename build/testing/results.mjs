/** What the test runners found out, in one shape. */
import { existsSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { readJson } from '../lib/root.mjs'

/**
 * @typedef {object} Results
 * @property {number} passed
 * @property {readonly string[]} failed titles with why, or what else went wrong
 * @property {readonly { title: string, reason: string }[]} skipped
 * @property {readonly { title: string, ms: number }[]} [times] how long each test took
 */

/** A check that only knows yes and no. @returns {Results} */
export function check(name, passed) {
  return passed ? { passed: 1, failed: [], skipped: [] } : { passed: 0, failed: [name], skipped: [] }
}

/** @returns {Results} what vitest-results.mjs wrote to `file` */
export function vitestResults(name, file, code) {
  return existsSync(file) ? judged(name, readJson(file), code) : nothingLeft(name, code)
}

/** @returns {Results} from the JSON of Playwright's own reporter */
export function playwrightResults(name, file, code) {
  if (!existsSync(file)) return nothingLeft(name, code)
  const { suites, errors } = readJson(file)
  /** @type {{ passed: number, failed: string[], skipped: { title: string, reason: string }[], times: { title: string, ms: number }[] }} */
  const results = {
    passed: 0,
    failed: errors.map(({ message }) => `${name}: ${firstLine(message)}`),
    skipped: [],
    times: [],
  }
  for (const { title, test } of suites.flatMap((suite) => testsOf(suite, []))) {
    results.times.push({ title, ms: test.results.reduce((sum, { duration }) => sum + duration, 0) })
    if (test.status === 'skipped') results.skipped.push({ title, reason: reasonOf(test) })
    else if (test.status === 'expected') results.passed += 1
    else results.failed.push(`${title}${why(test.results.at(-1)?.error?.message)}`)
  }
  return judged(name, results, code)
}

function nothingLeft(name, code) {
  return check(`${name}: the test runner ended with ${code} and left no result`, false)
}

/** A runner that found nothing to run, or fails although all tests passed, has failed, too. */
function judged(name, results, code) {
  const { passed, failed, skipped } = results
  if (passed + failed.length + skipped.length === 0) return check(`${name}: there was no test to run`, false)
  if (code === 0 || failed.length > 0) return results
  return { ...results, failed: [`${name}: the test runner ended with ${code} although no test failed`] }
}

function testsOf(suite, above) {
  const titles = [...above, suite.title]
  const own = suite.specs.flatMap((spec) => {
    const title = [...titles, spec.title].join(' › ')
    return spec.tests.map((test) => ({ title, test }))
  })
  return [...own, ...(suite.suites ?? []).flatMap((inner) => testsOf(inner, titles))]
}

function reasonOf({ annotations, results }) {
  if (results.length === 0) return 'did not run'
  const skip = annotations.find(({ type }) => type === 'skip' || type === 'fixme')
  return skip?.description ?? 'no reason given'
}

function firstLine(text = '') {
  return text.split('\n')[0]
}

/** What an assertion says of itself, indented: where only the end of the output is kept, there is nothing else. */
export function why(message = '') {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '')
  return lines
    .slice(0, 12)
    .map((line) => `\n      ${line}`)
    .join('')
}
