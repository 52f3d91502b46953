/** `koshin --unattended check-bank`: a bank's servers, checked by the app itself on a key store of its own. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { lineSchema } from '../../../main/cli/unattended/lines.ts'
import { expect, test } from '../stage/app.ts'
import { managedBank, runWindowless, settingsOf } from '../stage/windowless.ts'

/** The demo's bank with all that it has. */
function wholeBank(folder: string): string {
  const bank = managedBank(folder)
  const { url } = bank['est'] as { readonly url: string }
  const file = path.join(folder, 'whole.json')
  writeFileSync(file, JSON.stringify({ bank: { ...bank, cmp: { url }, portal: { url: `${url}/portal` } } }))
  return file
}

async function check(folder: string, options: readonly string[], input = '') {
  const { code, output, errors } = await runWindowless(folder, ['--unattended', 'check-bank', ...options], input)
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  return { code, lines: lines.map((line) => lineSchema.parse(JSON.parse(line))), errors }
}

const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('koshin-check-bank-'))

test('a bank is checked without a trace: lines, a table and a page, and not a key in anybody’s key store', async ({
  openBank,
  folder,
}) => {
  const bank = await openBank('absent')
  const { customerId, password } = await bank.invited()
  const before = left()
  const report = path.join(folder, 'report.html')
  const options = ['--config', wholeBank(folder), '--customer-id', customerId, '--issue', '--report', report]
  const run = await check(folder, ['--lang=ja', ...options], password)
  const verdictOf = (name: string) =>
    run.lines.flatMap((line) => (line.event === 'bank-check' && line.verdict === name ? [line.check] : []))
  expect([verdictOf('fail'), verdictOf('warn')], run.errors).toEqual([[], []])
  console.log(run.errors)
})
