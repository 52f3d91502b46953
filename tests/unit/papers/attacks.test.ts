/** The paper about attacks: each names the test that shows what stops it, and no kind is left out at any boundary. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { read, root } from './paper.ts'

const boundaries = [
  'page',
  'preload',
  'main process',
  'key store process',
  'disk',
  'bank',
  'proxy',
  'update server',
  'desktop bus',
]
const kinds = [
  'spoofing',
  'tampering',
  'repudiation',
  'information disclosure',
  'denial of service',
  'elevation of privilege',
]

const paper = read('build/docs/product/attacks.md')
const [, tried = '', everyKind = ''] = paper.split(/^## .*$/m)

/** The cells of each row below the head of a table. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) =>
      line
        .split(' | ')
        .map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim())
        .filter((cell) => cell !== ''),
    )

/** `file`: “title”, or several titles of one file. */
const named = (cell: string) =>
  [...cell.matchAll(/`(tests\/[^`]+)`:((?:,? “[^”]+”)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
  )

/** As a title stands in its file, whatever its quotes. */
const has = (file: string, title: string): boolean => existsSync(path.join(root, file)) && read(file).includes(title)

describe('the paper about attacks', () => {
  const rows = [...rowsOf(tried), ...rowsOf(everyKind)]

  it('has a row for each, in two tables', () => {
    expect(rowsOf(tried).length).toBeGreaterThan(30)
    expect(rowsOf(everyKind)).toHaveLength(boundaries.length * kinds.length)
    expect(rows.filter((row) => row.length !== 5)).toEqual([])
  })

  it.each(rows)('names a test that there is: %s', (...row) => {
    const tests = named(row.at(-1)!)
    expect(tests.length).toBeGreaterThan(0)
    // Every path has its title.
    expect(row.at(-1)!.match(/`tests\//g)).toHaveLength(new Set(tests.map(({ file }) => file)).size)
    expect(tests.filter(({ file, title }) => !has(file, title))).toEqual([])
  })

  it('knows no other boundary and no other kind', () => {
    const words = (cell: string): string[] => cell.split(', ')
    expect(rows.flatMap(([, boundary]) => words(boundary!)).filter((one) => !boundaries.includes(one))).toEqual([])
    expect(rows.flatMap(([, , kind]) => words(kind!)).filter((one) => !kinds.includes(one))).toEqual([])
  })

  it.each(boundaries.flatMap((boundary) => kinds.map((kind) => [boundary, kind] as const)))(
    'says what stops every kind at every boundary: %s, %s',
    (boundary, kind) => {
      expect(rowsOf(everyKind).filter(([, at, as]) => at === boundary && as === kind)).toHaveLength(1)
    },
  )
})
