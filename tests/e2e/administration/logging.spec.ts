/** What a renewal leaves for whoever asks later: log files, the system's log, the support bundle. And nobody's name. */
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { expect, heading, test } from '../stage/app.ts'
import type { BankAndHome } from '../stage/banks/bank-and-home.ts'
import { findIn, type Secrets } from '../security/secret-search.ts'
import { runWindowless, settingsOf } from '../stage/windowless.ts'

const eventsIn = (log: string): string[] =>
  log
    .trim()
    .split('\n')
    .map((line) => line.split(/ +/)[2]!)

/** All that says who the demo bank's customers are. */
async function customersOf(bank: BankAndHome): Promise<Secrets> {
  const { customers, mails } = await bank.bankState()
  const people = customers.flatMap(({ customerId, name, password }, index) => [
    [`customer ID ${index}`, customerId],
    [`name ${index}`, name],
    [`password ${index}`, password],
  ])
  const addresses = [...new Set(mails.map(({ to }) => to))].map((to, index) => [`address ${index}`, to])
  return Object.fromEntries([...people, ...addresses]) as Secrets
}

/** Where it says who a customer is, or holds any mail address at all. */
function personalIn(content: Uint8Array | string, place: string, people: Secrets): string[] {
  const bytes = Buffer.from(content as Uint8Array)
  return [
    ...findIn(bytes, place, people),
    ...(/[\w.+-]+@[\w-]+/.test(bytes.toString()) ? [`${place}: a mail address`] : []),
  ]
}

/** A folder with a `logger` that writes down what it is called with. */
function recordingLogger(folder: string): { readonly on: readonly string[]; read(): string[] } {
  const bin = path.join(folder, 'bin')
  const record = path.join(folder, 'logger-calls')
  mkdirSync(bin)
  writeFileSync(path.join(bin, 'logger'), `#!/bin/sh\n(IFS='|'; printf '%s\\n' "$*") >> '${record}'\n`)
  chmodSync(path.join(bin, 'logger'), 0o755)
  return {
    on: ['env', `PATH=${bin}:${process.env['PATH']}`],
    read: () => (existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : []),
  }
}

const windowlessLog = (folder: string): string => path.join(folder, 'windowless/logs/koshin.log')

