/** "Verified where", made from reports. */
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { load, part, type Part, type Report, report, type Results, root } from './example.ts'

interface Kept {
  readonly file: string
  readonly report: Report
}
const { paperWithReports, marks } = await load<{
  paperWithReports(paper: string, kept: readonly Kept[], language: 'en' | 'ja'): string
  marks: { readonly begin: string; readonly end: string }
}>('verify/table.mjs')
const { worded } = await load<{
  worded(done: { name: string; seconds: number; results: Results }, person: object): Part
}>('verify/perform.mjs')

const columns = ['stand-in', 'official', 'Windows', 'macOS'] as const
const paper = `before\n${marks.begin}\n\nby hand\n\n${marks.end}\nafter\n`

/** The row that begins with `what`, by its columns. */
function row(what: string, kept: readonly Partial<Report>[], language: 'en' | 'ja' = 'en') {
  const made = paperWithReports(
    paper,
    kept.map((one, at) => ({ file: `${at}.json`, report: { ...report, ...one } })),
    language,
  )
  const line = made.split('\n').find((one) => one.startsWith(`| ${what}`)) ?? ''
  const cells = line.split(' | ').slice(1)
  return Object.fromEntries(columns.map((column, at) => [column, cells[at]?.replace(/ \|$/, '')]))
}

const koshin = (commit: string, clean = true) => ({ ...report.koshin, commit: commit.repeat(40), clean })
const failing = part('unit', { failed: ['x'] })
const earlier = '2026-11-28T12:00:00.000Z'
const passed = 'passed (3): 0.1.0, 2026-11-29, `aaaaaaa`'
const nowhere = { 'stand-in': 'not yet', official: 'not yet', Windows: 'not yet', macOS: 'not yet' }

