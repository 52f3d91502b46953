/** `npm run fleet-report`: many machines' status lines as one page and one table. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Line, lineSchema } from '../../../main/cli/unattended/lines.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const above = mkdtempSync(path.join(tmpdir(), 'koshin-fleet-'))
afterAll(() => rmSync(above, { recursive: true }))

const day = 24 * 60 * 60 * 1000
const now = Date.now()
const after = (days: number): string => new Date(now + days * day).toISOString()

type Status = Extract<Line, { event: 'result' }>

/** What the app prints; the product's own schema says whether it could. */
function status(more: Partial<Status>, days?: number, protection: 'cng-tpm' | 'cng-software' = 'cng-tpm'): string {
  const certificate = days !== undefined && {
    certificate: {
      ...{ thumbprint: 'a'.repeat(64), serial: '01', status: 'valid', protection },
      ...{ notBefore: after(days - 365), notAfter: after(days), daysLeft: days },
    },
  }
  const line = { schema: 1, time: after(0), event: 'result', command: 'status', outcome: 'done', exitCode: 0 }
  return JSON.stringify(lineSchema.parse({ ...line, version: '0.2.0', ...certificate, ...more }))
}

const failed = {
  outcome: 'key-store-error',
  exitCode: 12,
  failure: { code: 'keystore.locked', retry: 'later' },
} as const

function report(name: string, files: Readonly<Record<string, string | Buffer>>) {
  const folder = path.join(above, name)
  mkdirSync(folder)
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text)
  return { folder, ...run(folder) }
}

function run(folder: string) {
  const {
    status: code,
    stdout,
    stderr,
  } = spawnSync(process.execPath, ['build/commands/fleet-report.mjs', folder], { cwd: root, encoding: 'utf8' })
  const read = (kind: string): string =>
    statSync(`${folder}-report.${kind}`, { throwIfNoEntry: false })?.isFile()
      ? readFileSync(`${folder}-report.${kind}`, 'utf8')
      : ''
  return { code, said: stdout, complained: stderr, page: read('html'), csv: read('csv') }
}

/** By RFC 4180; the first row names the columns. */
function rowsOf(csv: string): Record<string, string>[] {
  const [head = [], ...rows] = csv
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .filter((row) => row !== '')
    .map((row) =>
      [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, a, b]) => a?.replaceAll('""', '"') ?? b!),
    )
  return rows.map((cells) => Object.fromEntries(head.map((column, at) => [column, cells[at]!])))
}

/** The text of the part under a heading. */
const part = (page: string, heading: string): string =>
  new RegExp(`${heading}</span></h2>([^]*?)(<h2>|</body>)`).exec(page)?.[1]?.replace(/(<[^>]*>|\s)+/g, ' ') ?? ''

const inTheTray = { thumbprint: 'a'.repeat(64), code: 'bank.maintenance', tries: 2, retryAt: after(1) } as const
const formula = `=cmd|'-C calc'!A0 "x",.json`
const markup = '<img src=x onerror=alert(1)> & \u202egpj.json'
const { code, said, page, csv } = report('machines', {
  'pc-due.json': `${status({ event: 'result' }, 3)}\n`,
  'pc-expired.json': status({ outcome: 'grace', exitCode: 6 }, -3),
  // A run a day, each appended: the last one counts.
  'pc-appended.jsonl': `${status(failed)}\n\n${JSON.stringify({ event: 'step' })}\r\n${status({}, 200)}\r\n`,
  'pc-failed.json': status(failed),
  'pc-tray.json': status({ outcome: 'due', exitCode: 15, renewal: 'automatic', automaticFailures: [inTheTray] }, 3),
  'pc-old.json': status({ version: '0.1.0-beta.2' }, 200),
  'pc-older.json': status({}, 200).replace('"version":"0.2.0",', ''),
  'pc-newer-fields.json': status({}, 200).replace('{', '{"later":{"x":1},'),
  'pc-software.json': status({ keyProvider: 'tpm' }, 200, 'cng-software'),
  'pc-as-wanted.json': status({ keyProvider: 'software' }, 200, 'cng-software'),
  'pc-powershell.json': Buffer.from(`\ufeff${status({}, 200)}\r\n`, 'utf16le'),
  'pc-silent.json': status({ time: after(-8) }, 200),
  'pc-torn.json': `${status({}, 200)}\n{"schema":1,"hanako":\nx\n`,
  'pc-renewed.json': status({ command: 'renew' }, 200),
  'pc-wrong.json': status({}).replace('"done"', '"=HYPERLINK()"'),
  'pc-latin.json': Buffer.from([0x7b, 0xff, 0x7d]),
  [formula]: status({}, 200),
  [markup]: 'nothing',
})
const row = (file: string) => rowsOf(csv).find((one) => one['file'] === file)

