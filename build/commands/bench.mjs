/**
 * `npm run bench [-- --json FILE] [-- --only NAME-PART]`: how long things take and how large they are, as ratios to a
 * named baseline measured in the same run. It tells, and judges not.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { tool } from '../lib/command.mjs'
import { giveUp } from '../lib/console.mjs'
import { ownDisplay } from '../lib/display.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { setUp } from '../lib/setup.mjs'
import { inTemporary } from '../lib/temporary.mjs'

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
    console.table(Object.fromEntries(rows.map(({ name, ...figures }) => [name, figures])))
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, undefined, 2)}\n`)
  })
}

await bench().catch(giveUp)
