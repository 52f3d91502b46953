/**
 * Packages of a newer Debian than the system's, for tests alone: unpacked into the cache, installed nowhere, and run by
 * the loader and the C library that come with them. They come from the archive where this system gets its own packages,
 * whose signatures apt checks.
 */
import { chmod, cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { output, run } from './command.mjs'
import { Foreseen, say } from './console.mjs'
import { mustBe } from './pinned-archive.mjs'
import { inCache, userCache } from './user-cache.mjs'

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/**
 * @typedef {object} Wanted
 * @property {string} name what it is kept under, beside the release
 * @property {string} release of Debian
 * @property {readonly string[]} packages with a C library among them, and all that the program needs
 * @property {string} size of all packages, for who has to wait
 * @property {Readonly<Record<string, string>>} [pins] SHA-256 by file name, of those that must be the very ones. Security
 *   updates take the others' places, and no version is left but the newest.
 * @property {string} [program] inside the packages; by default what the starter is given first
 * @property {readonly string[]} [libraries] folders of libraries inside the packages, besides the usual one
 */

/**
 * @param {Wanted} wanted
 * @returns {Promise<string>} the program's starter, a script
 * @throws {Foreseen} where the packages cannot be had
 */
export async function fromDebian({ name, release, packages, size, pins = {}, program = '', libraries = [] }) {
  const label = `${name}-${release}`
  const content = JSON.stringify({ packages, pins, program, libraries })
  const folder = await inCache(label, content, async (whole, temporary) => {
    await fetchInto(whole, temporary, { release, packages, size, pins })
    // Named by their last place: the folder is renamed when it is whole.
    const script = await starter(whole, path.join(userCache, label), program, libraries)
    await writeFile(path.join(whole, 'start'), script)
    await chmod(path.join(whole, 'start'), 0o755)
  })
  return path.join(folder, 'start')
}

/**
 * One folder out of a package that has nothing to run.
 * @param {Pick<Wanted, 'name' | 'release' | 'packages' | 'size' | 'pins'> & { part: string }} wanted part: the folder inside the packages
 * @returns {Promise<string>} where it is
 * @throws {Foreseen} where the packages cannot be had
 */
export async function dataFromDebian({ part, name, ...wanted }) {
  const content = JSON.stringify({ part, ...wanted })
  return await inCache(`${name}-${wanted.release}`, content, async (whole, temporary) => {
    const unpacked = path.join(temporary, 'unpacked')
    await mkdir(unpacked)
    await fetchInto(unpacked, temporary, wanted)
    await cp(path.join(unpacked, part), whole, { recursive: true })
  })
}

/**
 * @param {string} folder
 * @param {string} temporary
 * @param {Pick<Wanted, 'release' | 'packages' | 'size' | 'pins'>} wanted
 */
async function fetchInto(folder, temporary, { release, packages, size, pins = {} }) {
  say(`fetching ${packages[0]} from Debian ${release} (${size})`)
  await download(debianArchive(), release, packages, temporary)
  await unpack(path.join(temporary, 'archives'), pins, folder)
}

async function unpack(archives, pins, whole) {
  const files = (await readdir(archives)).filter((file) => file.endsWith('.deb'))
  const missing = Object.keys(pins).find((file) => !files.includes(file))
  if (missing !== undefined) throw new Foreseen(`Debian has no ${missing} any more`)
  for (const file of files) {
    if (pins[file] !== undefined) await mustBe(path.join(archives, file), 'sha256', 'hex', pins[file])
    await must('dpkg-deb', ['-x', path.join(archives, file), whole])
  }
}

/** The system's own libraries stay out of it. */
async function starter(whole, place, program, libraries) {
  const [usual] = (await readdir(path.join(whole, 'usr/lib'))).filter((name) => name.endsWith('-linux-gnu'))
  const files = await readdir(path.join(whole, 'usr/lib', usual ?? ''))
  const loader = files.find((name) => name.startsWith('ld-linux'))
  if (usual === undefined || loader === undefined) throw new Foreseen('its packages have no loader')
  const inPlace = (...parts) => path.join(place, ...parts)
  const searched = [inPlace('usr/lib', usual), ...libraries.map((one) => inPlace(one))].join(':')
  const started = program === '' ? '' : `'${inPlace(program)}' `
  return `#!/bin/sh\nexec '${inPlace('usr/lib', usual, loader)}' --library-path '${searched}' ${started}"$@"\n`
}

function debianArchive() {
  const format = '$(ORIGIN) $(LABEL) $(REPO_URI)'
  const listing = process.platform === 'linux' ? output('apt-get', ['indextargets', '--format', format]) : undefined
  const archive = listing
    ?.split('\n')
    .map((line) => /^Debian Debian (\S+)$/.exec(line)?.[1])
    .find((address) => address !== undefined)
  if (archive === undefined) throw new Foreseen('this system has no packages of Debian')
  return archive
}

/** apt as on another computer: it knows one source, and keeps all that it knows in `folder`. */
async function download(archive, release, packages, folder) {
  const sources = path.join(folder, 'sources.list')
  await writeFile(sources, `deb [signed-by=${keyring}] ${archive} ${release} main\n`)
  for (const part of ['lists/partial', 'archives/partial']) await mkdir(path.join(folder, part), { recursive: true })
  const settings = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '-',
    'Dir::State': folder,
    'Dir::State::status': '/dev/null',
    'Dir::Cache': folder,
    'Acquire::Languages': 'none',
    'Acquire::Retries': '0',
    'Acquire::http::Timeout': '20',
    // It has to write where only we may.
    'APT::Sandbox::User': '',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  // "update" ends with 0 without having got anything, unless errors of every kind count.
  await must('apt-get', ['-q', ...options, '-o', 'APT::Update::Error-Mode=any', 'update'])
  await must('apt-get', ['-q', ...options, 'download', ...packages], path.join(folder, 'archives'))
}

async function must(file, args, cwd) {
  const code = await run(file, args, { quiet: true, limit: 300_000, ...(cwd === undefined ? {} : { cwd }) })
  if (code !== 0) throw new Foreseen(`${file} ${args.at(-1)} failed`)
}
