/**
 * The deb out of the unpacked directory, with Debian's own dpkg-deb: electron-builder's tool for it is downloaded, and
 * cannot be everywhere. What is written into it comes from electron-builder.yml, so that both make the same package.
 */
import { cpSync, chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { output, run } from '../lib/command.mjs'
import { Foreseen } from '../lib/console.mjs'
import { inRoot, readJson } from '../lib/root.mjs'
import { inTemporary } from '../lib/temporary.mjs'
import { packedProduct } from './packed-product.mjs'

/**
 * @typedef {object} Packed
 * @property {any} config electron-builder's
 * @property {import('../../main/renewal/product/derived.ts').Product} product
 * @property {string} licence the file
 * @property {string} unpacked the directory
 * @property {string} folder where the package goes
 */

/** @returns {Promise<Packed>} what npm run dist:dir has packed */
async function packedKoshin() {
  // Here, because this file is read before the set-up has installed anything.
  const { load } = await import('js-yaml')
  const config = load(readFileSync(inRoot('electron-builder.yml'), 'utf8'))
  const places = { licence: inRoot('LICENSE'), unpacked: inRoot('dist/linux-unpacked'), folder: inRoot('dist') }
  return { config, product: await packedProduct(), ...places }
}

/** @param {Packed} [packed] @returns {Promise<string>} the package */
export async function buildDeb(packed) {
  const { config, product, licence, unpacked, folder } = packed ?? (await packedKoshin())
  const { program } = product
  const { version, description } = readJson(inRoot('package.json'))
  const architecture = (output('dpkg', ['--print-architecture']) ?? '').trim()
  const file = path.join(folder, `${program}_${version}_${architecture}.deb`)
  const facts = { config, program, version, architecture, description }
  return inTemporary(path.join(tmpdir(), `${program}-deb-`), async (tree) => {
    writeTree(tree, { facts, licence, unpacked })
    const code = await run('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', tree, file])
    if (code !== 0) throw new Foreseen('dpkg-deb failed; what it says is above')
    return file
  })
}

function writeTree(tree, { facts, licence, unpacked }) {
  const { config, program } = facts
  const write = (name, text, mode = 0o644) => {
    mkdirSync(path.dirname(path.join(tree, name)), { recursive: true })
    writeFileSync(path.join(tree, name), text, { mode })
  }
  chmodSync(tree, 0o755)
  cpSync(unpacked, path.join(tree, placeOf(config)), { recursive: true })
  // In the package, not made by a script: dpkg then refuses to install it over another package's program of that name.
  mkdirSync(path.join(tree, 'usr/bin'), { recursive: true })
  symlinkSync(`/${placeOf(config)}/${program}`, path.join(tree, 'usr/bin', program))
  write(`usr/share/applications/${program}.desktop`, desktopEntry(config))
  write(`usr/share/mime/packages/${program}.xml`, mimeTypes(config))
  write(`usr/share/icons/hicolor/512x512/apps/${program}.png`, readFileSync(path.resolve(inRoot(), config.linux.icon)))
  write(`usr/share/doc/${program}/copyright`, readFileSync(licence))
  write('DEBIAN/control', control(facts))
  for (const [name, text] of Object.entries(scripts(config))) write(`DEBIAN/${name}`, text, 0o755)
}

const placeOf = ({ productName }) => `opt/${productName}`

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

/** No name in them holds a quote. */
function scripts(config) {
  const place = `/${placeOf(config)}`
  const postinst = `#!/bin/sh
set -e
# Chromium's sandbox where users may not make namespaces of their own.
chmod 4755 '${place}/chrome-sandbox'
if command -v update-desktop-database >/dev/null; then update-desktop-database -q /usr/share/applications || true; fi
if command -v update-mime-database >/dev/null; then update-mime-database /usr/share/mime || true; fi
`
  return { postinst, postrm: readFileSync(path.resolve(inRoot(), config.deb.afterRemove)) }
}

/** As electron-builder writes it. */
function mimeTypes({ linux }) {
  const types = linux.fileAssociations.map(
    ({ mimeType, ext, description }) =>
      `<mime-type type="${mimeType}"><comment>${description}</comment><glob pattern="*.${ext}"/></mime-type>`,
  )
  const space = 'http://www.freedesktop.org/standards/shared-mime-info'
  return [`<?xml version="1.0" encoding="utf-8"?>`, `<mime-info xmlns="${space}">`, ...types, '</mime-info>', ''].join(
    '\n',
  )
}

function desktopEntry(config) {
  const { linux, protocols } = config
  const started = `/${placeOf(config)}/${linux.executableName}`
  const files = linux.fileAssociations.map(({ mimeType }) => `${mimeType};`)
  const schemes = protocols.flatMap((one) => one.schemes).map((scheme) => `x-scheme-handler/${scheme};`)
  const entry = {
    ...linux.desktop.entry,
    Comment: linux.synopsis,
    Exec: `${started.includes(' ') ? `"${started}"` : started} %U`,
    Icon: linux.executableName,
    Terminal: 'false',
    Type: 'Application',
    Categories: `${linux.category};`,
    MimeType: [...files, ...schemes].join(''),
  }
  return ['[Desktop Entry]', ...Object.entries(entry).map(([key, value]) => `${key}=${value}`), ''].join('\n')
}
