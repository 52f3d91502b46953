/** `npm run dev`: the app on the demo bank with hot reload; with `-- --config FILE` on a configured bank. */
import { tool } from '../lib/command.mjs'
import { giveUp } from '../lib/console.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { sandboxSwitches } from '../lib/sandbox.mjs'
import { setUp } from '../lib/setup.mjs'

async function develop() {
  await setUp()
  const runtime = await electronRuntime()
  const own = process.argv.slice(2)
  const args = [...sandboxSwitches(runtime), ...(own.length > 0 ? own : ['--demo'])]
  return tool('electron-vite', ['dev', '--watch', '--config', 'build/config/electron.vite.config.ts', '--', ...args], {
    env: { ELECTRON_EXEC_PATH: runtime.path },
  })
}

process.exitCode = await develop().catch(giveUp)
