/** Folders that nothing is left of, also where a script is ended half-way. */
import { mkdtempSync, rmSync } from 'node:fs'
// Its programs are ended first: they would write into what is removed.
import './children.mjs'

const open = new Set()
process.on('exit', () => {
  for (const folder of open) remove(folder)
})

/**
 * @template T
 * @param {string} beginning of the folder's path
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>} what `work` comes to, with the folder gone
 */
export async function inTemporary(beginning, work) {
  const folder = mkdtempSync(beginning)
  open.add(folder)
  try {
    return await work(folder)
  } finally {
    open.delete(folder)
    remove(folder)
  }
}

/** Again where a program that is just ending still writes. */
function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
