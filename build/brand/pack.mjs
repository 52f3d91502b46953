/** Builds the app of a bank and packs it: whole, or nothing is left of it. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { electronRuntime } from '../electron/runtime.mjs'
import { codeOf, tool } from '../lib/command.mjs'
import { Foreseen, proclaim } from '../lib/console.mjs'
import { inRoot } from '../lib/root.mjs'
import { inTemporary } from '../lib/temporary.mjs'
import { buildDeb } from '../packaging/linux/deb.mjs'
import { buildRpm } from '../packaging/linux/rpm.mjs'
import { productOf } from '../packaging/packed-product.mjs'
import { readSettings } from '../policy/settings.mjs'
import { templates } from '../policy/templates.mjs'
import { placesIn, writeBuilder } from './builder.mjs'
import { writeIcons } from './icons.mjs'
import { scripts } from './scripts.mjs'

/** What is made where nothing else is asked for. */
const usual = { linux: ['deb'], win32: ['nsis', 'msi'], darwin: ['dmg', 'pkg', 'zip'] }
/** By tools of Debian's; electron-builder's own are downloaded. */
const ours = { deb: buildDeb, rpm: buildRpm }
const systems = { linux: '--linux', win32: '--win', darwin: '--mac' }

/**
 * @param {import('./folder.mjs').Brand} brand
 * @param {{ targets?: string[], result: string }} options targets as electron-builder names them; result takes the place of
 *   what is there, once everything is made
 * @returns {Promise<string[]>} the files in it
 */
export async function packBrand(brand, { targets = usual[process.platform], result }) {
  mkdirSync(path.dirname(result), { recursive: true })
  return inTemporary(path.join(path.dirname(result), `.${brand.identity.program}-`), async (work) => {
    const places = placesIn(work)
    const product = await productOf(brand.identity)
    writeFileSync(places.identity, JSON.stringify(brand.identity))
    writeIcons(places.icons, brand.icon)
    const config = await writeBuilder(brand, product, places)
    await buildApp(brand, places)
    mkdirSync(places.result)
    await pack({ config, product, places, targets })
    await writeTemplates(product, places)
    putInPlace(places.result, result, path.join(work, 'before'))
    return readdirSync(result, { recursive: true, encoding: 'utf8' }).sort()
  })
}

/**
 * In the place of what an earlier build made, which is there until this is whole. Of two builds at once the last one stays.
 * @param {string} made a folder
 * @param {string} result where it goes
 * @param {string} before where nothing is, on the same file system
 */
export function putInPlace(made, result, before) {
  try {
    renameSync(result, before)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  try {
    renameSync(made, result)
  } catch (error) {
    // The other of two builds has been faster: this one takes its place.
    if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) return putInPlace(made, result, `${before}-`)
    if (existsSync(before)) renameSync(before, result)
    throw error
  }
}

/** The bundles, with the bank's names and settings in them. */
async function buildApp({ settings }, { identity, out }) {
  const args = ['build', '--config', 'build/config/electron.vite.config.ts', '--logLevel', 'warn']
  const code = await tool('electron-vite', args, { env: { KOSHIN_BRAND: identity, KOSHIN_OUT: out } })
  if (code !== 0) throw new Foreseen('the build failed; what electron-vite says is above')
  writeFileSync(path.join(out, 'settings.json'), `${JSON.stringify(settings, undefined, 2)}\n`)
}

async function pack({ config, product, places, targets }) {
  const runtime = await electronRuntime()
  const electron = [`-c.electronDist=${runtime.folder}`, `-c.electronVersion=${runtime.version}`]
  const made = process.platform === 'linux' ? targets.filter((target) => target in ours) : []
  const theirs = made.length === 0 ? targets : [...targets.filter((target) => !made.includes(target)), 'dir']
  const args = [systems[process.platform], ...new Set(theirs), '--publish', 'never', '--config', places.builder]
  const options = { env: { KOSHIN_BRAND: places.identity } }
  if ((await tool('electron-builder', [...args, ...electron], options)) !== 0)
    throw new Foreseen('electron-builder failed; what it says is above')
  const unpacked = path.join(places.packages, 'linux-unpacked')
  if (runtime.kind !== 'official') markForTesting(runtime, [places.result, ...(existsSync(unpacked) ? [unpacked] : [])])
  for (const target of made)
    await ours[target]({ config, product, licence: places.licence, unpacked, folder: places.result })
  for (const entry of readdirSync(places.packages, { withFileTypes: true })) {
    const wanted = entry.isFile() ? !/^builder-|\.yml$/.test(entry.name) : targets.includes('dir')
    if (wanted)
      cpSync(path.join(places.packages, entry.name), path.join(places.result, entry.name), { recursive: true })
  }
}

function markForTesting({ kind, version }, folders) {
  const lines = [
    'FOR TESTING ONLY. DO NOT HAND OUT.',
    `Packed with an Electron ${version} (${kind}) that is not the official one of this version.`,
  ]
  for (const folder of folders) writeFileSync(path.join(folder, 'STAND-IN.txt'), `${lines.join('\n')}\n`)
  proclaim(...lines, 'STAND-IN.txt beside the packages and in them says so, too.')
}

/** What IT departments manage the app with. */
async function writeTemplates(product, { result }) {
  const files = { policy: templates(await readSettings(), product), mdm: scripts(product) }
  const all = Object.entries(files).flatMap(([folder, texts]) =>
    Object.entries(texts).map(([name, text]) => [path.join(folder, name), text]),
  )
  for (const [name, text] of all) {
    const file = path.join(result, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

/** Where the packages of a brand are. @param {string} program */
export const usualResult = (program) => inRoot('dist/brands', program)
