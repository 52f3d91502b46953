/**
 * Published vectors that the product's judgement of certificates, keys and signatures is held against: fetched at a pinned
 * commit, whose name is the hash of all that is in it. They are their projects' (Apache License 2.0) and in no package of
 * ours.
 */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../lib/command.mjs'
import { Foreseen, say } from '../lib/console.mjs'
import { inCache } from '../lib/user-cache.mjs'

const minute = 60_000

const suites = [
  {
    variable: 'WYCHEPROOF',
    name: 'wycheproof',
    commit: 'dac1dd4729fd1f8dd9e1e9f3dce51d783da6c166',
    files: ['rsa_signature_*', 'rsa_pss_*', 'ecdsa_secp*', 'ecdh_secp*', 'pbkdf2_*'].map(
      (one) => `testvectors_v1/${one}`,
    ),
    found: 'testvectors_v1',
  },
  {
    variable: 'LIMBO',
    name: 'x509-limbo',
    commit: '8a2e6f41023b1716dc16fe63335e4bb972e4c3f6',
    files: ['limbo.json'],
    found: 'limbo.json',
  },
]

/**
 * @returns {Promise<object>} KOSHIN_WYCHEPROOF, a folder, and KOSHIN_LIMBO, a file; or KOSHIN_NO_WYCHEPROOF and
 *   KOSHIN_NO_LIMBO, why there is none. Where one of the first is given, it stands.
 */
export async function vectors() {
  const told = {}
  for (const suite of suites) {
    if (process.env[`KOSHIN_${suite.variable}`]) continue
    try {
      told[`KOSHIN_${suite.variable}`] = path.join(await fetched(suite), suite.found)
    } catch (error) {
      if (!(error instanceof Foreseen)) throw error
      say(error.message)
      told[`KOSHIN_NO_${suite.variable}`] = error.message
    }
  }
  return told
}

function fetched({ name, commit, files }) {
  return inCache(name, JSON.stringify({ commit, files }), async (whole) => {
    const source = `https://github.com/C2SP/${name}`
    say(`fetching ${source}`)
    const git = async (...args) => {
      if ((await run('git', ['-C', whole, ...args], { limit: 5 * minute })) !== 0) {
        throw new Foreseen(`no vectors: ${source} cannot be fetched`)
      }
    }
    await git('init', '--quiet')
    await git('remote', 'add', 'origin', source)
    // Without what the files hold, of which the next command fetches the few that are wanted.
    await git('fetch', '--quiet', '--depth', '1', '--filter=blob:none', 'origin', commit)
    await git('checkout', '--quiet', commit, '--', 'LICENSE', ...files)
    await rm(path.join(whole, '.git'), { recursive: true })
  })
}
