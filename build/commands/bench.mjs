/**
 * `npm run bench [-- --json FILE] [-- --only NAME-PART]`: how long things take and how large they are, as ratios to a
 * named baseline measured in the same run. It tells, and judges not. What it wrote, `npm run speed-table` keeps in the paper.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, platform, tmpdir, totalmem } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { tool } from '../lib/command.mjs'
import { giveUp } from '../lib/console.mjs'
import { ownDisplay } from '../lib/display.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { setUp } from '../lib/setup.mjs'
import { inTemporary } from '../lib/temporary.mjs'
import { speedTable } from '../testing/speed-table.mjs'

const settings = ['--config', 'tests/vitest.config.ts', '--project', 'bench', '--disable-console-intercept']

async function bench() {
  const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } })
  await setUp({ forTests: true })
  await bundle()
  await inTemporary(path.join(tmpdir(), 'koshin-bench-rows-'), async (folder) => {
    const file = path.join(folder, 'rows')
    writeFileSync(file, '')
    const runtime = await electronRuntime()
    const env = { ...(await ownDisplay()), KOSHIN_ELECTRON: runtime.path, KOSHIN_BENCH_ROWS: file }
    const args = ['run', ...(values.only === undefined ? [] : [values.only]), ...settings]
    process.exitCode = await tool('vitest', args, { env, limit: 60 * 60_000 })
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    const run = { measured: new Date().toISOString().slice(0, 10), machine: machine(runtime.version), rows }
    console.log(`\n${speedTable([run])}`)
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(run, undefined, 2)}\n`)
  })
}

/** @param {string} electron its version */
function machine(electron) {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  return `${cpus().length} cores, ${memory}, ${platform()}, Electron ${electron}, Node ${process.versions.node}`
}

await bench().catch(giveUp)
