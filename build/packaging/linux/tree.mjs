/** What a Linux package holds, whatever its format, as electron-builder.yml has it. */
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot, readJson } from '../../lib/root.mjs'
import { packedProduct } from '../packed-product.mjs'

/**
 * @typedef {object} Packed
 * @property {any} config electron-builder's
 * @property {import('../../../main/renewal/product/derived.ts').Product} product
 * @property {string} licence the file
 * @property {string} unpacked the directory
 * @property {string} folder where the package goes
 */

/** @returns {Promise<Packed>} what npm run dist:dir has packed */
export async function packedKoshin() {
  // Here, because this file is read before the set-up has installed anything.
  const { load } = await import('js-yaml')
  const config = load(readFileSync(inRoot('electron-builder.yml'), 'utf8'))
  const places = { licence: inRoot('LICENSE'), unpacked: inRoot('dist/linux-unpacked'), folder: inRoot('dist') }
  return { config, product: await packedProduct(), ...places }
}

/** Writes the files of an installed package into `tree`. */
export function writeTree(tree, { config, program, licence, unpacked }) {
  const write = (name, content) => writeInto(tree, name, content)
  chmodSync(tree, 0o755)
  cpSync(unpacked, path.join(tree, placeOf(config)), { recursive: true })
  // In the package, not made by a script: dpkg then refuses to install it over another package's program of that name.
  mkdirSync(path.join(tree, 'usr/bin'), { recursive: true })
  symlinkSync(`/${placeOf(config)}/${program}`, path.join(tree, 'usr/bin', program))
  write(`usr/share/applications/${program}.desktop`, desktopEntry(config))
  write(`usr/share/mime/packages/${program}.xml`, mimeTypes(config))
  write(`usr/share/icons/hicolor/512x512/apps/${program}.png`, readFileSync(path.resolve(inRoot(), config.linux.icon)))
  write(`usr/share/doc/${program}/copyright`, readFileSync(licence))
}

export function writeInto(tree, name, content, mode = 0o644) {
  mkdirSync(path.dirname(path.join(tree, name)), { recursive: true })
  writeFileSync(path.join(tree, name), content, { mode })
}

export const placeOf = ({ productName }) => `opt/${productName}`

/** The version that is packed, and what it is in a sentence. */
export const described = () => readJson(inRoot('package.json'))

/** After the installation, for a shell. No name in it holds a quote. */
export const afterInstall = (config) => `# Chromium's sandbox where users may not make namespaces of their own.
chmod 4755 '/${placeOf(config)}/chrome-sandbox'
if command -v update-desktop-database >/dev/null; then update-desktop-database -q /usr/share/applications || true; fi
if command -v update-mime-database >/dev/null; then update-mime-database /usr/share/mime || true; fi
`

/** After the removal, for a shell. @param {'deb' | 'rpm'} format */
export const afterRemove = (config, format) => readFileSync(path.resolve(inRoot(), config[format].afterRemove), 'utf8')

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
