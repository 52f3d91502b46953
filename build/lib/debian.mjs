/** Finds and installs what is missing of a list of system-packages.mjs, on systems that have dpkg and apt. */
import { output, run } from './command.mjs'
import { Foreseen, say } from './console.mjs'

const quietly = { DEBIAN_FRONTEND: 'noninteractive' }

export async function installSystemPackages(packages) {
  if (process.platform !== 'linux') return
  const installed = installedPackages()
  if (installed === undefined) {
    say('not Debian or Ubuntu: system libraries are taken as they are (build/lib/system-packages.mjs lists them)')
    return
  }
  const missing = packages.filter(({ names }) => !names.some((name) => installed.has(name)))
  if (missing.length === 0) return say('system packages: all there')

  say(`system packages missing: ${missing.map(({ names }) => names[0]).join(' ')}`)
  if (!(await aptGet(['update']))) return withoutThem(missing)
  const names = missing.map(({ names }) => names.find(isKnownToApt) ?? names[0])
  if (!(await aptGet(['install', '--yes', '--no-install-recommends', ...names]))) withoutThem(missing)
}

/** Names of the installed packages, or undefined where there is no dpkg. */
function installedPackages() {
  const listing = output('dpkg-query', ['--show', '--showformat=${Package} ${db:Status-Status}\\n'])
  if (listing === undefined) return undefined
  return new Set(listing.split('\n').flatMap((line) => (line.endsWith(' installed') ? line.split(' ')[0] : [])))
}

/** A name that a release has dropped is still known to apt as a virtual package, which it cannot install. */
function isKnownToApt(name) {
  return (output('apt-cache', ['show', '--no-all-versions', name]) ?? '').includes(`Package: ${name}\n`)
}

/** @returns {Promise<boolean>} whether it ran and succeeded */
async function aptGet(args) {
  if (process.getuid?.() === 0) return (await run('apt-get', ['-q', ...args], { env: quietly })) === 0
  if (output('sudo', ['--version']) === undefined) return false
  // -n: never asks for a password, because nobody may be there to type one.
  return (await run('sudo', ['-n', 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args])) === 0
}

function withoutThem(missing) {
  const names = missing.map(({ names }) => names.find(isKnownToApt) ?? names[0])
  const command = `sudo apt-get install --no-install-recommends ${names.join(' ')}`
  const needed = missing.some((one) => one.needed)
  if (needed) throw new Foreseen(`Electron does not start without them. Please run:\n  ${command}`)
  say(`going on without them; some tests will be skipped. To have them:\n  ${command}`)
}
