/** The npm packages, exactly those of the lock file. */
import { existsSync } from 'node:fs'
import { npm } from './command.mjs'
import { Foreseen, say } from './console.mjs'
import { inRoot, readJson } from './root.mjs'

/**
 * Installs what package-lock.json says where node_modules is missing or something else. No install script of any
 * package runs: what needs one (Electron's download) is done by electron-runtime.mjs, in sight.
 */
export async function installDependencies() {
  const difference = differenceToLock()
  if (difference === undefined) return say('dependencies: as in package-lock.json')
  say(`dependencies: npm ci --ignore-scripts (${difference})`)
  const code = await npm(['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'])
  if (code !== 0) throw new Foreseen('npm ci failed; what it says is above')
}

/**
 * npm writes what it has installed, and only once it is done, into a lock file of its own inside node_modules.
 * Packages for other platforms (optional ones) are not in there.
 */
function differenceToLock() {
  const record = inRoot('node_modules/.package-lock.json')
  if (!existsSync(record)) return 'nothing is installed yet'
  const installed = readJson(record).packages
  for (const [place, wanted] of Object.entries(readJson(inRoot('package-lock.json')).packages)) {
    if (place === '') continue
    const found = installed[place]
    if (found === undefined && wanted.optional) continue
    if (found?.version !== wanted.version) return `${place} is not at ${wanted.version}`
  }
  return undefined
}
