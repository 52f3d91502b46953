/** What a report says of the machine and of what was tried on it. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { spawnSync } from 'node:child_process'
import { output } from '../lib/command.mjs'
import { Foreseen } from '../lib/console.mjs'
import { inRoot, readJson, root } from '../lib/root.mjs'

/** The sources: without a commit nobody could tell what a report is about. */
export function sources() {
  const git = (...args) => output('git', ['-C', root, ...args])?.trim() ?? ''
  const [commit, tree] = [git('rev-parse', 'HEAD'), git('rev-parse', 'HEAD^{tree}')]
  if (![commit, tree].every((hash) => /^[0-9a-f]{40}$/.test(hash)))
    throw new Foreseen('git tells no commit here: a report needs a clone of the repository that belongs to you')
  const { version } = readJson(inRoot('package.json'))
  return { version, commit, tree, clean: git('status', '--porcelain') === '' }
}

/** @returns {import('./report.mjs').Report['system']} */
export function system() {
  const { platform, arch } = process
  if (platform !== 'linux' && platform !== 'win32' && platform !== 'darwin')
    throw new Foreseen(`Koshin does not run on ${platform}`)
  const name = { linux: linuxName, win32: windowsName, darwin: macName }[platform]()
  return { platform, name: name.replace(/[^\p{L}\p{N} .()/+-]/gu, '').slice(0, 80), arch }
}

function linuxName() {
  const file = '/etc/os-release'
  const told = existsSync(file) ? /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined
  return told ?? `Linux ${os.release()}`
}

const windowsName = () => `${os.version()} ${os.release()}`
const macName = () => `macOS ${output('sw_vers', ['-productVersion'])?.trim() || os.release()}`

/** @param {import('../electron/runtime.mjs').Runtime} runtime @returns {Promise<NonNullable<import('./report.mjs').Report['electron']>>} */
export async function electronFacts({ kind, version, path: file }) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const { stdout } = spawnSync(file, ['-p', 'process.versions.chrome'], { encoding: 'utf8', env })
  const chromium = stdout?.trim() ?? ''
  if (!/^\d/.test(chromium)) throw new Foreseen(`Electron ${version} does not start`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { kind, version, chromium, sha256: hash.digest('hex') }
}

/**
 * The walk's pictures of this run.
 * @param {number} since ms since the epoch
 * @returns {{ name: string, content: Buffer }[]}
 */
export function picturesSince(since) {
  const folder = inRoot('.cache/demo')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^[a-z0-9-]+\.png$/.test(name)) : []
  const made = (name) => statSync(path.join(folder, name)).mtimeMs
  return names
    .filter((name) => made(name) >= since)
    .sort((a, b) => made(a) - made(b))
    .map((name) => ({ name, content: readFileSync(path.join(folder, name)) }))
}
