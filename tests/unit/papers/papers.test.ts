import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchors, papers, prose, quoted, read, root, shellLines } from './paper.ts'

const exists = (name: string): boolean => existsSync(path.join(root, name))

/** Links to files here, and what they point to in them. */
function linksIn(name: string): { readonly file: string; readonly anchor: string | undefined }[] {
  return [...prose(read(name)).matchAll(/\]\(([^)\s#]*)(?:#([^)\s]*))?\)/g)]
    .filter(([, to = '']) => !/^https?:/.test(to))
    .map(([, to = '', anchor]) => ({ file: to === '' ? name : path.join(path.dirname(name), to), anchor }))
}

const place = /^(main|preload|renderer|build|tests|\.github|\.ci)\/[\w./-]*$|^[\w.-]+\.(yml|json)$/
/** Files that a paper names and that are not of this repository. */
const others = new Set([
  ...['policy.json', 'koshin.json', 'watched.json', 'watched.damaged-1.json'],
  ...['chrome.json', 'policies.json'],
  ...['settings.json', 'help-desk.json', 'colours.json', 'brand.json'],
])

function placesIn(text: string): string[] {
  const named = [...quoted(text).map((one) => one.text), ...shellLines(text).flatMap((line) => line.split(/\s+/))]
  return named.filter((one) => place.test(one) && !others.has(one))
}

describe.each(papers)('%s', (name) => {
  const text = read(name)

  it('links to files and headings that exist', () => {
    const broken = linksIn(name).filter(
      ({ file, anchor }) =>
        !exists(file) || (anchor !== undefined && !anchors(read(file)).includes(decodeURIComponent(anchor))),
    )
    expect(broken).toEqual([])
  })

  it('names files and folders of the repository that exist', () => {
    expect(placesIn(text).filter((one) => !exists(one) && !exists(path.join(path.dirname(name), one)))).toEqual([])
  })

  it('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
    const named = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
      ([, script, short]) => script ?? short!,
    )
    expect(named.filter((script) => !(script in scripts))).toEqual([])
  })

  it('shows no bank that there is', () => {
    expect(text).not.toMatch(/あおぞら|Aozora/i)
  })
})

describe('the papers together', () => {
  it('start with a README that is read in minutes: 900 words at most', () => {
    expect(read('README.md').split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(900)
  })

  /** For developers, and for those who judge the code, alone. */
  const englishOnly = new Set([
    'build/docs/product/speed.md',
    'build/docs/product/attacks.md',
    'build/docs/product/mutants.md',
  ])
  const inEnglish = papers.filter(
    (name) => name.startsWith('build/docs/') && !name.startsWith('build/docs/ja/') && !englishOnly.has(name),
  )
  const pairs = [
    ['README.md', 'build/docs/ja/README.md'],
    ...inEnglish.map((name) => [name, name.replace('build/docs/', 'build/docs/ja/')]),
  ] as [string, string][]

  it.each(pairs)('say the same in both languages: %s and %s', (english, japanese) => {
    expect(papers).toContain(japanese)
    const count = (name: string, pattern: RegExp): number => read(name).match(pattern)?.length ?? 0
    for (const pattern of [/^#+ /gm, /^\|/gm, /^```/gm]) expect(count(japanese, pattern)).toBe(count(english, pattern))
  })
})
