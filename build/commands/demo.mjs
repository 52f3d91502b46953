/**
 * `npm run demo`: sets up, builds, and opens the app on the demo bank. Without a display, or with --walk, the demo
 * walks through the renewal by itself and leaves pictures and a report in .cache/demo, which git ignores.
 */
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { tool } from '../lib/command.mjs'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { hasDisplay, ownDisplay } from '../lib/display.mjs'
import { openApp } from '../electron/run.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { setUp } from '../lib/setup.mjs'

// All options but --walk are the app's own.
const args = process.argv.slice(2)
/** @type {import('node:util').ParseArgsConfig['options']} */
const options = { walk: { type: 'boolean' }, 'demo-certificate': { type: 'string', default: 'due' } }
const { values } = parseArgs({ args, options, strict: false, allowPositionals: true })

async function demo() {
  await setUp()
  const runtime = await electronRuntime()
  await bundle()
  const watched = values['demo-certificate'] === 'watched'
  // Filled by the tests' own tools, as no program may put other banks' certificates there: Linux alone has such a key store.
  if (watched && process.platform !== 'linux') throw new Foreseen('--demo-certificate=watched is for Linux')
  if (!watched && values.walk !== true && hasDisplay()) {
    say('the demo opens two windows: Koshin, and the demo bank with its customers and mails; close them to end it')
    return openApp(runtime, ['--demo', ...args])
  }
  say(
    watched || values.walk === true
      ? 'walking through the demo'
      : 'there is no display: walking through the demo under Xvfb',
  )
  const env = {
    ...(await ownDisplay()),
    KOSHIN_ELECTRON: runtime.path,
    KOSHIN_WALK_CERTIFICATE: values['demo-certificate'],
  }
  const playwright = ['test', '--config', 'tests/playwright.config.ts', '--project', watched ? 'watched-walk' : 'walk']
  const code = await tool('@playwright/test', playwright, { env })
  if (code === 0) say('pictures of the windows and the report are in .cache/demo')
  return code
}

process.exitCode = await demo().catch(giveUp)
