/**
 * `npm run speed-table -- RUN.json [RUN.json ...]`: keeps what runs of `npm run bench -- --json RUN.json` measured in
 * build/docs/product/speed.json, and writes the table of build/docs/product/speed.md and the picture of how costs grow from it. Without files
 * they are written from what is kept. With --check nothing is written: it ends with 1 when one differs.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Foreseen, giveUp, say } from '../../lib/console.mjs'
import { withPart } from '../../lib/papers.mjs'
import { inRoot, readOr } from '../../lib/root.mjs'
import { growthPicture, speedTable } from '../../testing/speed-table.mjs'

const kept = 'build/docs/product/speed.json'
const paper = 'build/docs/product/speed.md'
const picture = 'build/docs/pictures/cost.svg'
const marks = { begin: '<!-- figures: made by npm run speed-table -->', end: '<!-- end of the figures -->' }

try {
  const options = /** @type {const} */ ({ check: { type: 'boolean', default: false } })
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  if (values.check && positionals.length > 0) throw new Foreseen('--check compares what is kept, and takes no file')
  const runs = positionals.length > 0 ? positionals.map((file) => readRun(file)) : JSON.parse(readOr(kept))
  const wanted = [
    { name: kept, text: `${JSON.stringify(runs, undefined, 1)}\n` },
    { name: paper, text: withPart(readOr(paper), marks, told(runs), paper) },
    { name: picture, text: growthPicture(runs) },
  ]
  const differing = wanted.filter(({ name, text }) => readOr(name) !== text)
  if (values.check && differing.length > 0) {
    throw new Foreseen(`${differing.map(({ name }) => name).join(', ')}: not as measured; run npm run speed-table`)
  }
  if (!values.check) for (const { name, text } of differing) writeFileSync(inRoot(name), text)
  say(`the figures of ${runs.length} runs: ${differing.length === 0 ? 'as they were' : 'written anew'}`)
} catch (error) {
  giveUp(error)
}

/** @param {import('../../testing/speed-table.mjs').Run[]} runs */
function told(runs) {
  const when = runs.map(({ measured, machine }) => `${measured} (${machine})`)
  return `Measured ${[...new Set(when)].join('; ')}.\n\n${speedTable(runs)}`
}

function readRun(file) {
  const run = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(run?.rows)) throw new Foreseen(`${file}: is not what npm run bench -- --json writes`)
  return run
}
