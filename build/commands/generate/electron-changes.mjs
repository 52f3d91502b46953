/**
 * `npm run electron-changes [-- --check]`: writes what has changed in Electron, and what Koshin makes of it, into the papers in
 * both languages. With --check nothing is written: it ends with 1 when a paper differs.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { paperWithChanges } from '../../electron/change-table.mjs'
import { Foreseen, giveUp, say } from '../../lib/console.mjs'
import { inRoot, readJson } from '../../lib/root.mjs'

const papers = /** @type {const} */ ([
  ['en', 'build/docs/product/electron.md'],
  ['ja', 'build/docs/ja/product/electron.md'],
])

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const { changes } = readJson(inRoot('build/electron/changes.json'))
  for (const [language, file] of papers) {
    const before = readFileSync(inRoot(file), 'utf8')
    const made = paperWithChanges(before, changes, language)
    if (values.check && made !== before)
      throw new Foreseen(`${file} is not as the changes are; run npm run electron-changes`)
    if (made !== before) writeFileSync(inRoot(file), made)
    say(`${file} is ${made === before ? 'as it was' : 'made anew'}`)
  }
} catch (error) {
  giveUp(error)
}
