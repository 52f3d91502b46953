/**
 * `npm run update-release -- [--channel stable|beta] [--days 90] [--application ID] FOLDER`: writes, beside the packages in FOLDER, what Koshin asks an
 * update server for: `<channel>-<platform>-<arch>.release`, the signature in its first line, the signed text after it.
 *
 * KOSHIN_UPDATE_KEY names the file of the Ed25519 private key (PEM), made with `openssl genpkey -algorithm ed25519`.
 * After so many days a release counts as withheld from whoever is still shown it: sign the folder anew before.
 * It prints the public key as the policy's updates.publicKey takes it.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { inRoot } from '../lib/root.mjs'

const channels = ['stable', 'beta']

/** Which package is for which machines, as electron-builder.yml names them. */
const kinds = [
  { pattern: /\.AppImage$/, platform: 'linux', archs: (name) => [/arm64/.test(name) ? 'arm64' : 'x64'] },
  { pattern: /-Setup-.*\.exe$/, platform: 'win32', archs: (name) => [/arm64/.test(name) ? 'arm64' : 'x64'] },
  { pattern: /\.zip$/, platform: 'darwin', archs: () => ['x64', 'arm64'] },
]

try {
  const { values, positionals } = parseArgs({
    options: {
      channel: { type: 'string', default: 'stable' },
      days: { type: 'string', default: '90' },
      // A bank's own app has another one (build/docs/bank/brand.md).
      application: { type: 'string', default: 'jp.koshin.app' },
    },
    allowPositionals: true,
  })
  const [folder] = positionals
  if (
    folder === undefined ||
    positionals.length > 1 ||
    !channels.includes(values.channel) ||
    !/^[1-9]\d{0,2}$/.test(values.days)
  ) {
    throw new Foreseen('npm run update-release -- [--channel stable|beta] [--days 90] [--application ID] FOLDER')
  }
  const key = readKey(process.env.KOSHIN_UPDATE_KEY)
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  const given = { product: values.application, channel: values.channel, version, days: Number(values.days) }
  const releases = readdirSync(folder).flatMap((name) => releasesOf(name, folder, given))
  if (releases.length === 0) throw new Foreseen(`${folder}: no package that Koshin can be updated with`)
  for (const release of releases) {
    const signed = Buffer.from(`${JSON.stringify(release, undefined, 2)}\n`)
    const file = `${release.channel}-${release.platform}-${release.arch}.release`
    writeFileSync(
      path.join(folder, file),
      Buffer.concat([Buffer.from(`${sign(null, signed, key).toString('base64')}\n`), signed]),
    )
    say(`${file}: ${release.version}, ${release.files[0].url}`)
  }
  say(`updates.publicKey: ${createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')}`)
} catch (error) {
  giveUp(error)
}

function releasesOf(name, folder, { product, channel, version, days }) {
  const kind = kinds.find(({ pattern }) => pattern.test(name))
  if (kind === undefined) return []
  const bytes = readFileSync(path.join(folder, name))
  const files = [{ url: name, sha512: createHash('sha512').update(bytes).digest('base64'), size: bytes.length }]
  const now = Date.now()
  const releaseDate = new Date(now).toISOString()
  const expires = new Date(now + days * 24 * 60 * 60 * 1000).toISOString()
  return kind
    .archs(name)
    .map((arch) => ({ product, channel, platform: kind.platform, arch, version, releaseDate, expires, files }))
}

function readKey(file) {
  if (file === undefined) throw new Foreseen('KOSHIN_UPDATE_KEY has to name the file of the private key')
  const key = createPrivateKey(readFileSync(file))
  if (key.asymmetricKeyType !== 'ed25519') throw new Foreseen(`${file}: not an Ed25519 key`)
  return key
}
