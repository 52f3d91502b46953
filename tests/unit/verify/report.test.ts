/** Reports of others: whatever is wrong with one is told by its file and the reason, and nothing of it is believed. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { load, part, type Report, report, root } from './example.ts'

interface Read {
  readonly reports: readonly { readonly file: string; readonly report: Report }[]
  readonly problems: readonly { readonly file: string; readonly reason: string }[]
}
const { readReports } = await load<{ readReports(folder: string): Read }>('verify/report.mjs')

const above = mkdtempSync(path.join(tmpdir(), 'koshin-reports-'))
afterAll(() => rmSync(above, { recursive: true }))

function reading(content: string | Buffer, file = 'theirs.json'): Read {
  const folder = mkdtempSync(path.join(above, 'kept-'))
  writeFileSync(path.join(folder, file), content)
  return readReports(folder)
}
const reasonFor = (value: unknown): string | undefined => reading(JSON.stringify(value)).problems[0]?.reason

describe('a report that somebody sends', () => {
  it('is read as it was written', () => {
    expect(reading(JSON.stringify(report))).toEqual({ reports: [{ file: 'theirs.json', report }], problems: [] })
  })

  it.each<[string, unknown, string]>([
    ['a field that nobody knows', { ...report, more: 1 }, 'the whole'],
    ['another schema', { ...report, schema: 2 }, 'schema'],
    ['no commit', { ...report, koshin: { ...report.koshin, commit: 'main' } }, 'koshin.commit'],
    ['markup for a system', { ...report, system: { ...report.system, name: '<img src=x>' } }, 'system.name'],
    ['a table cell for a system', { ...report, system: { ...report.system, name: 'Debian | yes' } }, 'system.name'],
    ['a link for a version', { ...report, koshin: { ...report.koshin, version: '1[x](y)' } }, 'koshin.version'],
    ['a path for a picture', { ...report, pictures: [{ ...report.pictures[0], name: '../x.png' }] }, 'pictures.0.name'],
    [
      'a system that Koshin is not for',
      { ...report, system: { ...report.system, platform: 'plan9' } },
      'system.platform',
    ],
    ['less than nothing passed', { ...report, parts: [part('unit', { passed: -1 })] }, 'parts.0.passed'],
    ['a text without end', { ...report, parts: [part('unit', { failed: ['x'.repeat(601)] })] }, 'parts.0.failed.0'],
    ['parts without end', { ...report, parts: Array.from({ length: 51 }, () => part('unit')) }, 'parts'],
  ])('with %s is refused, and the place is told', (_, value, place) => {
    expect(reasonFor(value)).toBe(`${place} is not as a report has it`)
  })

  it.each([
    'lost in /home/hanako/koshin',
    'lost in /Users/hanako',
    'lost in C:\\Users\\hanako\\koshin',
    'mail to hanako@bank.example',
  ])('that tells of a person is refused: %s', (told) => {
    const reason = reasonFor({ ...report, parts: [part('unit', { failed: [told] })] })
    expect(reason).toBe('parts.0.failed.0: tells a home folder or an e-mail address')
  })

  it('that is no JSON, no text, too large or no file is refused, without a word of what it holds', () => {
    expect(reading('{"hanako"').problems).toEqual([{ file: 'theirs.json', reason: 'cannot be read as JSON in UTF-8' }])
    expect(reading(Buffer.from([0x22, 0xff, 0x22])).problems[0]?.reason).toBe('cannot be read as JSON in UTF-8')
    expect(reading(`"${'x'.repeat(1024 * 1024)}"`).problems[0]?.reason).toBe('larger than 1 MB')
    const folder = mkdtempSync(path.join(above, 'kept-'))
    mkdirSync(path.join(folder, 'folder.json'))
    expect(readReports(folder).problems[0]?.reason).toBe('cannot be read as JSON in UTF-8')
  })

  it('whose name could be taken for something else is refused, whatever it holds', () => {
    expect(reading(JSON.stringify(report), 'a](b).json').problems).toEqual([
      { file: 'a](b).json', reason: 'no name of a report' },
    ])
  })
})

describe('the reports that are kept', () => {
  const kept = path.join(root, 'build/verified')

  it('can all be read', () => {
    const { reports, problems } = readReports(kept)
    expect(problems).toEqual([])
    expect(reports).not.toEqual([])
  })

  it('tell of no home folder, address or host of whoever made them', () => {
    for (const { file } of readReports(kept).reports) {
      const text = readFileSync(path.join(kept, file), 'utf8')
      expect(text).not.toMatch(/\/(home|Users|root)\/|\\Users\\|[\w.]+@[\w-]+\.[a-z]{2,}/)
    }
  })
})
