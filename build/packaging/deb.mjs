/**
 * The deb out of the unpacked directory, with Debian's own dpkg-deb: electron-builder's tool for it is downloaded, and
 * cannot be everywhere. What is written into it comes from electron-builder.yml, so that both make the same package.
 */
import { cpSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { output, run } from '../lib/command.mjs'
import { Foreseen } from '../lib/console.mjs'
import { inRoot, readJson } from '../lib/root.mjs'

const program = 'opt/Koshin'

const postinst = `#!/bin/sh
set -e
ln -sf /${program}/koshin /usr/bin/koshin
# Chromium's sandbox where users may not make namespaces of their own.
chmod 4755 /${program}/chrome-sandbox
if command -v update-desktop-database >/dev/null; then update-desktop-database -q /usr/share/applications || true; fi
if command -v update-mime-database >/dev/null; then update-mime-database /usr/share/mime || true; fi
`

const prerm = `#!/bin/sh
set -e
if [ "$1" = remove ]; then rm -f /usr/bin/koshin; fi
`

/** @returns {Promise<string>} the file; unpacked directory in, package out, both in dist/ */
export async function buildDeb() {
  const { version, description } = readJson(inRoot('package.json'))
  // Here, because this file is read before the set-up has installed anything.
  const { load } = await import('js-yaml')
  const config = load(readFileSync(inRoot('electron-builder.yml'), 'utf8'))
  const architecture = (output('dpkg', ['--print-architecture']) ?? '').trim()
  const file = inRoot(`dist/koshin_${version}_${architecture}.deb`)
  const tree = mkdtempSync(path.join(tmpdir(), 'koshin-deb-'))
  const write = (name, text, mode = 0o644) => {
    mkdirSync(path.dirname(path.join(tree, name)), { recursive: true })
    writeFileSync(path.join(tree, name), text, { mode })
  }
  try {
    chmodSync(tree, 0o755)
    cpSync(inRoot('dist/linux-unpacked'), path.join(tree, program), { recursive: true })
    write('usr/share/applications/koshin.desktop', desktopEntry(config))
    write('usr/share/mime/packages/koshin.xml', mimeTypes(config))
    write('usr/share/icons/hicolor/512x512/apps/koshin.png', readFileSync(inRoot('build/icons/icon.png')))
    write('usr/share/doc/koshin/copyright', readFileSync(inRoot('LICENSE')))
    write(
      'DEBIAN/control',
      [
        'Package: koshin',
        `Version: ${version}`,
        `Architecture: ${architecture}`,
        `Maintainer: ${config.linux.maintainer} <koshin@localhost>`,
        `Depends: ${config.deb.depends.join(', ')}`,
        'Section: utils',
        'Priority: optional',
        `Description: ${config.linux.synopsis}`,
        ` ${description}.`,
        '',
      ].join('\n'),
    )
    write('DEBIAN/postinst', postinst, 0o755)
    write('DEBIAN/prerm', prerm, 0o755)
    write('DEBIAN/postrm', readFileSync(inRoot(config.deb.afterRemove)), 0o755)
    const code = await run('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', tree, file])
    if (code !== 0) throw new Foreseen('dpkg-deb failed; what it says is above')
    return file
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
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

function desktopEntry({ linux, protocols }) {
  const files = linux.fileAssociations.map(({ mimeType }) => `${mimeType};`)
  const schemes = protocols.flatMap((one) => one.schemes).map((scheme) => `x-scheme-handler/${scheme};`)
  const entry = {
    ...linux.desktop.entry,
    Comment: linux.synopsis,
    Exec: `/${program}/${linux.executableName} %U`,
    Icon: linux.executableName,
    Terminal: 'false',
    Type: 'Application',
    Categories: `${linux.category};`,
    MimeType: [...files, ...schemes].join(''),
  }
  return ['[Desktop Entry]', ...Object.entries(entry).map(([key, value]) => `${key}=${value}`), ''].join('\n')
}
