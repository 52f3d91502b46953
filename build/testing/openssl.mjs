/**
 * A newer OpenSSL than the system's, for tests alone: 3.5 is the first whose mock CMP server delivers later by error
 * messages and lets a confirmation be polled for (RFC 9483, 4.4). It comes from Debian's archive, whose signatures apt
 * checks, with the C library that it was built for, and is installed nowhere.
 */
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { output, run } from '../lib/command.mjs'
import { Foreseen, say } from '../lib/console.mjs'
import { inCache, userCache } from '../lib/user-cache.mjs'

const release = 'trixie'
const packages = ['openssl', 'libssl3t64', 'libc6', 'zlib1g', 'libzstd1']
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** @returns {Promise<object>} KOSHIN_OPENSSL, the program; or KOSHIN_NO_OPENSSL, why there is none */
export async function newerOpenssl() {
  try {
    return { KOSHIN_OPENSSL: await program() }
  } catch (error) {
    if (!(error instanceof Foreseen)) throw error
    say(`no OpenSSL 3.5: ${error.message}`)
    return { KOSHIN_NO_OPENSSL: error.message }
  }
}

async function program() {
  const archive = debianArchive()
  const name = `openssl-${release}`
  const folder = await inCache(name, packages.join(), async (whole, temporary) => {
    say(`fetching OpenSSL from Debian ${release} (17 MB)`)
    await download(archive, temporary)
    for (const file of await readdir(path.join(temporary, 'archives'))) {
      if (file.endsWith('.deb')) await must('dpkg-deb', ['-x', path.join(temporary, 'archives', file), whole])
    }
    // Named by their last place: the folder is renamed when it is whole.
    await writeFile(path.join(whole, 'openssl'), await starter(whole, path.join(userCache, name)))
    await chmod(path.join(whole, 'openssl'), 0o755)
  })
  const found = path.join(folder, 'openssl')
  const version = output(found, ['version']) ?? ''
  if (!/^OpenSSL 3\.(?:[5-9]|\d\d)\./.test(version)) throw new Foreseen(`${found} says "${version.trim()}"`)
  return found
}

/** The system's own libraries stay out of it: it has a loader of its own. */
async function starter(whole, place) {
  const [libraries] = (await readdir(path.join(whole, 'usr/lib'))).filter((name) => name.endsWith('-linux-gnu'))
  const files = await readdir(path.join(whole, 'usr/lib', libraries ?? ''))
  const loader = files.find((name) => name.startsWith('ld-linux'))
  if (libraries === undefined || loader === undefined) throw new Foreseen('its packages have no loader')
  const from = path.join(place, 'usr/lib', libraries)
  return `#!/bin/sh\nexec '${from}/${loader}' --library-path '${from}' '${place}/usr/bin/openssl' "$@"\n`
}

/** From where this system gets its own packages. */
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
async function download(archive, folder) {
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