describe('the report of many machines', () => {
  it('has a row for each file, and says which cannot be read, where and why, in page, table and on the console', () => {
    expect(code).toBe(0)
    expect(rowsOf(csv)).toHaveLength(18)
    const unread = [
      ['pc-torn.json', 'not-json', '2', 'line 2: not JSON (more lines: 1)'],
      ['pc-wrong.json', 'not-a-status', '1', 'line 1: not what status prints (outcome)'],
      ['pc-latin.json', 'not-text', '', 'neither UTF-8 nor UTF-16'],
      ['pc-renewed.json', 'no-status', '', 'holds no result of status'],
    ] as const
    for (const [file, problem, line, reason] of unread) {
      expect(row(file)).toMatchObject({ problem, line })
      expect(said).toContain(`${file}: ${reason}`)
      expect(part(page, 'Files that cannot be read')).toMatch(
        new RegExp(`${file} .*${reason.replaceAll(/[()]/g, '\\$&')}`),
      )
    }
    expect(page + csv + said).not.toContain('hanako')
  })

  it('takes the last status of a file, from PowerShell and from other versions of the app, too', () => {
    for (const file of [
      'pc-appended.jsonl',
      'pc-powershell.json',
      'pc-newer-fields.json',
      'pc-older.json',
      'pc-torn.json',
    ])
      expect(row(file)).toMatchObject({ outcome: 'done', failure: '', notAfter: after(200) })
  })

  it('tells what is due by week, what failed, which versions are old, whose key is not where it was wanted, who is silent', () => {
    const monday = new Date(now + 3 * day + 9 * 60 * 60 * 1000)
    monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7))
    const due = part(page, 'Due by week of expiry \\(Monday, Japan\\)')
    expect(due).toMatch(new RegExp(`Already expired .*pc-expired[^]*${monday.toISOString().slice(0, 10)} .*pc-due`))
    expect(part(page, 'Failed, by code')).toMatch(
      /^\s*bank\.maintenance .*\(1\) pc-tray\.json\s+1\s+keystore\.locked .*\(1\) pc-failed\.json\s+1\s*$/,
    )
    expect(row('pc-tray.json')).toMatchObject({ failure: 'bank.maintenance' })
    const old = part(page, 'Old versions of the app')
    expect(old).toMatch(/The newest here : 0\.2\.0 /)
    expect(old.match(/pc-[a-z-]+\.json/g)).toEqual(['pc-older.json', 'pc-old.json'])
    const software = part(page, 'Keys in software where a TPM or Secure Enclave was wanted \\(wanted: held\\)')
    expect(software.match(/pc-[a-z-]+\.json|tpm.*?software/g)).toEqual(['tpm: cng-software', 'pc-software.json'])
    expect(part(page, 'Nothing told for more than 7 days').match(/pc-[a-z-]+/g)).toEqual(['pc-silent'])
  })

  it('is made whatever somebody writes into the folder: one file has 50 banks at most, and a table 500 rows', () => {
    const banks = (count: number, outcome = 'done') =>
      Array.from({ length: count }, (_, bank) =>
        status({}, 3).replace(
          '"outcome":"done"',
          `"outcome":"${outcome}-${bank}"${bank === 0 ? '' : `,"bank":"b${bank}"`}`,
        ),
      ).join('\n')
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, file) => [`pc-${file}.json`, banks(50, `o${file}`)]))
    const made = report('flooded', { ...many, 'pc-flood.json': banks(51) })
    expect(made.code).toBe(0)
    expect(part(made.page, 'By outcome')).toContain('More rows, which the CSV file has : 50')
    expect(rowsOf(made.csv)).toHaveLength(11 * 50 + 1)
    expect(rowsOf(made.csv).find(({ file }) => file === 'pc-flood.json')).toMatchObject({ problem: 'too-many-banks' })
  })

  it('keeps a name in its cell where a semicolon ends one, as in spreadsheets of many countries', async () => {
    const text: string = path.resolve('build/pages/text.mjs')
    const { csvCell } = (await import(text)) as { csvCell: (value: string) => string }
    expect(csvCell('x;=1+1;.json')).toBe('"x;=1+1;.json"')
  })

  it('lets no name of a file become a formula, markup or another reading direction, and loads nothing', () => {
    expect(row(`'${formula}`)).toMatchObject({ outcome: 'done' })
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; \\u{202e}gpj.json')
    expect(page).not.toMatch(/<(img|script|link|iframe)|\u202e|(src|href)=["']/)
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-`)
    for (const cell of csv.replace(/^\ufeff/, '').split(/,|\r\n/)) expect(cell).not.toMatch(/^"?[=+@]/)
  })

  it('is not written, and says so in a sentence, where there is no folder, nothing in it, or nothing that can be read', () => {
    const nowhere = run(path.join(above, 'nowhere'))
    expect(nowhere.code).toBe(1)
    expect(nowhere.complained).toMatch(/^koshin: .*: no such folder\n$/)
    for (const files of [{}, { 'pc-1.json': '{"schema":1' }]) {
      const { code, complained, page, csv } = report(`unread-${Object.keys(files).length}`, files)
      expect([code, page, csv]).toEqual([1, '', ''])
      expect(complained).toMatch(/^koshin: .*: no file in it holds what koshin --status --json prints\n$/)
    }
  })

  it('leaves yesterday’s and nothing half made where it cannot be written', () => {
    mkdirSync(path.join(above, 'blocked-report.csv'))
    writeFileSync(path.join(above, 'blocked-report.html'), 'yesterday’s')
    const { code, complained, page } = report('blocked', { 'pc-1.json': status({}, 3) })
    expect([code, page]).toEqual([1, 'yesterday’s'])
    expect(complained).toMatch(/^koshin: the report cannot be written: .*\n$/)
    expect(readdirSync(above).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('has a row for each bank of a machine that told of all in its last run, and counts the machine once', () => {
    const ofKita = { bank: 'kita', outcome: 'due', exitCode: 15 } as const
    const gone = status({ bank: 'minami' }, 200)
    const files = {
      'pc-1.json': [status({}, 300), gone, status({}, 299), status(ofKita, 20)].join('\n'),
      'pc-2.json': status({}, 299),
    }
    const { said, page, csv } = report('banks', files)
    expect(rowsOf(csv).map(({ file, bank, outcome }) => [file, bank, outcome])).toEqual([
      ['pc-1.json', '', 'done'],
      ['pc-1.json', 'kita', 'due'],
      ['pc-2.json', '', 'done'],
    ])
    expect(said).toContain(': 2 machines, 0 files')
    expect(page).toContain('<li>pc-1.json (kita)</li>')
  })
})
