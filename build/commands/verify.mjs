/**
 * `npm run verify [-- --only PART,PART | --all] [--yes-real-store] [--folder FOLDER]`: runs what can run on this machine and
 * writes a report of it, as JSON to send and as a page to read, into .cache/verify, which git ignores. It asks before it touches the user's own
 * key store, and does not touch it where there is nobody to ask.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { electronRuntime } from '../electron/runtime.mjs'
import { Foreseen, giveUp, say } from '../lib/console.mjs'
import { inRoot } from '../lib/root.mjs'
import { setUp } from '../lib/setup.mjs'
import { inTemporary } from '../lib/temporary.mjs'
import { isRoot, whoRan } from '../testing/who.mjs'
import { chooseParts, whyNot } from '../verify/choice.mjs'
import { consent as askedFor } from '../verify/consent.mjs'
import { pageOf } from '../verify/page.mjs'
import { parts as known } from '../verify/parts.mjs'
import { performAll } from '../verify/perform.mjs'
import { thisPerson } from '../verify/personal.mjs'
import { reportSchema } from '../verify/report.mjs'
import { electronFacts, picturesSince, sources, system } from '../verify/system.mjs'

const { platform } = process

async function verify() {
  const { only, all, 'yes-real-store': byOption, folder } = options()
  const { selected, chosen } = chooseParts(known, { only, all })
  const koshin = sources()
  const names = chosen.map(({ name }) => name)
  const consent = await askedFor(names, {
    platform,
    byOption,
    console: { input: process.stdin, output: process.stdout },
  })
  const runs = names.some((name) => whyNot(name, { platform, consent }) === undefined)
  if (runs) await setUp({ forTests: true })
  const electron = runs ? await electronFacts(await electronRuntime()) : undefined

  const begun = Date.now()
  const here = { platform, consent, person: thisPerson() }
  const parts = await inTemporary(path.join(tmpdir(), 'koshin-verify-'), (work) =>
    performAll(chosen, { ...here, work }),
  )
  const pictures = picturesSince(begun)
  const report = reportSchema.parse({
    schema: 1,
    made: new Date(begun).toISOString(),
    koshin,
    system: system(),
    user: isRoot ? 'root' : 'ordinary',
    sandbox: !isRoot,
    node: process.versions.node,
    electron,
    selected,
    realStore: consent,
    parts,
    pictures: pictures.map(({ name, content }) => ({ name, sha256: sha256(content), bytes: content.length })),
  })
  // npm runs scripts in the repository, wherever it was called.
  write(path.resolve(process.env.INIT_CWD ?? '.', folder), report, pictures)
  return parts.every(({ failed }) => failed.length === 0) ? 0 : 1
}

function options() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        all: { type: 'boolean', default: false },
        'yes-real-store': { type: 'boolean', default: false },
        folder: { type: 'string', default: inRoot('.cache/verify') },
      },
    }).values
  } catch (error) {
    throw new Foreseen(/** @type {Error} */ (error).message)
  }
}

const sha256 = (content) => createHash('sha256').update(content).digest('hex')

function write(folder, report, pictures) {
  mkdirSync(folder, { recursive: true })
  const time = report.made.slice(0, 16).replace(':', '')
  const name = `${time}-${report.system.platform}-${report.user}-${report.koshin.commit.slice(0, 7)}`
  const file = path.join(folder, name.toLowerCase())
  writeFileSync(`${file}.json`, `${JSON.stringify(report, null, 1)}\n`)
  writeFileSync(`${file}.html`, pageOf(report, pictures))
  console.log(`\n${whoRan()}`)
  if (!report.koshin.clean) say('the work tree is changed: this report tells of no commit, and counts in no table')
  say(`${path.relative('.', file)}.json is the report, without names, addresses or home folders; the .html shows it`)
}

process.exitCode = await verify().catch(giveUp)