test.describe('the log', () => {
  test('tells a renewal through the windows event by event, and nothing about its customer', async ({
    start,
    folder,
  }) => {
    const demo = await start()
    const people = await customersOf(demo)
    const window = await demo.logIn()
    await demo.begin(window)
    await demo.complete(window)
    const file = path.join(folder, 'profile/logs/koshin.log')
    const log = readFileSync(file, 'utf8')
    const told = eventsIn(log)
    expect(told[0]).toBe('app.started')
    const expected = ['renewal.started', 'consent.given', 'consent.given', 'renewal.completed']
    expect(told.filter((event) => expected.includes(event))).toEqual(expected)
    expect(told.filter((event) => event.endsWith('.error'))).toEqual([])
    expect(log).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d INFO {2}app\.started version=/)
    expect(personalIn(log, 'koshin.log', people)).toEqual([])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('of an unattended run has its end, and the events that matter reach the system log', async ({
    openBank,
    folder,
  }) => {
    const bank = await openBank()
    const people = await customersOf(bank)
    const logger = recordingLogger(folder)
    const run = await runWindowless(
      folder,
      ['--unattended', 'renew', '--config', settingsOf(folder), '--yes'],
      '',
      logger.on,
    )
    expect(run.code).toBe(0)
    const log = readFileSync(windowlessLog(folder), 'utf8')
    expect(eventsIn(log)).toEqual(
      expect.arrayContaining(['app.started', 'renewal.started', 'consent.given', 'renewal.completed']),
    )
    expect(log.trim().split('\n').at(-1)).toMatch(/^.* run\.ended command=renew exit=0 took=\d+$/)
    expect(personalIn(log, 'koshin.log', people)).toEqual([])

    // Each is a program of its own, and they come in any order.
    const completed = () =>
      logger.read().filter((call) => call.includes('|renewal.completed purpose=renewal certificate='))
    await expect.poll(completed).toHaveLength(1)
    await expect.poll(() => logger.read().length).toBeGreaterThanOrEqual(5)
    const calls = logger.read()
    for (const call of calls)
      expect(call).toMatch(/^-t\|koshin\|-p\|user\.(notice|err)\|--\|[a-z.-]+( [a-z]+=[^ ?]+)*$/)
    expect(completed()).toHaveLength(1)
    expect(personalIn(calls.join('\n'), 'logger', people)).toEqual([])
  })

  test('has how a run ended that could not reach the bank', async ({ layOut, folder }) => {
    await layOut()
    const settings = settingsOf(folder)
    const options = ['--unattended', 'renew', '--config', settings, '--est-url', 'https://localhost:9/est', '--yes']
    const run = await runWindowless(folder, options)
    expect(run.code).toBe(9)
    const lines = readFileSync(windowlessLog(folder), 'utf8').trim().split('\n')
    expect(lines.at(-1)).toMatch(/^.* ERROR run\.failed command=renew exit=9 took=\d+$/)
  })
})

test.describe('koshin --support-bundle', () => {
  test('packs what a help desk needs, says what is inside, and names nobody', async ({ openBank, folder }) => {
    const bank = await openBank()
    const people = await customersOf(bank)
    const [before] = bank.storedCertificates()
    const settings = settingsOf(folder)
    await runWindowless(folder, ['--unattended', 'renew', '--config', settings, '--yes'])
    const file = path.join(folder, 'support.zip')
    const run = await runWindowless(folder, ['--support-bundle', file, '--config', settings])
    expect(run.code, run.errors).toBe(0)

    const files = unzipSync(readFileSync(file))
    expect(Object.keys(files)).toEqual([
      'versions.json',
      'policy.json',
      'certificates.json',
      'journal.json',
      'help-desk.json',
      'network.json',
      'logs/koshin.log',
    ])
    for (const [name, content] of Object.entries(files)) {
      expect(run.output).toContain(`${name}: ${content.length} `)
      expect(personalIn(content, name, people)).toEqual([])
    }
    const read = (name: string): unknown => JSON.parse(strFromU8(files[name]!))
    expect(read('journal.json')).toMatchObject({ renewal: { purpose: 'renewal', step: 'complete' } })
    expect(read('network.json')).toMatchObject({
      reached: 'yes',
      checks: [{ check: 'bank', state: 'passed' }, {}, {}, {}, {}, {}],
    })
    expect(strFromU8(files['certificates.json']!)).toContain(before!.thumbprint)
    expect(strFromU8(files['logs/koshin.log']!)).toContain('renewal.completed')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('never overwrites a file', async ({ layOut, folder }) => {
    await layOut()
    const file = path.join(folder, 'mine.zip')
    writeFileSync(file, 'mine')
    const run = await runWindowless(folder, ['--support-bundle', file, '--config', settingsOf(folder)])
    expect(run.code).toBe(2)
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })
})

test('the help window shows what is in the support bundle, and saves exactly that', async ({ start, folder }) => {
  const demo = await start({ certificate: 'valid' })
  const people = await customersOf(demo)
  const window = await demo.logIn()
  await expect(heading(window, 'メイン')).toBeVisible()
  await window.getByRole('button', { name: 'ヘルプ', exact: true }).click()
  await window.getByRole('button', { name: 'サポート用ファイルを保存' }).click()
  const shown = window.getByTestId('help-support-file')
  await expect(shown).toHaveCount(7)
  const network = shown.filter({ hasText: 'network.json' })
  await network.locator('summary').click()
  await expect(network.locator('pre')).toContainText('"reached": "yes"')

  const file = path.join(folder, 'support.zip')
  await demo.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await window.getByRole('button', { name: 'この内容を保存' }).click()
  // Written piece by piece: it may be there before it is whole.
  await expect(() => expect(Object.keys(unzipSync(readFileSync(file)))).toHaveLength(7)).toPass({ timeout: 15_000 })
  const files = Object.entries(unzipSync(readFileSync(file)))
  const previews = await shown.locator('pre').allTextContents()
  expect(files.map(([, content]) => strFromU8(content).slice(-20_000))).toEqual(previews)
  for (const [name, content] of files) expect(personalIn(content, name, people)).toEqual([])
})
