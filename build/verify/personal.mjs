/** What no report holds: who made it, and where on which machine. */
import os from 'node:os'
import { root } from '../lib/root.mjs'

/** Names that say nothing of anybody. */
const nobody = new Set(['root', 'administrator', 'localhost', 'user', 'runner', 'nobody'])

const address = /[\p{L}\p{N}._%+-]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu
/** Home folders of any user, as tests print them; Windows' may have a space. */
const homes = /(?:\/(?:home|Users)\/[^/\s"':]+|(?<![A-Za-z])[A-Za-z]:[\\/]+Users[\\/]+[^\\/"':\n]+|\/root(?=\/|\s|$))/g

/**
 * @typedef {object} Person
 * @property {readonly (readonly [path: string, instead: string])[]} places
 * @property {readonly (readonly [name: string, instead: string])[]} names
 */

/** Whoever runs this. @returns {Person} */
export function thisPerson() {
  const { username, homedir } = os.userInfo()
  const host = os.hostname()
  return {
    places: [
      [root, 'KOSHIN'],
      [os.tmpdir(), 'TMP'],
      [os.homedir(), '~'],
      [homedir, '~'],
    ],
    names: [
      [username, 'USER'],
      [host, 'HOST'],
      [host.split('.')[0], 'HOST'],
    ],
  }
}

/** @param {string} text @param {Person} person @returns {string} the same without anything that tells who and where */
export function withoutPerson(text, { places, names }) {
  // A folder inside another one first.
  const byLength = [...places].sort(([a], [b]) => b.length - a.length)
  const told = byLength.filter(([place]) => place.length > 1)
  const placeless = told.reduce((rest, [place, instead]) => rest.replaceAll(place, instead), text)
  const nameless = names
    .filter(([name]) => name.length > 1 && !nobody.has(name.toLowerCase()))
    .reduce((rest, [name, instead]) => rest.replace(asWord(name), instead), placeless.replace(address, 'ADDRESS'))
  return nameless.replace(homes, '~')
}

function asWord(name) {
  const literal = name.replace(/[^\p{L}\p{N}]/gu, (one) => `\\u{${one.codePointAt(0).toString(16)}}`)
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu')
}

/** Does a text that others wrote tell somebody's home folder or e-mail address? @param {string} text */
export function tellsPerson(text) {
  return text.search(address) >= 0 || text.search(homes) >= 0
}
