/**
 * `npm run bank-file -- [--reach] [--domain DOMAIN] [--language ja|en] [--replace] [--brand FOLDER] FOLDER`: makes FOLDER.koshin-bank out of a
 * bank's settings, trust anchors, colours and help desk, and tells the confirmation code, what to write into the letter, and
 * how to hand the file out at the bank's domain.
 *
 * What is wrong is told by file and line, all at once, and nothing is written then. With --reach every address is connected to.
 * The same folder always makes the same bytes, and so the same code.
 */
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readFolder } from '../bank-file/folder.mjs'
import { bytesOf, judged } from '../bank-file/judge.mjs'
import { readNames } from '../brand/folder.mjs'
import { sentences } from '../brand/words.mjs'
import { letter } from '../bank-file/letter.mjs'
import { Refused } from '../bank-file/problem.mjs'
import { product } from '../bank-file/product.mjs'
import { reach } from '../bank-file/reach.mjs'
import { serving } from '../bank-file/serving.mjs'
import { say as word, told } from '../bank-file/words.mjs'
import { Foreseen, giveUp, say } from '../lib/console.mjs'

const usage = 'npm run bank-file -- [--reach] [--domain DOMAIN] [--language ja|en] [--replace] [--brand FOLDER] FOLDER'
const year = 365 * 24 * 60 * 60 * 1000

try {
  const { values, language, folder, brand } = given()
  const app = await product()
  const domain = values.domain === undefined ? undefined : app.domainOf(values.domain)
  if (domain?.ok === false)
    throw new Foreseen(`${values.domain}: ${app[language].failures['bank-file']['bad-domain'].what}`)
  try {
    const { reach: reaches, replace: replaces } = values
    const of = await appOf(brand, app)
    await make({ folder, app, of, language, domain: domain?.value, reaches, replaces })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const problems = error.problems.map((problem) => told(problem, language, app[language], sentences))
    throw new Foreseen([...problems, word('refused', language)].join('\nkoshin: '))
  }
} catch (error) {
  giveUp(error)
}

function given() {
  const options = /** @type {const} */ ({
    reach: { type: 'boolean', default: false },
    domain: { type: 'string' },
    language: { type: 'string' },
    replace: { type: 'boolean', default: false },
    brand: { type: 'string' },
  })
  let parsed
  try {
    parsed = parseArgs({ options, allowPositionals: true })
  } catch {
    throw new Foreseen(usage)
  }
  const { values, positionals } = parsed
  const system = Intl.DateTimeFormat().resolvedOptions().locale.startsWith('ja') ? 'ja' : 'en'
  const { language = system } = values
  if (positionals.length !== 1 || (language !== 'ja' && language !== 'en')) throw new Foreseen(usage)
  // npm runs scripts in the repository, wherever it was called.
  const [folder, brand] = [positionals[0], values.brand].map(
    (given) => given && path.resolve(process.env.INIT_CWD ?? '.', given),
  )
  for (const one of [folder, brand]) {
    if (one && !statSync(one, { throwIfNoEntry: false })?.isDirectory()) throw new Foreseen(`${one}: no such folder`)
  }
  return { values, language, folder, brand }
}

/** Plain Koshin, or the bank's own app whose folder this is. */
async function appOf(brand, app) {
  if (brand === undefined) return { ja: 'Koshin', en: 'Koshin', ending: 'koshin-bank' }
  const names = await readNames(brand, app)
  return { ...names.name, ending: names.bankFileEnding }
}

async function make({ folder, app, of, language, domain, reaches, replaces }) {
  const { content, anchors, where } = await readFolder(folder, app)
  const bytes = bytesOf(content)
  const { bank } = judged(bytes, app, where).content
  const reached = reaches
    ? await reach(
        bank,
        anchors.map(({ der }) => der),
        app.checkServer,
      )
    : []
  const lost = reached.filter(({ reason }) => reason !== undefined)
  if (lost.length > 0)
    throw new Refused(
      ...lost.map(({ place, reason: detail }) => ({ code: 'folder.unreachable', ...where(place), detail })),
    )

  const { file, hosts, code, same } = await written(`${folder}.${of.ending}`, bytes, replaces, app)
  say(`${word('file', language)}: ${file}${same ? ` (${word('same', language)})` : ''}`)
  say(`${word('bank', language)}: ${bank.name}`)
  for (const host of hosts) say(`${word('host', language)}: ${host}`)
  for (const { host } of reached) say(`${word('reached', language)}: ${host}`)
  for (const { facts } of anchors) {
    const until = `${word('until', language)} ${new Date(facts.notAfter).toISOString().slice(0, 10)}`
    const ends = facts.notAfter < Date.now() + year ? `; ${word('ends', language)}` : ''
    say(`${word('anchor', language)}: ${facts.holder}, ${until}${ends}`)
  }
  say(`${word('code', language)}: ${code}`)
  const { ja, en } = letter({ name: bank.name, code, domain, app: of })
  const { nginx, apache } = serving(domain ?? 'bank.example', path.basename(file), app.wellKnown)
  console.log(['', ja, '', en, '', '# nginx', nginx, '# Apache', apache].join('\n'))
}

/** Whole or not at all, and read back by the app's own reader before it gets its name. */
async function written(file, bytes, replaces, app) {
  const codeOf = async (read) => app.groupedCode(await app.bankFileCode(read))
  const before = existsSync(file) ? await app.loadBankFile(file) : undefined
  const same = before?.ok === true && Buffer.from(before.value).equals(bytes)
  if (before !== undefined && !same && !replaces) {
    const detail = before.ok ? await codeOf(before.value) : '?'
    throw new Refused({ code: 'folder.other-file', file: path.basename(file), detail })
  }
  const part = `${file}.part`
  try {
    if (!same) writeFileSync(part, bytes)
    const back = await app.loadBankFile(same ? file : part)
    const read = back.ok ? app.readBankFile(back.value) : back
    if (!read.ok) throw new Error(read.failure.code)
    const code = await codeOf(read.value.bytes)
    if (!same) renameSync(part, file)
    return { file, hosts: read.value.hosts, code, same }
  } catch (error) {
    rmSync(part, { force: true })
    const { message } = /** @type {Error} */ (error)
    throw new Refused({ code: 'folder.not-written', file: path.basename(file), detail: message })
  }
}
