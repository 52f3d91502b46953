/**
 * `npm run screenshots`: every window in every state, language and theme, into build/screenshots. Tests compare with
 * them, and the help shows some.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { bundle } from './bundle.mjs'
import { tool } from '../lib/command.mjs'
import { giveUp, say } from '../lib/console.mjs'
import { ownDisplay } from '../lib/display.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { toPalette } from '../lib/palette-png.mjs'
import { inRoot } from '../lib/root.mjs'
import { setUp } from '../lib/setup.mjs'

const folder = inRoot('build/screenshots')

async function screenshots() {
  await setUp()
  const runtime = await electronRuntime()
  await bundle()
  const env = { ...(await ownDisplay()), KOSHIN_ELECTRON: runtime.path }
  const take = async (...only) => {
    const playwright = [
      'test',
      'looks.spec',
      '--config',
      'tests/playwright.config.ts',
      '--project=looks',
      '--update-snapshots=all',
    ]
    const code = await tool('@playwright/test', [...playwright, ...only], { env })
    for (const file of pictures()) shrink(path.join(folder, file))
    return code
  }
  const code = await take()
  // The help shows some of those that were just taken.
  await bundle({ always: true })
  const again = await take('--grep', 'help looks')
  say(`${pictures().length} pictures in build/screenshots`)
  return code || again
}

function pictures() {
  return readdirSync(folder).filter((file) => /-(light|dark|contrast)\.png$/.test(file))
}

/** One that is already small has a palette: colour type 3. */
function shrink(file) {
  const png = readFileSync(file)
  if (png[25] !== 3) writeFileSync(file, toPalette(png))
}

process.exitCode = await screenshots().catch(giveUp)
