/**
 * `npm run verified-where [-- --check]`: writes the table "Verified where" into the papers in both languages, from the reports
 * in build/verified alone. With --check nothing is written: it ends with 1 when a paper differs. A report that cannot be read
 * is named, and nothing is written.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Foreseen, giveUp, say } from '../../lib/console.mjs'
import { inRoot } from '../../lib/root.mjs'
import { visible } from '../../pages/text.mjs'
import { readReports } from '../../verify/report.mjs'
import { paperWithReports } from '../../verify/table.mjs'

const papers = /** @type {const} */ ([
  ['en', 'build/docs/product/verified.md'],
  ['ja', 'build/docs/ja/product/verified.md'],
])

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const { reports, problems } = readReports(inRoot('build/verified'))
  const told = problems.map(({ file, reason }) => `build/verified/${visible(file)}: ${reason}`)
  if (told.length > 0) throw new Foreseen(told.join('\n'))
  for (const [language, file] of papers) {
    const before = readFileSync(inRoot(file), 'utf8')
    const made = paperWithReports(before, reports, language, file)
    if (values.check && made !== before)
      throw new Foreseen(`${file} is not as the reports are; run npm run verified-where`)
    if (made !== before) writeFileSync(inRoot(file), made)
    say(`${file} is ${made === before ? 'as it was' : 'made anew'}`)
  }
} catch (error) {
  giveUp(error)
}
