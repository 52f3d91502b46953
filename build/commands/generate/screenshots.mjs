/**
 * `npm run screenshots`: how every window looks in every state, language and theme, as the text that tests compare with
 * (tests/e2e/looks/expected), and the few pictures that the help and the papers show (build/docs/pictures).
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { bundle } from '../bundle.mjs'
import { tool } from '../../lib/command.mjs'
import { giveUp, say } from '../../lib/console.mjs'
import { ownDisplay } from '../../lib/display.mjs'
import { electronRuntime } from '../../electron/runtime.mjs'
import { toPalette } from '../../pictures/palette-png.mjs'
import { inRoot } from '../../lib/root.mjs'
import { setUp } from '../../lib/setup.mjs'

const pictures = inRoot('build/docs/pictures')
const looks = inRoot('tests/e2e/looks/expected')

async function screenshots() {
  await setUp()
  const runtime = await electronRuntime()
  await bundle()
  const env = { ...(await ownDisplay()), KOSHIN_ELECTRON: runtime.path }
  const take = (project, ...more) => {
    const playwright = ['test', '--config', 'tests/playwright.config.ts', '--project', project, ...more]
    return tool('@playwright/test', playwright, { env })
  }
  const taken = await take('pictures')
  for (const file of filesIn(pictures, '.png')) shrink(file)
  const looked = await take('looks', '--update-snapshots=all')
  say(`${filesIn(pictures, '.png').length} pictures in build/docs/pictures`)
  say(`${filesIn(looks, '.txt').length} looks in tests/e2e/looks/expected: git diff shows what has changed`)
  return taken || looked
}

function filesIn(folder, ending) {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending))
  return names.map((name) => path.join(folder, name))
}

/** One that is already small has a palette: colour type 3. */
function shrink(file) {
  const png = readFileSync(file)
  if (png[25] !== 3) writeFileSync(file, toPalette(png))
}

process.exitCode = await screenshots().catch(giveUp)