describe('the table of what was verified where', () => {
  it('is what the kept reports say, in the papers of both languages', () => {
    const check = ['build/commands/generate/verified-where.mjs', '--check']
    expect(execFileSync(process.execPath, check, { cwd: root, encoding: 'utf8' }).match(/is as it was/g)).toHaveLength(
      2,
    )
  })

  it('leaves the rest of the paper alone', () => {
    expect(paperWithReports(paper, [], 'en')).toMatch(/^before\n[^]*\nafter\n$/)
    expect(paperWithReports(paper, [], 'en')).not.toContain('by hand')
  })

  it('says not yet where there is no report', () => {
    expect(row('unit tests', [])).toEqual(nowhere)
    expect(row('単体テスト', [], 'ja')).toEqual(Object.fromEntries(columns.map((column) => [column, 'まだ'])))
  })

  it('has a report in the column of its system and its Electron', () => {
    expect(row('unit tests', [{}])).toEqual({ ...nowhere, 'stand-in': passed })
    const official = { ...report.electron!, kind: 'official' }
    expect(row('unit tests', [{ electron: official }])).toEqual({ ...nowhere, official: passed })
    const on = (platform: string) => ({ system: { ...report.system, platform }, electron: official })
    expect(row('unit tests', [on('win32'), on('darwin')])).toEqual({ ...nowhere, Windows: passed, macOS: passed })
  })

  it('has the newest report of several, whichever comes first', () => {
    const old = { made: earlier, koshin: koshin('b'), parts: [failing] }
    for (const kept of [
      [old, {}],
      [{}, old],
    ])
      expect(row('unit tests', kept)['stand-in']).toBe(passed)
  })

  it('never shows what failed as passed: by a newer report, or by one at the same time', () => {
    const failed = '**failed (1)**: 0.1.0, 2026-11-29, `ccccccc`'
    expect(row('unit tests', [{ koshin: koshin('c'), parts: [failing] }, { made: earlier }])['stand-in']).toBe(failed)
    expect(row('unit tests', [{}, { koshin: koshin('c'), parts: [failing] }])['stand-in']).toBe(failed)
  })

  it('shows nothing of changed sources, of what was skipped or not run', () => {
    expect(row('unit tests', [{ koshin: koshin('a', false) }])).toEqual(nowhere)
    const skipped = part('unit', { passed: 0, skipped: [{ title: 'x', reason: 'y' }] })
    expect(row('unit tests', [{ parts: [skipped] }])).toEqual(nowhere)
    expect(row('unit tests', [{ parts: [part('walk')] }])).toEqual(nowhere)
  })

  it('counts the sources as checked only where all of their checks were run', () => {
    expect(row('sources', [{ parts: [part('lint'), part('types')] }])).toEqual(nowhere)
    const all = ['format', 'lint', 'types', 'rules'].map((name) => part(name, { passed: 1 }))
    expect(row('sources', [{ parts: all }])['stand-in']).toMatch(/^passed \(4\)/)
  })

  it('calls the sandbox verified only by who is not root', () => {
    const walked = { parts: [part('walk', { passed: 1 })] }
    expect(row('windows with Chromium', [walked])['stand-in']).toMatch(/^passed \(1\)/)
    expect(row('windows with Chromium', [{ ...walked, user: 'root', sandbox: false }])).toEqual(nowhere)
  })

  it('has a part by the folders of its tests, and dashes where a key store is none', () => {
    const title = (folder: string, name: string) => `tests/contract/${folder}/one.test.ts › ${name}`
    const linux = title('linux', 'keeps a key')
    const windows = title('windows', 'keeps a key')
    const times = [linux, title('linux', 'signs'), windows, title('macos', 'signs')].map((one) => ({
      title: one,
      ms: 1,
    }))
    const results = { passed: 2, failed: [`${windows}\n  why`], times }
    const skipped = [{ title: title('macos', 'signs'), reason: 'no macOS' }]
    const contract = worded(
      { name: 'contract', seconds: 1, results: { ...results, skipped } },
      { places: [], names: [] },
    )
    const kept = [{ parts: [contract] }]
    const none = { official: 'not yet', Windows: '–', macOS: '–' }
    expect(row('key store of Linux', kept)).toEqual({ ...none, 'stand-in': passed.replace('3', '2') })
    expect(row('key store of Windows', kept)['stand-in']).toMatch(/^\*\*failed \(1\)\*\*/)
    expect(row('key store of macOS', kept)['stand-in']).toBe('not yet')
  })

  it('counts what Playwright finds beside its own folder', () => {
    const titles = ['deb.spec.ts › is installed', 'fuses.spec.ts › are set'].map((one) => `../packages/${one}`)
    const results = { passed: 2, failed: [], skipped: [], times: titles.map((title) => ({ title, ms: 1 })) }
    const packages = worded({ name: 'packages', seconds: 1, results }, { places: [], names: [] })
    expect(packages.areas.map(({ name }) => name)).toEqual(['deb.spec.ts', 'fuses.spec.ts'])
    expect(row('deb, in a clean Debian', [{ parts: [packages] }])['stand-in']).toBe(passed.replace('3', '1'))
  })

  it('takes a failure beside all tests for one of every folder', () => {
    const area = { name: 'linux', passed: 2, failed: 0, skipped: 0 }
    const contract = part('contract', { areas: [area], failed: ['contract: the test runner ended with 1'] })
    expect(row('key store of Linux', [{ parts: [contract] }])['stand-in']).toMatch(/^\*\*failed \(1\)\*\*/)
  })

  it('lists each report with its system, its user and what was selected', () => {
    const made = paperWithReports(paper, [{ file: 'x.json', report: { ...report, selected: ['unit', 'walk'] } }], 'en')
    expect(made).toContain(
      '| [aaaaaaa](../../verified/x.json) | 2026-11-29 | Debian GNU/Linux 12 (bookworm) (x64) | 33.4.11 (stand-in) | ordinary user | unit, walk |',
    )
  })
})
