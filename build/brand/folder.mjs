/**
 * A bank's folder for an app of its own: brand.json, icon.svg, licence.txt, and bank/, the folder that its bank file is made of.
 */
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { namesIn, readFolder } from '../bank-file/folder.mjs'
import { readJsonFile } from '../bank-file/json-file.mjs'
import { bytesOf, judged } from '../bank-file/judge.mjs'
import { lineAt } from '../bank-file/lines.mjs'
import { Refused } from '../bank-file/problem.mjs'
import { drawingProblems } from './drawing.mjs'
import { codeOf } from '../lib/command.mjs'
import { collisions, identityOf, nameProblems, namesFile } from './names.mjs'

const [icon, licence, bank] = ['icon.svg', 'licence.txt', 'bank']
const known = [namesFile, icon, licence, bank]
const longest = 1024 * 1024

/**
 * @typedef {object} Brand
 * @property {import('../../main/renewal/product/identity.ts').Identity} identity
 * @property {string} icon SVG
 * @property {string} licence of the bank, for its customers
 * @property {object} settings of the bank: a settings file
 */

/**
 * @param {string} folder
 * @param {Record<string, any>} app from ../bank-file/product.mjs
 * @param {readonly string[]} [others] folders of apps that are to live beside this one
 * @returns {Promise<Brand>}
 * @throws {Refused} with all that keeps an app from being made of it
 */
export async function readBrand(folder, app, others = []) {
  const unknown = namesIn(folder)
    .filter((name) => !known.includes(name))
    .map((file) => ({ code: 'folder.unknown-file', file }))
  const names = await readJsonFile(folder, namesFile, app)
  const drawing = readText(folder, icon, app)
  const conditions = readText(folder, licence, app)
  const settings = await readBank(folder, app)
  const problems = [
    ...unknown,
    ...names.problems,
    ...(names.text === undefined ? [] : nameProblems({ value: names.value, text: names.text })),
    ...(await besideProblems(names, others, app)),
    ...drawing.problems,
    ...(drawing.text === undefined ? [] : drawingProblems(drawing.text, icon)),
    ...conditions.problems,
    ...(conditions.text === undefined ? [] : conditionProblems(conditions.text)),
    ...settings.problems,
  ]
  if (problems.length > 0) throw new Refused(...problems)
  return {
    identity: identityOf(names.value),
    icon: /** @type {string} */ (drawing.text),
    licence: /** @type {string} */ (conditions.text),
    settings: /** @type {object} */ (settings.content),
  }
}

/**
 * What brand.json alone says.
 * @returns {Promise<import('../../main/renewal/product/identity.ts').Identity>}
 * @throws {Refused}
 */
export async function readNames(folder, app) {
  const names = await readJsonFile(folder, namesFile, app)
  const problems = [
    ...names.problems,
    ...(names.text === undefined ? [] : nameProblems({ value: names.value, text: names.text })),
  ]
  if (problems.length > 0) throw new Refused(...problems)
  return identityOf(names.value)
}

async function besideProblems(names, folders, app) {
  if (names.text === undefined) return []
  const others = await Promise.all(
    folders.map(async (folder) => ({ folder: path.basename(folder), ...(await readJsonFile(folder, namesFile, app)) })),
  )
  return others.flatMap((other) =>
    other.text === undefined
      ? other.problems.map((problem) => ({ ...problem, file: path.posix.join(other.folder, problem.file) }))
      : collisions(names, other),
  )
}

/** @returns {import('../bank-file/problem.mjs').Problem[]} */
function conditionProblems(text) {
  if (text.trim() === '') return [{ code: 'brand.empty', file: licence, line: 1 }]
  // A NUL would end it in the installer; the others would show another text than the one that is there.
  const at = text.search(/[^\P{Cc}\t\r\n\f]|[\u202a-\u202e\u2066-\u2069]/u)
  return at < 0 ? [] : [{ code: 'brand.control', file: licence, line: lineAt(text, at) }]
}

/**
 * @param {any} app
 * @returns {{ text?: string, problems: import('../bank-file/problem.mjs').Problem[] }}
 */
function readText(folder, file, app) {
  const bytes = readBytes(path.join(folder, file))
  if (!Buffer.isBuffer(bytes)) return { problems: [{ file, ...bytes }] }
  try {
    return { text: app.strictText(bytes), problems: [] }
  } catch {
    return { problems: [{ code: 'folder.not-text', file }] }
  }
}

/** @returns {Buffer | { code: string, detail?: string }} */
function readBytes(place) {
  try {
    const stat = statSync(place, { throwIfNoEntry: false })
    if (stat === undefined) return { code: 'folder.missing' }
    if (!stat.isFile()) return { code: 'folder.unreadable', detail: 'no file' }
    if (stat.size > longest) return { code: 'folder.too-large', detail: `more than ${longest} bytes` }
    return readFileSync(place)
  } catch (error) {
    return { code: 'folder.unreadable', detail: codeOf(error) }
  }
}

/** By the rules for bank files, as settings that the app has from the start. */
async function readBank(folder, app) {
  if (!isFolder(path.join(folder, bank))) return { problems: [{ code: 'folder.missing', file: `${bank}/` }] }
  try {
    const { content, where } = await readFolder(path.join(folder, bank), app)
    const { bank: own, policy } = judged(bytesOf(content), app, where).content
    const hasServer = own.est !== undefined || own.cmp !== undefined
    if (!hasServer)
      return { problems: [{ code: 'brand.no-server', ...where('bank.est.url'), file: `${bank}/settings.json` }] }
    return { content: { bank: own, policy }, problems: [] }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { problems: error.problems.map((problem) => ({ ...problem, file: path.posix.join(bank, problem.file) })) }
  }
}

/** A link that leads in a circle is none. */
function isFolder(place) {
  try {
    return statSync(place).isDirectory()
  } catch {
    return false
  }
}
