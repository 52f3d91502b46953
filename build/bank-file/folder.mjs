/**
 * A bank's folder: settings.json, help-desk.json, colours.json (optional) and anchors/. Together they are what stands in a
 * bank file.
 */
import { readdirSync } from 'node:fs'
import { codeOf } from '../lib/command.mjs'
import { readAnchors } from './anchors.mjs'
import { isObject, readJsonFile } from './json-file.mjs'
import { lineOf } from './lines.mjs'
import { Refused } from './problem.mjs'

/** The files of settings, and where in the bank file what they hold stands. */
const parts = [
  { file: 'settings.json', at: '' },
  { file: 'help-desk.json', at: 'bank.helpDesk' },
  { file: 'colours.json', at: 'bank.colours', optional: true },
]
const anchorsFolder = 'anchors'
const [settingsPart, helpDeskPart, coloursPart] = parts

/** What has a file or a folder of its own. */
const elsewhere = {
  'bank.trustAnchors': `${anchorsFolder}/`,
  'bank.helpDesk': helpDeskPart.file,
  'bank.colours': coloursPart.file,
}

/**
 * @param {string} folder
 * @param {Record<string, any>} app from product.mjs
 * @returns the content of a bank file that nobody has judged yet, and where each of its settings stands
 * @throws {Refused} with all that keeps it from being put together
 */
export async function readFolder(folder, app) {
  const names = namesIn(folder)
  const known = [...parts.map(({ file }) => file), anchorsFolder]
  const unknown = names.filter((name) => !known.includes(name)).map((file) => ({ code: 'folder.unknown-file', file }))
  const read = await Promise.all(
    parts
      .filter(({ file, optional }) => optional !== true || names.includes(file))
      .map(async (part) => ({ ...part, ...(await readJsonFile(folder, part.file, app)) })),
  )
  const anchors = await readAnchors(folder, anchorsFolder, app)
  const [settings] = read
  const problems = [...unknown, ...read.flatMap(({ problems }) => problems), ...anchors.problems]
  if (settings.text !== undefined) problems.push(...misplaced(settings))
  if (problems.length > 0) throw new Refused(...problems)

  const own = (at) => read.find((part) => part.at === at)?.value
  const { bank, ...others } = settings.value
  const colours = own(coloursPart.at)
  const content = {
    version: 1,
    ...others,
    bank: {
      ...bank,
      trustAnchors: anchors.pem,
      helpDesk: own(helpDeskPart.at),
      ...(colours === undefined ? {} : { colours }),
    },
  }
  return { content, anchors: anchors.found, where: (place) => whereIs(place, read) }
}

/**
 * @param {string} folder
 * @returns {string[]} what lies in it, without what is hidden
 * @throws {Refused} where it cannot be read
 */
export function namesIn(folder) {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'))
  } catch (error) {
    throw new Refused({ code: 'folder.unreadable', file: './', detail: codeOf(error) })
  }
}

/**
 * In settings.json, though it has another place; or no bank at all.
 * @param {any} settings
 * @returns {import('./problem.mjs').Problem[]}
 */
function misplaced({ file, text, value: { bank, version } }) {
  const mistake = (place, kind) => ({
    code: 'folder.setting',
    file,
    line: lineOf(text, place),
    mistake: { place, kind },
  })
  if (!isObject(bank)) return [mistake('bank', 'missing')]
  if (version !== undefined) return [mistake('version', 'unknown')]
  return Object.entries(elsewhere)
    .filter(([place]) => place.slice('bank.'.length) in bank)
    .map(([place, detail]) => ({ code: 'folder.misplaced', file, line: lineOf(text, place), place, detail }))
}

/** The file and the line of a setting, and its name there. @param {string} place in the bank file */
function whereIs(place, read) {
  const inside = (part) => part.at !== '' && (place === part.at || place.startsWith(`${part.at}.`))
  const part = read.find(inside)
  if (part === undefined) {
    return { file: settingsPart.file, line: lineOf(read[0].text, place), place }
  }
  const within = place.slice(part.at.length + 1)
  return { file: part.file, line: lineOf(part.text, within), place: within }
}
