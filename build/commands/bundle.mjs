/** The built app in out/: electron-vite, and only where something has changed. `npm run build` always builds. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { tool } from '../lib/command.mjs'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { inRoot, root } from '../lib/root.mjs'

const sources = [
  'main',
  'preload',
  'renderer',
  // Shown by the help.
  'build/docs/pictures',
  'build/config/electron.vite.config.ts',
  'build/config/lighter',
  'package.json',
  'package-lock.json',
]

/** Inside a folder that every build empties, so that it never speaks of another build than the one beside it. */
const stamp = inRoot('out/main/sources.sha256')

let built

/** Once for each of our processes, however many steps ask at the same time. @throws {Foreseen} when it fails */
export function bundle(options) {
  if (options?.always) built = undefined
  return (built ??= build(options))
}

async function build({ always = false } = {}) {
  const fingerprint = fingerprintOfSources()
  if (!always && isBuilt(fingerprint)) return say('build: out/ is up to date')
  say('build: electron-vite')
  const code = await tool('electron-vite', [
    'build',
    '--config',
    'build/config/electron.vite.config.ts',
    '--logLevel',
    'warn',
  ])
  if (code !== 0) throw new Foreseen('the build failed; what electron-vite says is above')
  writeFileSync(stamp, fingerprint)
}

function isBuilt(fingerprint) {
  const built = ['out/main/index.cjs', 'out/preload/bridge.cjs', 'out/renderer/index.html']
  if (!existsSync(stamp) || built.some((file) => !existsSync(inRoot(file)))) return false
  return readFileSync(stamp, 'utf8') === fingerprint
}

function fingerprintOfSources() {
  const hash = createHash('sha256')
  for (const file of sources.flatMap(filesOf)) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(inRoot(file)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** Files below a path, in one order for all machines. */
function filesOf(place) {
  const full = inRoot(place)
  if (path.extname(place) !== '') return existsSync(full) ? [place] : []
  const entries = readdirSync(full, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries.map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name))).sort()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle({ always: true }).catch(giveUp)
