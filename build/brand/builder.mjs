/** What electron-builder is told for a bank's own app: electron-builder.yml, with the bank's names and files in it. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { guidOf } from '../packaging/guids.mjs'
import { inRoot } from '../lib/root.mjs'

const japaneseLetter = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー）]$/u

/** Where everything lies that a brand is built from and into. @param {string} work an empty folder */
export const placesIn = (work) => {
  const at = (name) => path.join(work, name)
  return {
    identity: at('identity.json'),
    out: at('out'),
    icons: at('icons'),
    licence: at('LICENCE.txt'),
    updater: at('app-update.yml'),
    installer: at('installer.nsh'),
    afterRemove: at('after-remove.sh'),
    builder: at('builder.json'),
    packages: at('packages'),
    result: at('result'),
  }
}

/**
 * Writes what electron-builder.yml names of Koshin's, for the bank, and its settings.
 * @param {import('./folder.mjs').Brand} brand
 * @param {import('../../main/renewal/product/derived.ts').Product} product
 * @param {ReturnType<typeof placesIn>} places
 * @returns {Promise<any>} the settings
 */
export async function writeBuilder({ licence }, product, places) {
  const { load } = await import('js-yaml')
  const config = branded(load(readFileSync(inRoot('electron-builder.yml'), 'utf8')), product, places)
  writeFileSync(places.licence, licence)
  writeFileSync(places.updater, `updaterCacheDirName: ${product.program}-updater\n`)
  writeFileSync(places.installer, installer(product))
  writeFileSync(places.afterRemove, afterRemove(product))
  writeFileSync(places.builder, JSON.stringify(config, undefined, 2))
  return config
}

/** @returns {any} */
function branded(config, product, places) {
  const { program, name, publisher, applicationId, scheme, folder } = product
  const artifact = (form) => `${program}${form}-\${version}-\${arch}.\${ext}`
  const type = { ext: product.bankFileEnding, name: `${name.en} bank file` }
  const { deb, rpm, win, nsis, msi, mac, linux } = config
  const common = {
    appId: applicationId,
    productName: folder,
    copyright: publisher,
    directories: { ...config.directories, output: places.packages },
    extraMetadata: { name: program, productName: folder, author: { name: publisher } },
    files: [
      { from: places.out, to: 'out' },
      // That of Koshin stays inside.
      ...config.files.filter((pattern) => !pattern.includes('out/')),
    ],
    extraResources: [
      { from: path.join(places.icons, 'tray'), to: 'tray', filter: '*.png' },
      { from: places.updater, to: 'app-update.yml' },
      { from: places.licence, to: 'LICENCE.txt' },
    ],
    protocols: [{ name: name.en, role: 'Viewer', schemes: [scheme] }],
  }
  return {
    ...config,
    ...common,
    linux: {
      ...linux,
      executableName: program,
      icon: path.join(places.icons, 'icon.png'),
      maintainer: publisher,
      vendor: publisher,
      desktop: { entry: { ...linux.desktop.entry, Name: name.en, 'Name[ja]': name.ja, StartupWMClass: folder } },
      fileAssociations: [{ ...type, description: type.name, mimeType: product.mimeType }],
    },
    deb: { ...deb, afterRemove: places.afterRemove },
    rpm: { ...rpm, afterRemove: places.afterRemove },
    win: { ...win, icon: path.join(places.icons, 'icon.ico') },
    nsis: { ...nsis, license: places.licence, include: places.installer, artifactName: artifact('-Setup') },
    msi: { ...msi, upgradeCode: guidOf(product, 'upgrade'), artifactName: artifact('') },
    mac: {
      ...mac,
      icon: path.join(places.icons, 'icon.icns'),
      artifactName: artifact(''),
      fileAssociations: [{ ...type, role: 'Viewer', rank: 'Owner' }],
    },
  }
}

/** Before a particle: a Japanese name is followed by no space. */
const before = (name) => (japaneseLetter.test(name) ? name : `${name} `)

function installer({ scheme, bankFileEnding, fileClass, folder, name }) {
  const defined = {
    OWN_SCHEME: scheme,
    OWN_BANK_FILE: bankFileEnding,
    OWN_FILE_CLASS: fileClass,
    OWN_FOLDER: folder,
    OWN_NAME_JA: before(name.ja),
  }
  const lines = Object.entries(defined).map(([key, value]) => `!define ${key} "${value}"`)
  return [...lines, `!include "${inRoot('build/packaging/installer.nsh')}"`, ''].join('\n')
}

function afterRemove({ program, name }) {
  return readFileSync(inRoot('build/packaging/after-remove.sh'), 'utf8')
    .replaceAll(/koshin-(daily|look)/g, `${program}-$1`)
    .replace('`koshin --schedule daily`', `\`${program} --schedule daily\``)
    .replace("'Koshin を", `'${before(name.ja)}を`)
    .replace("'Koshin has", `'${name.en} has`)
}
