/**
 * `npm run renewal-curve`: simulates the morning on which many machines have to renew (tests/model/morning), which takes some
 * minutes; draws the curves into build/docs/pictures, and writes the figures into build/docs/company/automatic.md, in both languages.
 * With --check nothing is written: it ends with 1 when a file differs. With --check --quick only the fewest machines are
 * simulated, within a second, and what they say has to be in the files.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Foreseen, giveUp, say } from '../../lib/console.mjs'
import { withPart } from '../../lib/papers.mjs'
import { productModule } from '../../lib/product.mjs'
import { inRoot, readOr } from '../../lib/root.mjs'
import { bank, column, mornings, picture, row, spreads, words } from '../../testing/morning-curve.mjs'

const simulation = 'tests/model/morning/morning.ts'
const marks = { begin: '<!-- figures: made by npm run renewal-curve -->', end: '<!-- end of the figures -->' }
const languages = /** @type {const} */ (['en', 'ja'])
const files = {
  en: { picture: 'build/docs/pictures/spread-en.svg', paper: 'build/docs/company/automatic.md' },
  ja: { picture: 'build/docs/pictures/spread-ja.svg', paper: 'build/docs/ja/company/automatic.md' },
}

try {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
  })
  if (values.quick && !values.check) throw new Foreseen('--quick goes with --check: half a picture is none')
  const { simulate } = await productModule(simulation)
  const told = (values.quick ? mornings.slice(0, 1) : mornings).flatMap((machines) =>
    spreads.map((spreadHours) => ({
      machines,
      spreadHours,
      outcome: simulate({ machines, spreadHours, ...bank }),
    })),
  )
  const differing = values.quick ? missing(told) : differences(told)
  if (values.check && differing.length > 0) {
    const names = differing.map(({ name }) => name).join(', ')
    throw new Foreseen(`${names}: not as ${simulation} finds; run npm run renewal-curve`)
  }
  if (!values.check) for (const { name, wanted } of differing) writeFileSync(inRoot(name), wanted)
  say(`the curves of ${told.length} mornings: ${differing.length === 0 ? 'as they were' : 'drawn anew'}`)
} catch (error) {
  giveUp(error)
}

/** The files that are not as they should be. */
function differences(told) {
  return languages.flatMap((language) => {
    const { picture: drawing, paper } = files[language]
    const drawn = picture(
      language,
      mornings.map((machines) => column(language, machines, told)),
    )
    const wanted = [
      { name: drawing, wanted: drawn },
      { name: paper, wanted: withPart(readOr(paper), marks, table(language, told), paper) },
    ]
    return wanted.filter(({ name, wanted }) => readOr(name) !== wanted)
  })
}

/** The files that do not have what few machines say. */
function missing(told) {
  return languages.flatMap((language) => {
    const { picture: drawing, paper } = files[language]
    const has = (name, part) => (readOr(name).includes(part) ? [] : [{ name, wanted: part }])
    return [
      ...has(drawing, column(language, mornings[0], told)),
      ...told.flatMap((one) => has(paper, row(language, one))),
    ]
  })
}

function table(language, told) {
  const { head } = words[language]
  return [head, head.replaceAll(/[^|]+/g, '---'), ...told.map((one) => row(language, one))].join('\n')
}
