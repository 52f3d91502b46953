/**
 * `npm run fleet-report -- FOLDER`: what the `status` lines of many machines come to. FOLDER holds a file for each machine, with
 * what `koshin --status --json` printed there; FOLDER-report.html and FOLDER-report.csv are written beside it.
 * A file that cannot be read is named in both and on the console. Where none can, nothing is written.
 */
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { csvOf } from '../fleet/csv.mjs'
import { figuresOf } from '../fleet/figures.mjs'
import { countOf, pageOf } from '../fleet/page.mjs'
import { readFleet } from '../fleet/read.mjs'
import { reasonOf } from '../fleet/words.mjs'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { productModule } from '../lib/product.mjs'
import { visible } from '../pages/text.mjs'

/** Of what cannot be read, so much on the console; the report has all of it. */
const shown = 20

try {
  const given = process.argv.slice(2)
  if (given.length !== 1 || given[0].startsWith('-')) throw new Foreseen('npm run fleet-report -- FOLDER')
  // npm runs scripts in the repository, wherever it was called.
  const folder = path.resolve(process.env.INIT_CWD ?? '.', given[0])
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Foreseen(`${folder}: no such folder`)

  const fleet = readFleet(folder)
  const { machines, problems } = fleet
  for (const problem of problems.slice(0, shown)) say(`${visible(problem.file)}: ${reasonOf(problem)[1]}`)
  if (problems.length > shown) say(`and ${problems.length - shown} files more`)
  if (machines.length === 0) throw new Foreseen(`${folder}: no file in it holds what koshin --status --json prints`)

  const now = Date.now()
  // The order that the app's own updates go by.
  const { isVersion, compareVersions } = await productModule('main/updates/version.ts')
  const figures = figuresOf(machines, { now, isVersion, compareVersions })
  const base = `${folder}-report`
  writeAll({ [`${base}.csv`]: csvOf(fleet, now), [`${base}.html`]: pageOf(fleet, figures, now) })
  say(`${base}.html and ${base}.csv: ${countOf(machines)} machines, ${problems.length} files with something unreadable`)
} catch (error) {
  giveUp(error)
}

/** Yesterday's stay where the first cannot take its place, as while a spreadsheet has it open; nothing half made is left. */
function writeAll(files) {
  const parts = Object.keys(files).map((file) => [`${file}.part`, file])
  try {
    for (const [part, file] of parts) writeFileSync(part, files[file])
    for (const [part, file] of parts) renameSync(part, file)
  } catch (error) {
    throw new Foreseen(`the report cannot be written: ${/** @type {Error} */ (error).message}`)
  } finally {
    for (const [part] of parts) rmSync(part, { force: true })
  }
}
