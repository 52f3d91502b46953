/**
 * `npm test`: sets up, then runs all checks and tests, each whether or not an earlier one failed; those through windows,
 * and those that can wait for the processor, beside the others. The last line is `N passed, N failed, N skipped` over all of them.
 * `npm test -- lint unit` runs only those.
 * `npm run test:packages` builds the installers that can be built here, and installs them.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { setUp } from '../lib/setup.mjs'
import { check } from '../testing/results.mjs'
import { steps } from '../testing/steps.mjs'
import { whoRan } from '../testing/who.mjs'

const { names, files } = split(process.argv.slice(2))
const chosen = chooseSteps(names)
const work = mkdtempSync(path.join(tmpdir(), 'koshin-test-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

const done = []
if (await perform({ name: 'set-up', run: setUpOnly })) {
  const asides = chosen.filter(({ aside }) => aside)
  const patient = chosen.filter((step) => step.patient && asides.length > 0)
  const others = chosen.filter((step) => !step.aside && !patient.includes(step))
  const help = () => inTurn(others, { aside: true })
  // Whoever has ended first helps with what is left: tests with windows, which run two at a time, twice.
  await Promise.all([
    inTurn(others),
    inTurn(patient, { aside: true, patient: true }),
    ...(asides.length > 0 ? [inTurn(asides, { aside: true }).then(() => Promise.all([help(), help()]))] : []),
  ])
}
summarize()

/** Names of steps; after `--`, the test files that are meant. */
function split(args) {
  const end = args.indexOf('--')
  return end < 0 ? { names: args, files: [] } : { names: args.slice(0, end), files: args.slice(end + 1) }
}

/** Takes one after the other out of `queue`, which two may do at once. */
async function inTurn(queue, { aside = false, patient = false } = {}) {
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) await perform({ ...step, aside, patient })
}

function chooseSteps(names) {
  const unknown = names.find((name) => steps.every((step) => step.name !== name))
  const known = steps.map(({ name }) => name).join(', ')
  if (unknown !== undefined) giveUp(new Foreseen(`there is no "${unknown}"; there are ${known}`))
  return names.length === 0
    ? steps.filter(({ onRequest }) => !onRequest)
    : steps.filter(({ name }) => names.includes(name))
}

/** Setting up is no check: it counts only when it fails. */
async function setUpOnly() {
  await setUp({ forTests: chosen.some(({ light }) => !light) })
  return { passed: 0, failed: [], skipped: [] }
}

/**
 * @param {{ name: string, run: Function, aside?: boolean, patient?: boolean }} step
 * @returns {Promise<boolean>} whether nothing failed
 */
async function perform({ name, run, aside = false, patient = false }) {
  // Lines of two steps at once would be torn apart: what one says that runs aside is shown as a whole.
  const log = aside && chosen.length > 1 ? path.join(work, `${name}.log`) : undefined
  const output = log === undefined ? undefined : openSync(log, 'w')
  if (log === undefined) console.log(`\n--- ${name}`)
  else say(`${name} runs beside the others; what it says is shown when it has ended`)
  const begun = Date.now()
  const results = await run(work, { output, files, patient }).catch((error) => {
    console.error(error instanceof Foreseen ? `koshin: ${error.message}` : error)
    return check(`${name}: could not be run`, false)
  })
  const seconds = ((Date.now() - begun) / 1000).toFixed(1)
  if (log !== undefined && output !== undefined) {
    closeSync(output)
    console.log(`\n--- ${name}\n${readFileSync(log, 'utf8')}`)
  }
  done.push({ name, seconds, ...results })
  say(`${name}: ${counts(results)} (${seconds} s)`)
  return results.failed.length === 0
}

function summarize() {
  console.log('\n--- summary')
  for (const step of done) console.log(`${step.name.padEnd(14)}${step.seconds.padStart(7)} s   ${counts(step)}`)
  const slowest = done.flatMap(({ times = [] }) => times).sort((a, b) => b.ms - a.ms)
  const longest = slowest.slice(0, 10).map(({ title, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s   ${title}`)
  if (longest.length > 0) console.log(['', 'what took longest:', ...longest].join('\n'))
  const failed = done.flatMap((step) => step.failed)
  const skipped = done.flatMap((step) => step.skipped)
  const reasons = skipped.map(({ title, reason }) => `  ${title}\n    ${reason}`)
  if (skipped.length > 0) console.log(['', 'skipped:', ...reasons].join('\n'))
  if (failed.length > 0) console.log(['', 'failed:', ...failed.map((title) => `  ${title}`)].join('\n'))
  const passed = done.reduce((sum, step) => sum + step.passed, 0)
  process.exitCode = failed.length === 0 ? 0 : 1
  console.log(`\n${whoRan()}`)
  console.log(counts({ passed, failed, skipped }))
}

function counts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`
}
