/** `npm start -- --config FILE`: the app against a configured bank, with the user's own key store. */
import { bundle } from './bundle.mjs'
import { giveUp } from '../lib/console.mjs'
import { openApp } from '../electron/run.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { setUp } from '../lib/setup.mjs'

async function start() {
  await setUp()
  const runtime = await electronRuntime()
  await bundle()
  return openApp(runtime, process.argv.slice(2))
}

process.exitCode = await start().catch(giveUp)
