/**
 * `npm run brand -- [--check] [--beside FOLDER]… [--target NAME]… [--language ja|en] FOLDER`: builds a bank's own app out of the
 * bank's folder, with the templates of its managed policy, into dist/brands/<program>.
 *
 * What is wrong is told by file and line, all at once, and nothing is written then. --check only looks.
 */
import { statSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Refused } from '../bank-file/problem.mjs'
import { product as appModules } from '../bank-file/product.mjs'
import { told } from '../bank-file/words.mjs'
import { readBrand } from '../brand/folder.mjs'
import { packBrand, usualResult } from '../brand/pack.mjs'
import { say as word, sentences } from '../brand/words.mjs'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { setUp } from '../lib/setup.mjs'

const usage = 'npm run brand -- [--check] [--beside FOLDER]… [--target NAME]… [--language ja|en] FOLDER'

try {
  await make(given())
} catch (error) {
  giveUp(error)
}

function given() {
  let parsed
  try {
    parsed = parseArgs({
      options: {
        check: { type: 'boolean', default: false },
        beside: { type: 'string', multiple: true },
        target: { type: 'string', multiple: true },
        language: { type: 'string' },
      },
      allowPositionals: true,
    })
  } catch {
    throw new Foreseen(usage)
  }
  const { values, positionals } = parsed
  const system = Intl.DateTimeFormat().resolvedOptions().locale.startsWith('ja') ? 'ja' : 'en'
  const { language = system, check, beside = [], target: targets } = values
  if (positionals.length !== 1 || (language !== 'ja' && language !== 'en')) throw new Foreseen(usage)
  // npm runs scripts in the repository, wherever it was called.
  const [folder, ...others] = [positionals[0], ...beside].map((given) =>
    path.resolve(process.env.INIT_CWD ?? '.', given),
  )
  for (const one of [folder, ...others]) {
    if (!statSync(one, { throwIfNoEntry: false })?.isDirectory()) throw new Foreseen(`${one}: no such folder`)
  }
  return { folder, language, check, others, targets }
}

async function make({ folder, language, check, others, targets }) {
  const app = await appModules()
  try {
    const brand = await readBrand(folder, app, others)
    const { program, name } = brand.identity
    say(`${word('product', language)}: ${name[language]} (${program})`)
    if (check) return
    await setUp()
    const result = usualResult(program)
    const files = await packBrand(brand, { targets, result })
    say(`${word('folder', language)}: ${result}`)
    for (const file of files.filter((file) => path.extname(file) !== '')) say(`${word('file', language)}: ${file}`)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const problems = error.problems.map((problem) => told(problem, language, app[language], sentences))
    throw new Foreseen([...problems, word('refused', language)].join('\nkoshin: '))
  }
}
