/** Everything that must be there before Koshin can be built. Runs on a fresh clone, with Node and npm only. */
import { pathToFileURL } from 'node:url'
import { Foreseen, giveUp, say } from './console.mjs'
import { installSystemPackages } from './debian.mjs'
import { installDependencies } from './dependencies.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { systemPackages, testPackages } from './system-packages.mjs'

/** @param {{ forTests?: boolean }} [purpose] whether to have what only tests need, too, if it can be had */
export async function setUp({ forTests = false } = {}) {
  checkNode()
  await installSystemPackages(systemPackages)
  if (forTests) await installSystemPackages(testPackages)
  await installDependencies()
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  // From 20.19 on, require() loads ES modules, which Electron's own installer relies on.
  const fits = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
  if (!fits) throw new Foreseen(`Node ${process.versions.node} does not do: 20.19, or 22.12 or newer, is needed`)
  say(`Node ${process.versions.node} on ${process.platform} ${process.arch}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setUp().then(electronRuntime).catch(giveUp)
}
