/** `npm run brand`: folders that would take another program's place, hide something, or break the tool. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { app, drawing, load, makeFolder, names } from './example.ts'

interface Problem {
  readonly code: string
  readonly file: string
  readonly line?: number
}
const { readBrand } = await load<{ readBrand(folder: string, from: object): Promise<object> }>('brand/folder.mjs')
const { Refused } = await load<{ Refused: new () => Error & { readonly problems: readonly Problem[] } }>(
  'bank-file/problem.mjs',
)
const draws = spawnSync('rsvg-convert', ['--version']).error === undefined
const work = mkdtempSync(path.join(tmpdir(), 'koshin-brand-'))
afterAll(() => rmSync(work, { recursive: true }))

/** What is wrong with the folder: nothing, or codes with file and line. */
async function said(
  changes: Parameters<typeof makeFolder>[1],
  then: (folder: string) => void = () => undefined,
): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(work, 'folder-'))
  makeFolder(folder, changes)
  then(folder)
  const refused = await readBrand(folder, app).catch((error: unknown) => error)
  if (refused instanceof Error && !(refused instanceof Refused)) throw refused
  if (!(refused instanceof Refused)) return []
  return refused.problems.map(({ code, file, line }) => [code, file, ...(line === undefined ? [] : [line])].join(' '))
}
const withNames = (change: object) => ({ 'brand.json': JSON.stringify({ ...names, ...change }) })
const english = (en: string) => withNames({ name: { ...names.name, en } })
const japanese = (ja: string) => withNames({ name: { ...names.name, ja } })
const refusedFor = (code: string) => [`${code} brand.json 1`]

describe.skipIf(!draws)('a name', () => {
  it.each([
    'Common Files',
    'common files',
    'Windows NT',
    'Microsoft',
    'google-chrome',
    'Mozilla',
    'NUL',
    'com1',
    'systemd',
  ])('may not be %s, a folder that others have', async (en) => {
    expect(await said(english(en))).toEqual(refusedFor('brand.name-en'))
  })

  it.each(['Windmill Certificates', 'Nulbank', 'Com10', 'Appletree'])('may be %s', async (en) => {
    expect(await said(english(en))).toEqual([])
  })

  it.each(['search-ms', 'view-source', 'chrome-extension', 'x-apple', 'ms-settings'])(
    'may not be %s, whose addresses others open',
    async (scheme) => {
      expect(await said(withNames({ scheme }))).toEqual(refusedFor('brand.scheme'))
    },
  )

  it.each(['\u3164', '見本\u034f', '見本\u202e', '見本\u200b', `見${'\u0301'.repeat(9)}`, '見本  銀行', '見本\n'])(
    'in Japanese may not be %j, which is not what it looks like',
    async (ja) => {
      expect(await said(japanese(ja))).toEqual(refusedFor('brand.name-ja'))
    },
  )

  it.each(['\u1160Mihon', 'Mihon ', 'Mihon, ', 'Mihon"', 'Mihon&', '$(id)', 'Mihon\0'])(
    'of the publisher may not be %j',
    async (publisher) => {
      expect(await said(withNames({ publisher }))).toEqual(refusedFor('brand.publisher'))
    },
  )

  it('may have parts, marks and points', async () => {
    expect(
      await said({
        ...withNames({ publisher: 'Mihon Bank Co., Ltd.', name: { ja: 'か\u3099く（見本） 銀行', en: 'Mihon' } }),
      }),
    ).toEqual([])
  })

  it('has no Koshin in it in wide letters either', async () => {
    expect(await said(japanese('Ｋｏｓｈｉｎ'))).toEqual(refusedFor('brand.koshin'))
  })

  it('is an update server that the app would be sent to as it is written', async () => {
    const publicKey = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE='
    const updates = (server: string, key = publicKey) => said(withNames({ updates: { server, publicKey: key } }))
    for (const server of [
      'https://a:b@c.example/',
      'https://a.example/?b',
      ' https://a.example',
      'https://a.example/\n',
      'https:a.example',
    ])
      expect(await updates(server), server).toEqual(refusedFor('brand.server'))
    for (const key of [`${publicKey}AAAA`, ` ${publicKey}`, `${publicKey}!`])
      expect(await updates('https://a.example/b', key), key).toEqual(refusedFor('brand.public-key'))
    expect(await updates('https://a.example/b')).toEqual([])
  })
})

describe.skipIf(!draws)('a file', () => {
  const with_ = (inside: string, before = '') => ({ 'icon.svg': before + drawing.replace('</svg>', `${inside}</svg>`) })
  it.each([
    ['a script by another name', with_('<s:script xmlns:s="http://www.w3.org/2000/svg"/>'), 'brand.foreign icon.svg 3'],
    ['an address in character references', with_('<g fill="&#117;rl(file:///a#b)"/>'), 'brand.foreign icon.svg 3'],
    ['an address in escapes', with_('<g style="fill:u\\72l(file:///a#b)"/>'), 'brand.foreign icon.svg 3'],
    ['another encoding', with_('', '<?xml version="1.0" encoding="UTF-7"?>'), 'brand.foreign icon.svg 1'],
    ['conditions that end in the middle', { 'licence.txt': 'a\nb\0c' }, 'brand.control licence.txt 2'],
    ['conditions that run backwards', { 'licence.txt': 'a\u202eb' }, 'brand.control licence.txt 1'],
    [
      'names in depths',
      { 'brand.json': `\n${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}` },
      'folder.not-json brand.json 2',
    ],
    [
      'lists in depths',
      { 'brand.json': `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}` },
      'folder.not-json brand.json 1',
    ],
    [
      'settings in depths',
      { 'bank/settings.json': `{"bank":${'['.repeat(9000)}${']'.repeat(9000)}}` },
      'folder.not-json bank/settings.json 1',
    ],
  ])('with %s is refused', async (_, changes, problem) => {
    expect(await said(changes)).toEqual([problem])
  })

  it('in UTF-8 may say so', async () => {
    expect(await said(with_('', '<?xml version="1.0" encoding="utf-8"?>'))).toEqual([])
  })

  it('in the place of the folder is refused', async () => {
    const refused = await readBrand(import.meta.filename, app).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refused)
    expect(refused).toMatchObject({ problems: [{ code: 'folder.unreadable', file: './', detail: 'ENOTDIR' }] })
  })

  it.skipIf(process.platform === 'win32').each([
    ['licence.txt', 'folder.unreadable licence.txt'],
    ['icon.svg', 'folder.unreadable icon.svg'],
    ['brand.json', 'folder.unreadable brand.json'],
    ['bank', 'folder.missing bank/'],
  ])('%s that is a link to itself is refused', async (name, problem) => {
    const linked = (folder: string) => {
      rmSync(path.join(folder, name), { recursive: true })
      symlinkSync(name, path.join(folder, name))
    }
    expect(await said({}, linked)).toEqual([problem])
  })
})
