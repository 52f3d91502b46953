/** The licences of all packages that are shipped inside the app, as one text: generated from the lock file. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from '../lib/root.mjs'

/** What Electron's own download brings has LICENSES.chromium.html. */
export const licencesFile = 'LICENSES.packages.txt'

/** In lock files, where our dependencies are under other names than their own. */
const aliases = { '@github/keytar': 'keytar' }

/**
 * Everything that the packages which our code imports need, as the lock file resolves it.
 *
 * @param {Record<string, any>} packages of package-lock.json, by folder
 * @param {readonly string[]} names of the packages that are imported
 * @returns {string[]} their folders, sorted
 */
export function shippedFolders(packages, names) {
  const found = new Set()
  const waiting = names.map((name) => ['', name])
  // It grows while it is read.
  for (const [from, name] of waiting) {
    const folder = resolved(packages, from, name)
    // A part for another operating system is not installed.
    if (folder === undefined || found.has(folder)) continue
    found.add(folder)
    const { dependencies = {}, optionalDependencies = {} } = packages[folder]
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) waiting.push([folder, needed])
  }
  return [...found].sort()
}

/** As Node looks for a package: beside whoever needs it, then further up. */
function resolved(packages, from, name) {
  const parts = from === '' ? [] : from.split('/node_modules/')
  for (let depth = parts.length; depth >= 0; depth--) {
    const above = parts.slice(0, depth).join('/node_modules/')
    const folder = `${above === '' ? '' : `${above}/`}node_modules/${name}`
    if (folder in packages) return folder
  }
  return undefined
}

/** @returns {string} name, version, licence and its text, package by package */
export function licencesText() {
  const { packages } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))
  const told = readFileSync(inRoot('renderer/windows/about/licences.ts'), 'utf8')
  const names = [...told.matchAll(/name: '([^']+)'/g)].map(([, name]) => aliases[name] ?? name)
  return shippedFolders(packages, names).flatMap(entry).join('\n')
}

function entry(folder) {
  const place = inRoot(folder)
  const description = ownDescription(place)
  if (description === undefined) return []
  const { name, version, license, author, homepage } = description
  const head = [`${name} ${version}`, `Licence: ${license}`, ...(homepage === undefined ? [] : [homepage])]
  const text = licenceIn(place) ?? `Copyright: ${typeof author === 'string' ? author : (author?.name ?? 'its authors')}`
  return [`${'='.repeat(80)}\n${head.join('\n')}\n${'-'.repeat(80)}\n${text.trim()}\n`]
}

function ownDescription(place) {
  try {
    return JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'))
  } catch {
    // Optional, and of another operating system.
    return undefined
  }
}

function licenceIn(place) {
  const file = readdirSync(place).find((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name))
  return file === undefined ? undefined : readFileSync(path.join(place, file), 'utf8')
}
