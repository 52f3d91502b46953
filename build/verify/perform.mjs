/** Runs the parts, one after the other, and words what came out as a report has it. */
import { check } from '../testing/results.mjs'
import { Foreseen, say } from '../lib/console.mjs'
import { whyNot } from './choice.mjs'
import { withoutPerson } from './personal.mjs'
import { longest } from './report.mjs'

/**
 * @param {readonly import('./choice.mjs').Part[]} chosen
 * @param {object} here
 * @param {NodeJS.Platform} here.platform
 * @param {import('./consent.mjs').Consent} here.consent
 * @param {import('./personal.mjs').Person} here.person
 * @param {string} here.work a folder for one run
 * @returns {Promise<import('./report.mjs').Part[]>}
 */
export async function performAll(chosen, { platform, consent, person, work }) {
  const done = []
  for (const { name, run } of chosen) {
    const reason = whyNot(name, { platform, consent })
    const begun = Date.now()
    if (reason === undefined) console.log(`\n--- ${name}`)
    const results = reason === undefined ? await performed(name, run, work) : nothing
    const seconds = Math.round((Date.now() - begun) / 1000)
    done.push(worded({ name, seconds, results, reason }, person))
    say(
      `${name}: ${reason ?? `${results.passed} passed, ${results.failed.length} failed, ${results.skipped.length} skipped`}`,
    )
  }
  return done
}

/** @type {import('../testing/results.mjs').Results} */
const nothing = { passed: 0, failed: [], skipped: [] }

function performed(name, run, work) {
  return run(work).catch((error) => {
    console.error(error instanceof Foreseen ? `koshin: ${error.message}` : error)
    return check(`${name}: could not be run${error instanceof Foreseen ? `: ${error.message}` : ''}`, false)
  })
}

/**
 * @param {{ name: string, seconds: number, results: import('../testing/results.mjs').Results, reason?: string }} done
 * @param {import('./personal.mjs').Person} person
 * @returns {import('./report.mjs').Part}
 */
export function worded({ name, seconds, results, reason }, person) {
  const { passed, failed, skipped } = results
  const text = (told) => shortened(withoutPerson(told, person))
  return {
    name,
    seconds,
    passed,
    failed: failed.slice(0, 500).map(text),
    skipped: skipped.slice(0, 2000).map((one) => ({ title: text(one.title), reason: text(one.reason) })),
    areas: areasOf(results),
    ...(reason !== undefined && { reason: text(reason) }),
  }
}

function shortened(text) {
  const one = text.trim() || 'nothing was told'
  return one.length > longest ? `${one.slice(0, longest - 1)}…` : one
}

/**
 * By the folders of the tests. What failed beside all tests belongs to none.
 * @param {import('../testing/results.mjs').Results} results
 */
function areasOf({ failed, skipped, times = [] }) {
  /** @type {Map<string, { passed: number, failed: number, skipped: number }>} */
  const areas = new Map()
  const add = (title, kind, by) => {
    const name = areaOf(title)
    if (name === undefined) return
    const counts = areas.get(name) ?? { passed: 0, failed: 0, skipped: 0 }
    areas.set(name, { ...counts, [kind]: counts[kind] + by })
  }
  for (const { title } of times) add(title, 'passed', 1)
  for (const title of failed) add(title, 'failed', 1)
  for (const { title } of skipped) add(title, 'skipped', 1)
  return [...areas].map(([name, all]) => ({ name, ...all, passed: Math.max(0, all.passed - all.failed - all.skipped) }))
}

/**
 * `tests/contract/linux/…` is `linux`, and so is `linux/…` of Playwright, which leaves out what all have in common; what
 * lies beside that begins with `../`.
 */
function areaOf(title) {
  const [file, ...rest] = title.split(' › ')
  if (rest.length === 0) return undefined
  return file
    .replaceAll('\\', '/')
    .replace(/^(?:tests|\.\.)\/[^/]+\//, '')
    .split('/')[0]
    .toLowerCase()
}
