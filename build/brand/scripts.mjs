/** The scripts for Intune and Jamf (build/mdm), for a bank's own app. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from '../lib/root.mjs'

/**
 * @param {import('../../main/renewal/product/derived.ts').Product} product
 * @returns {Record<string, string>} by name
 */
export function scripts({ folder }) {
  const place = inRoot('build/mdm')
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      const name = path.relative(place, file).split(path.sep).join('/')
      return [name, branded(readFileSync(file, 'utf8'), folder)]
    }),
  )
}

/** A path with a blank in it needs quotes in a shell; there are some around it in PowerShell. */
function branded(text, folder) {
  const quoted = text.replaceAll(/^koshin=(\/.*)$/gm, 'koshin="$1"')
  return quoted.replaceAll('Koshin', folder).replaceAll('koshin', 'program')
}
