/**
 * `npm run interop [-- FILES] [--only TITLE-PART] [--check]`: Koshin at servers, and the demo bank with clients, that others
 * made. Prints the table, keeps it in build/testing/peers/peers.json, and writes it into the papers for banks. What is not tried
 * again stays as it was; with --check nothing is run or written, and it ends with 1 where a paper differs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { tool } from '../lib/command.mjs'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { installSystemPackages } from '../lib/debian.mjs'
import { ownDisplay } from '../lib/display.mjs'
import { inRoot, readJson } from '../lib/root.mjs'
import { setUp } from '../lib/setup.mjs'
import { interopPackages } from '../lib/system-packages.mjs'
import { inTemporary } from '../lib/temporary.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { merged, paperWithPeers, rowsOf } from '../testing/peers/peer-table.mjs'
import { peers } from '../testing/peers/peers.mjs'
import { bundle } from './bundle.mjs'

const kept = inRoot('build/testing/peers/peers.json')
const papers = /** @type {const} */ ({
  en: 'build/docs/bank/bank-servers.md',
  ja: 'build/docs/ja/bank/bank-servers.md',
})

/** @param {string[]} files @param {string} [only] */
async function meet(files, only) {
  await setUp({ forTests: true })
  await installSystemPackages(interopPackages)
  await bundle()
  return inTemporary(path.join(tmpdir(), 'koshin-interop-'), async (work) => {
    const rows = path.join(work, 'rows')
    writeFileSync(rows, '')
    const { path: electron } = await electronRuntime()
    const env = {
      ...(await ownDisplay()),
      ...(await peers(work)),
      KOSHIN_ELECTRON: electron,
      KOSHIN_INTEROP_ROWS: rows,
    }
    const chosen = only === undefined ? files : [...files, '-t', only]
    const args = ['run', ...chosen, '--config', 'tests/vitest.config.ts', '--project', 'interop']
    const code = await tool('vitest', args, { env, limit: 120 * 60_000 })
    const lines = readFileSync(rows, 'utf8').split('\n').filter(Boolean)
    return { code, cells: lines.map((line) => JSON.parse(line)) }
  })
}

function write(cells, check) {
  for (const [language, name] of Object.entries(papers)) {
    const text = readFileSync(inRoot(name), 'utf8')
    const wanted = paperWithPeers(text, cells, /** @type {'en' | 'ja'} */ (language))
    if (check && wanted !== text) throw new Foreseen(`${name} is not as build/testing/peers/peers.json says`)
    if (wanted !== text) writeFileSync(inRoot(name), wanted)
  }
}

async function interop() {
  const { values, positionals } = parseArgs({
    options: { check: { type: 'boolean' }, only: { type: 'string' } },
    allowPositionals: true,
  })
  const earlier = () => (existsSync(kept) ? readJson(kept) : [])
  if (values.check) {
    write(earlier(), true)
    return say('the papers are as build/testing/peers/peers.json says')
  }
  const { code, cells } = await meet(positionals, values.only)
  const all = merged(earlier(), cells)
  writeFileSync(kept, `[\n${all.map((cell) => `  ${JSON.stringify(cell)}`).join(',\n')}\n]\n`)
  write(all, false)
  console.table(rowsOf(all))
  const outcomes = ['passed', 'refused', 'failed', 'not applicable', 'not tried']
  say(outcomes.map((one) => `${all.filter(({ outcome }) => outcome === one).length} ${one}`).join(', '))
  process.exitCode = code
}

await interop().catch(giveUp)
