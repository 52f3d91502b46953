/**
 * `npm run bank-checks [-- --check]`: writes the list of what a check of a bank looks at into the papers in both languages, from
 * the checks themselves. With --check nothing is written: it ends with 1 when a paper differs.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { paperWithChecks } from '../../bank/check-list.mjs'
import { Foreseen, giveUp, say } from '../../lib/console.mjs'
import { productModule } from '../../lib/product.mjs'
import { inRoot } from '../../lib/root.mjs'

const papers = /** @type {const} */ ([
  ['en', 'build/docs/bank/check-bank.md'],
  ['ja', 'build/docs/ja/bank/check-bank.md'],
])

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const { groups } = await productModule('main/cli/check-bank/checks.ts')
  for (const [language, file] of papers) {
    const before = readFileSync(inRoot(file), 'utf8')
    const made = paperWithChecks(before, groups, language)
    if (values.check && made !== before) throw new Foreseen(`${file} is not as the checks are; run npm run bank-checks`)
    if (made !== before) writeFileSync(inRoot(file), made)
    say(`${file} is ${made === before ? 'as it was' : 'made anew'}`)
  }
} catch (error) {
  giveUp(error)
}
