/** `npm run bench`: how long things take, as ratios to a named baseline measured in the same run. It tells, and judges not. */
import { bundle } from './bundle.mjs'
import { tool } from './command.mjs'
import { giveUp } from './console.mjs'
import { setUp } from './setup.mjs'

const args = ['run', '--config', 'tests/vitest.config.ts', '--project', 'bench', '--disable-console-intercept']

async function bench() {
  await setUp({ forTests: true })
  await bundle()
  process.exitCode = await tool('vitest', args, { limit: 20 * 60_000 })
}

await bench().catch(giveUp)
