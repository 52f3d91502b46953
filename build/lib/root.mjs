/** Where this repository is. */
import { readFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')

/** What the scripts here remember between runs; `npm ci` empties it. */
export const cache = path.join(root, 'node_modules/.cache/koshin')

export const inRoot = (...parts) => path.join(root, ...parts)

export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** The text of a file of this repository, or another where it is not there. @param {string} name */
export function readOr(name, other = '') {
  try {
    return readFileSync(path.resolve(root, name), 'utf8')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return other
    throw error
  }
}
