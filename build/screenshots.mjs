/**
 * `npm run screenshots`: every window in every state, language and theme. What README, help and tests use is in
 * build/screenshots; the other themes and states are in its folder `more`, which is not committed.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { bundle } from './bundle.mjs'
import { tool } from './command.mjs'
import { giveUp, say } from './console.mjs'
import { ownDisplay } from './display.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { toPalette } from './palette-png.mjs'
import { inRoot } from './root.mjs'
import { setUp } from './setup.mjs'

const folder = inRoot('build/screenshots')

async function screenshots() {
  await setUp()
  const runtime = await electronRuntime()
  await bundle()
  const env = { ...(await ownDisplay()), KOSHIN_ELECTRON: runtime.path, KOSHIN_PICTURES: 'all' }
  const playwright = ['test', 'looks.spec', '--config', 'tests/playwright.config.ts', '--project=e2e', '--update-snapshots=all']
  const code = await tool('@playwright/test', playwright, { env })
  const taken = readdirSync(folder, { recursive: true }).filter((file) => /-(light|dark|contrast)\.png$/.test(file))
  for (const file of taken) shrink(path.join(folder, file))
  say(`${taken.length} pictures in build/screenshots`)
  return code
}

/** One that is already small has a palette: colour type 3. */
function shrink(file) {
  const png = readFileSync(file)
  if (png[25] !== 3) writeFileSync(file, toPalette(png))
}

process.exitCode = await screenshots().catch(giveUp)
