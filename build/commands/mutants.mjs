/**
 * `npm run mutants -- PATH...`: puts mistakes into the code of these files, one at a time, and tells which of them no
 * unit test notices. Takes minutes for a folder. The report is test-results/mutants/report.json.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { tool } from '../lib/command.mjs'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { inRoot, readJson } from '../lib/root.mjs'
import { setUp } from '../lib/setup.mjs'
import { inTable } from '../testing/mutation-table.mjs'

const folder = inRoot('test-results/mutants')

async function mutants(places) {
  if (places.length === 0)
    throw new Foreseen('npm run mutants -- PATH: a file or a folder below main, such as main/renewal')
  await setUp()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const report = path.join(folder, 'report.json')
  const settings = path.join(folder, 'stryker.config.json')
  writeFileSync(
    settings,
    JSON.stringify({
      mutate: places.map((place) => (path.extname(place) === '' ? `${place.replace(/\/$/, '')}/**/*.ts` : place)),
      testRunner: 'vitest',
      vitest: { configFile: 'tests/vitest.unit.config.ts' },
      plugins: ['@stryker-mutator/vitest-runner'],
      reporters: ['json', 'progress-append-only'],
      jsonReporter: { fileName: path.relative(inRoot(), report) },
      ignoreStatic: true,
      concurrency: 2,
      timeoutMS: 10_000,
      // All tests that load the file run first, once: on a busy machine that takes longer than Stryker's five minutes.
      dryRunTimeoutMinutes: 20,
      allowEmpty: true,
      tempDirName: 'test-results/mutants/sandbox',
      ignorePatterns: ['dist', 'out', 'build/screenshots', 'build/docs/pictures', '.git'],
    }),
  )
  const code = await tool('@stryker-mutator/core', ['run', settings], { program: 'stryker' })
  if (code !== 0) return code
  say(`which file has which mutants left (${path.relative(inRoot(), report)}):`)
  console.log(inTable(readJson(report)))
  return 0
}

process.exitCode = await mutants(process.argv.slice(2)).catch(giveUp)
