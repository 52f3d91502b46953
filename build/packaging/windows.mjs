/**
 * The Windows installers, built to be tried under Wine: electron-builder writes its own scripts from electron-builder.yml
 * and what of ours it names; Debian's makensis and wixl compile them. Never handed out: they lack what Debian's tools lack
 * (build/packaging/makensis.mjs, build/packaging/wixl.mjs), and hold a stand-in for Koshin.exe.
 */
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { output, run, tool } from '../lib/command.mjs'
import { Foreseen } from '../lib/console.mjs'
import { inRoot } from '../lib/root.mjs'

const minute = 60_000

/** Two versions, so that the second can be installed over the first. */
const versions = { '': '1.0.0', _NEXT: '1.1.0' }
const compilers = { makensis: ['makensis', ['-VERSION']], wixl: ['wixl', ['--version']] }

/**
 * An app, as far as its installers are concerned.
 * @typedef {object} Trial
 * @property {string} config electron-builder's
 * @property {string} name of the installers' files
 * @property {string} program its file, without .exe
 * @property {Record<string, string>} env
 */

/** @type {Trial} */
const koshin = { config: 'electron-builder.yml', name: 'Koshin', program: 'Koshin', env: {} }

/**
 * @param {string} work an empty folder
 * @param {Record<string, string>} wine from build/testing/wine.mjs
 * @param {Trial[]} others other apps, to be installed beside Koshin
 * @returns {Promise<Record<string, string>>} environment variables: where they are, those of others as JSON by the names of
 *   their programs; or KOSHIN_NO_WINDOWS, why there are none
 */
export async function buildWindowsInstallers(work, wine, others = []) {
  if (wine.KOSHIN_WINE === undefined) return { KOSHIN_NO_WINDOWS: 'there is no Wine to run a Windows installer in' }
  for (const [name, [file, args]] of Object.entries(compilers)) {
    if (output(file, args) === undefined) return { KOSHIN_NO_WINDOWS: `${name} is not installed` }
  }
  const tools = toolsFor(work, wine)
  const built = await installersOf(koshin, work, tools)
  /** @type {Record<string, Record<string, string>>} */
  const beside = {}
  for (const trial of others) beside[trial.program] = await installersOf(trial, path.join(work, trial.name), tools)
  return { ...built, ...(others.length === 0 ? {} : { KOSHIN_BRAND_INSTALLERS: JSON.stringify(beside) }) }
}

/** @param {Trial} trial */
async function installersOf(trial, work, tools) {
  /** @type {Record<string, string>} */
  const built = {}
  for (const [suffix, version] of Object.entries(versions)) {
    const folder = path.join(work, version)
    await fill(path.join(folder, 'app'), version, trial.program)
    const make = (target, name) => build(target, name, { ...trial, folder, version, env: { ...tools, ...trial.env } })
    built[`KOSHIN_NSIS${suffix}`] = await make('nsis', `${trial.name}-Setup-${version}-x64.exe`)
    built[`KOSHIN_MSI${suffix}`] = await make('msi', `${trial.name}-${version}-x64.msi`)
  }
  return built
}

/**
 * What electron-builder would download: its makensis, its 7-Zip, a Wine to write the uninstaller with.
 * @param {string} work
 * @param {Record<string, string>} wine
 */
function toolsFor(work, { KOSHIN_WINE: loader, KOSHIN_WINE_SERVER: server, KOSHIN_WINE_PREFIX: newWindows }) {
  const folder = path.join(work, 'tools')
  const script = (name, ...lines) =>
    writeFileSync(path.join(folder, name), ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 })
  for (const name of ['linux', 'bin', 'plugins/x86-unicode']) mkdirSync(path.join(folder, name), { recursive: true })
  // Where electron-builder looks, and not on the path: there it would find itself when it looks for Debian's.
  script('linux/makensis', `exec "${process.execPath}" "${inRoot('build/packaging/makensis.mjs')}" "$@"`)
  // makensis packs the files itself here; electron-builder only wants to see an archive.
  script('7za', 'for file; do case $file in *.7z) echo none >"$file" ;; esac; done')
  script('bin/wine', `exec "${loader}" "$@"`)
  const prefix = path.join(work, 'prefix')
  cpSync(newWindows, prefix, { recursive: true, verbatimSymlinks: true })
  return {
    PATH: `${path.join(folder, 'bin')}:${process.env.PATH}`,
    WINEPREFIX: prefix,
    WINESERVER: server,
    // No window, and nothing of the user's.
    DISPLAY: '',
    HOME: work,
    ELECTRON_BUILDER_NSIS_DIR: folder,
    ELECTRON_BUILDER_NSIS_RESOURCES_DIR: folder,
    ELECTRON_BUILDER_7ZIP_PATH: path.join(folder, '7za'),
  }
}

/** An unpacked app for Windows, as far as an installer is concerned. */
async function fill(folder, version, program) {
  mkdirSync(path.join(folder, 'resources'), { recursive: true })
  const args = ['-V2', `-XOutFile "${path.join(folder, `${program}.exe`)}"`, inRoot('build/packaging/nsis/started.nsi')]
  if ((await run('makensis', args, { limit: minute, quiet: true })) !== 0)
    throw new Foreseen('makensis makes no stand-in')
  writeFileSync(path.join(folder, 'resources/app.asar'), version)
  writeFileSync(path.join(folder, `only-in-${version}.txt`), '')
}

async function build(target, name, { config, folder, version, env }) {
  const [app, result] = [path.join(folder, 'app'), path.join(folder, name)]
  const what = ['--win', target, '--x64', '--prepackaged', app, '--publish', 'never']
  const changed = {
    'directories.output': folder,
    'extraMetadata.version': version,
    'nsis.differentialPackage': 'false',
    'nsis.packElevateHelper': 'false',
    msiProjectCreated: 'build/packaging/wixl.mjs',
  }
  const settings = Object.entries(changed).map(([setting, value]) => `-c.${setting}=${value}`)
  const options = { env: { ...env, KOSHIN_TRIAL_APP: app, KOSHIN_TRIAL_RESULT: result }, limit: minute }
  const code = await tool('electron-builder', [...what, '--config', config, ...settings], options)
  if (code !== 0 || !existsSync(result))
    throw new Foreseen(`${target}: no Windows installer was made; what is said about it is above`)
  return result
}
