/** Starts the built app in a development Electron. */
import { run } from './command.mjs'
import { root } from './root.mjs'
import { sandboxSwitches } from './sandbox.mjs'

/** @returns {Promise<number>} its exit code, once it has ended */
export function openApp(runtime, args) {
  return run(runtime.path, [...sandboxSwitches(runtime), root, ...args])
}
