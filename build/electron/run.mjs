/** Starts the built app in a development Electron. */
import { run } from '../lib/command.mjs'
import { root } from '../lib/root.mjs'
import { sandboxSwitches } from '../lib/sandbox.mjs'

/** @returns {Promise<number>} its exit code, once it has ended */
export function openApp(runtime, args) {
  return run(runtime.path, [...sandboxSwitches(runtime), root, ...args])
}
