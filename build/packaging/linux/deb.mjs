/**
 * The deb out of the unpacked directory, with Debian's own dpkg-deb: electron-builder's tool for it is downloaded, and
 * cannot be everywhere. What is written into it comes from electron-builder.yml, so that both make the same package.
 */
import { tmpdir } from 'node:os'
import path from 'node:path'
import { output, run } from '../../lib/command.mjs'
import { Foreseen } from '../../lib/console.mjs'
import { inTemporary } from '../../lib/temporary.mjs'
import { afterInstall, afterRemove, described, packedKoshin, writeInto, writeTree } from './tree.mjs'

/** @param {import('./tree.mjs').Packed} [packed] @returns {Promise<string>} the package */
export async function buildDeb(packed) {
  const { config, product, licence, unpacked, folder } = packed ?? (await packedKoshin())
  const { program } = product
  const { version, description } = described()
  const architecture = (output('dpkg', ['--print-architecture']) ?? '').trim()
  const file = path.join(folder, `${program}_${version}_${architecture}.deb`)
  return inTemporary(path.join(tmpdir(), `${program}-deb-`), async (tree) => {
    writeTree(tree, { config, program, licence, unpacked })
    writeInto(tree, 'DEBIAN/control', control({ config, program, version, architecture, description }))
    writeInto(tree, 'DEBIAN/postinst', `#!/bin/sh\nset -e\n${afterInstall(config)}`, 0o755)
    writeInto(tree, 'DEBIAN/postrm', afterRemove(config, 'deb'), 0o755)
    const code = await run('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', tree, file])
    if (code !== 0) throw new Foreseen('dpkg-deb failed; what it says is above')
    return file
  })
}

const control = ({ config, program, version, architecture, description }) =>
  [
    `Package: ${program}`,
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${config.linux.maintainer} <${program}@localhost>`,
    `Depends: ${config.deb.depends.join(', ')}`,
    'Section: utils',
    'Priority: optional',
    `Description: ${config.linux.synopsis}`,
    ` ${description}.`,
    '',
  ].join('\n')
