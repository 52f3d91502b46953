/** The official Electron: by the `electron` package's own installer, watched, because it would wait for ever. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { endWithUs } from '../lib/children.mjs'
import { say } from '../lib/console.mjs'
import { inRoot, readJson } from '../lib/root.mjs'
import { inTemporary } from '../lib/temporary.mjs'

/** A download without a new byte for this long is given up (ms). */
const patience = 45_000

const folder = inRoot('node_modules/electron')

export function officialVersion() {
  return readJson(path.join(folder, 'package.json')).version
}

/** What is installed already. @returns {import('./runtime.mjs').Runtime | undefined} */
export function findOfficial() {
  const version = officialVersion()
  const place = text('path.txt')
  const binary = path.join(folder, 'dist', place ?? '')
  const unpacked = text('dist/version')?.replace(/^v/, '')
  if (place === undefined || unpacked !== version || !existsSync(binary)) return undefined
  return { kind: 'official', version, path: binary, folder: path.join(folder, 'dist') }
}

/** Downloads it; undefined, after a sentence on the console, where that is not possible. */
export async function installOfficial() {
  say(`Electron ${officialVersion()}: asking its official download site`)
  // The installer downloads into its temporary folder: ours, so that its progress can be seen.
  return inTemporary(path.join(tmpdir(), 'koshin-electron-'), async (temporary) => {
    const reason = await install(temporary)
    const installed = findOfficial()
    if (installed === undefined) say(`the official Electron is not to be had: ${reason ?? 'nothing was installed'}`)
    return installed
  })
}

/** @returns {Promise<string | undefined>} why it failed */
function install(temporary) {
  const folders = { TMPDIR: temporary, TEMP: temporary, TMP: temporary }
  const env = { ...process.env, ...folders, ELECTRON_GET_NO_PROGRESS: '1' }
  const child = endWithUs(
    spawn(process.execPath, [path.join(folder, 'install.js')], { env, stdio: ['ignore', 'inherit', 'pipe'] }),
  )
  let errors = ''
  child.stderr.on('data', (data) => (errors += data))

  let seen = 0
  let told = 0
  let since = Date.now()
  const watch = setInterval(() => {
    const downloaded = sizeOf(temporary)
    const bytes = downloaded + sizeOf(path.join(folder, 'dist'))
    if (bytes !== seen) {
      seen = bytes
      since = Date.now()
      if (downloaded - told > 20e6) {
        told = downloaded
        say(`  ${Math.round(downloaded / 1e6)} MB`)
      }
    } else if (Date.now() - since > patience) {
      errors = `nothing came for ${patience / 1000} s`
      child.kill('SIGKILL')
    }
  }, 1000)

  return new Promise((resolve) => {
    child.once('error', (error) => (errors = error.message))
    child.once('close', (code) => {
      clearInterval(watch)
      resolve(code === 0 ? undefined : errors.split('\n')[0])
    })
  })
}

function text(file) {
  try {
    return readFileSync(path.join(folder, file), 'utf8').trim()
  } catch {
    return undefined
  }
}

function sizeOf(place) {
  try {
    const entries = readdirSync(place, { withFileTypes: true, recursive: true })
    const files = entries.filter((entry) => entry.isFile())
    return files.reduce((sum, file) => sum + statSync(path.join(file.parentPath ?? file.path, file.name)).size, 0)
  } catch {
    // Not there yet, or just moved away: the next look will see.
    return 0
  }
}
