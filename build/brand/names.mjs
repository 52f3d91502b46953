/** What brand.json says: how a bank's own app is called, and by what systems tell it from others. */
import { createPublicKey } from 'node:crypto'
import { isObject } from '../bank-file/json-file.mjs'
import { lineOf } from '../bank-file/lines.mjs'

export const namesFile = 'brand.json'

/** Two words at least: a program, a package and a scheme of one word may be somebody else's. */
const program = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/
/** What needs no quoting in XML, NSIS, desktop entries, systemd and the shell. */
const english = /^[A-Za-z][A-Za-z0-9]*([ -][A-Za-z0-9]+)*$/
const anyLetters = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}ー・（）-]*( [\p{L}\p{M}\p{N}ー・（）-]+)*$/u
const company = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}ー・（）.,-]*( [\p{L}\p{M}\p{N}ー・（）.,-]+)*$/u
/** Letters that nobody sees, and marks in heaps: names that are not what they look like. */
const hidden = /\p{Default_Ignorable_Code_Point}|\p{M}{4}/u
/** Folders and registry keys of systems and browsers, which removing the app would take with it; names that Windows keeps. */
const othersNames =
  /^(common files|(windows|microsoft|internet explorer|google|mozilla|apple|chromium|electron)([ -].*)?|con|prn|aux|nul|(com|lpt)\d|systemd|autostart)$/i
const othersSchemes = /^(ms|web|x|chrome|moz|edge|itms|facetime)-|-ms$|^view-source$/
/** Of systems, browsers and Electron: who has it is given what is theirs, or loses it to them. */
const othersApplications = /^(com\.(apple|microsoft|google|electron|github)|org\.(mozilla|chromium|electronjs))\./
const domainBackwards = /^[a-z][a-z0-9]*(\.[a-z][a-z0-9-]*[a-z0-9]){2,}$/

/**
 * Each setting: its form, and how many characters it may have.
 * @type {Record<string, { fits: (value: string) => boolean, longest: number, code: string }>}
 */
const settings = {
  'name.ja': { fits: (value) => anyLetters.test(value) && !hidden.test(value), longest: 40, code: 'brand.name-ja' },
  'name.en': {
    fits: (value) => english.test(value) && !othersNames.test(value),
    longest: 40,
    code: 'brand.name-en',
  },
  program: { fits: (value) => program.test(value), longest: 32, code: 'brand.program' },
  applicationId: {
    fits: (value) => domainBackwards.test(value) && !othersApplications.test(value),
    longest: 100,
    code: 'brand.application-id',
  },
  scheme: { fits: (value) => program.test(value) && !othersSchemes.test(value), longest: 32, code: 'brand.scheme' },
  publisher: { fits: (value) => company.test(value) && !hidden.test(value), longest: 80, code: 'brand.publisher' },
}
const updates = {
  'updates.server': { fits: isHttps, longest: 400, code: 'brand.server' },
  'updates.publicKey': { fits: isEd25519, longest: 400, code: 'brand.public-key' },
}
const groups = ['name', 'updates']

/**
 * @param {{ value: any, text: string }} read from readJsonFile
 * @returns {import('../bank-file/problem.mjs').Problem[]}
 */
export function nameProblems({ value, text }) {
  const expected = { ...settings, ...(value.updates === undefined ? {} : updates) }
  const at = (place) => ({ file: namesFile, line: lineOf(text, place), place })
  const mistake = (place, kind) => ({ code: 'folder.setting', ...at(place), mistake: { place, kind } })
  const unknown = placesIn(value)
    .filter((place) => !(place in expected) && !groups.includes(place))
    .map((place) => mistake(place, 'unknown'))
  const wrong = Object.entries(expected).flatMap(([place, { fits, longest, code }]) => {
    const given = valueAt(value, place)
    if (given === undefined) return [mistake(place, 'missing')]
    if (typeof given !== 'string') return [mistake(place, 'type')]
    if (given.length > longest || !fits(given)) return [{ code, ...at(place) }]
    // Of Koshin itself, which has to be able to live beside it.
    return !place.startsWith('updates.') && /koshin/i.test(given.normalize('NFKC'))
      ? [{ code: 'brand.koshin', ...at(place) }]
      : []
  })
  return [...unknown, ...wrong]
}

/** By which an app is told from others on one computer, whose file systems and registries know no capitals. */
const tellingApart = ['name.ja', 'name.en', 'program', 'applicationId', 'scheme']

/**
 * What two apps could not both have on one computer.
 * @param {{ value: any, text: string }} read
 * @param {{ value: any, folder: string }} other
 * @returns {import('../bank-file/problem.mjs').Problem[]}
 */
export function collisions({ value, text }, other) {
  const plain = (names, place) => String(valueAt(names, place)).normalize('NFKC').toLowerCase()
  return tellingApart
    .filter((place) => plain(value, place) === plain(other.value, place))
    .map((place) => ({
      code: 'brand.beside',
      file: namesFile,
      line: lineOf(text, place),
      place,
      detail: other.folder,
    }))
}

/**
 * @param {any} names what brand.json says, once nothing is wrong with it
 * @returns {import('../../main/renewal/product/identity.ts').Identity}
 */
export function identityOf({ name, program, applicationId, scheme, publisher, updates: source }) {
  return {
    program,
    name,
    launcher: name,
    publisher,
    applicationId,
    scheme,
    // Neither a point nor this whole can stand in another program's name.
    keyPrefix: `${program}.`,
    bankFileEnding: program,
    ...(source === undefined ? {} : { updates: source }),
  }
}

const valueAt = (value, place) => place.split('.').reduce((inside, part) => inside?.[part], value)

/** Of each setting and each group, by path. */
function placesIn(value, above = '') {
  return Object.entries(value).flatMap(([name, inner]) => [
    `${above}${name}`,
    ...(isObject(inner) ? placesIn(inner, `${above}${name}.`) : []),
  ])
}

/** Without what the app would not send, or would put the name of a file behind. */
function isHttps(value) {
  return /^https:\/\/[^\s/\\?#@]+(\/[^\s\\?#]*)?$/i.test(value) && URL.canParse(value)
}

/** SPKI, DER in base64: as npm run update-release prints it. */
function isEd25519(value) {
  try {
    const key = createPublicKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'spki' })
    const same = key.export({ format: 'der', type: 'spki' }).toString('base64') === value
    return same && key.asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}
