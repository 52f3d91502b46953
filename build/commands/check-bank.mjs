/**
 * `npm run check-bank -- --config FILE [--customer-id ID] [--issue] [--expired SHA256] [--revoked SHA256] [--report FILE.html]`:
 * the app's own check of a bank, from a clone. On a terminal it asks before it has certificates issued, and shows the table
 * alone; elsewhere standard output has the lines, and the one-time password comes by standard input.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { endWithUs } from '../lib/children.mjs'
import { Foreseen, giveUp } from '../lib/console.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { root } from '../lib/root.mjs'
import { sandboxSwitches } from '../lib/sandbox.mjs'
import { setUp } from '../lib/setup.mjs'

const usage =
  'npm run check-bank -- --config FILE [--customer-id ID] [--issue] [--expired SHA256] [--revoked SHA256] [--report FILE.html]'
const args = process.argv.slice(2)
/** @type {import('node:util').ParseArgsConfig['options']} */
const known = { config: { type: 'string' }, report: { type: 'string' }, issue: { type: 'boolean' } }
const { values } = parseArgs({ args, options: known, strict: false, allowPositionals: true })

async function check() {
  if (typeof values.config !== 'string') throw new Foreseen(usage)
  const asks = process.stdin.isTTY === true && process.stdout.isTTY === true
  const issues = values.issue === true || (asks && (await agreed()))
  const password = issues && asks ? await typed('取得用パスワード / one-time password: ') : undefined
  // What this says of itself must not stand among the lines that programs read.
  console.log = console.error
  await setUp()
  const runtime = await electronRuntime()
  await bundle()
  const files = ['config', 'report'].flatMap((name) =>
    // npm runs scripts in the repository, wherever it was called.
    typeof values[name] === 'string' ? [`--${name}`, path.resolve(process.env.INIT_CWD ?? '.', values[name])] : [],
  )
  const options = [...args, ...files, ...(issues ? ['--issue'] : [])]
  const command = [...sandboxSwitches(runtime), root, '--unattended', 'check-bank', ...options]
  return open(runtime.path, command, { password, quiet: asks })
}

async function agreed() {
  const question = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await question.question(
    '電子証明書を 3 枚以上発行させて、すべてを調べますか。/ Have the bank issue three or more certificates to check all of it? [y/N] ',
  )
  question.close()
  return /^y(es)?$/i.test(answer.trim())
}

/** What is typed is not shown. */
async function typed(text) {
  process.stdout.write(text)
  const nowhere = new Writable({ write: (_part, _encoding, done) => done() })
  const question = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  const answer = await question.question('')
  question.close()
  process.stdout.write('\n')
  return answer
}

/** @returns {Promise<number>} its exit code */
function open(program, command, { password, quiet }) {
  return new Promise((resolve, reject) => {
    const input = password === undefined ? 'inherit' : 'pipe'
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = [input, quiet ? 'ignore' : 'inherit', 'inherit']
    const child = endWithUs(spawn(program, command, { cwd: root, stdio }))
    child.stdin?.end(`${password}\n`)
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

process.exitCode = await check().catch(giveUp)
