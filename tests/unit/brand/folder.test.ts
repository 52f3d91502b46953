/** `npm run brand`: what a bank's folder comes to, and what is said of one that comes to nothing. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { en } from '../../../renderer/locales/en.ts'
import { ja } from '../../../renderer/locales/ja.ts'
import { app, drawing, load, makeFolder, names } from './example.ts'

interface Problem {
  readonly code: string
  readonly file: string
  readonly line?: number
}
interface Brand {
  readonly identity: object
  readonly settings: object
}
const { readBrand } = await load<{
  readBrand(folder: string, from: object, others?: readonly string[]): Promise<Brand>
}>('brand/folder.mjs')
const { Refused } = await load<{ Refused: new () => Error & { readonly problems: readonly Problem[] } }>(
  'bank-file/problem.mjs',
)
const { told } = await load<{ told(problem: Problem, language: string, texts: object, more: object): string }>(
  'bank-file/words.mjs',
)
const { sentences } = await load<{ sentences: object }>('brand/words.mjs')

const draws = spawnSync('rsvg-convert', ['--version']).error === undefined
const work = mkdtempSync(path.join(tmpdir(), 'koshin-brand-'))
afterAll(() => rmSync(work, { recursive: true }))

async function read(changes: Parameters<typeof makeFolder>[1] = {}): Promise<Brand> {
  const folder = mkdtempSync(path.join(work, 'folder-'))
  makeFolder(folder, changes)
  return readBrand(folder, app)
}

async function problems(changes: Parameters<typeof makeFolder>[1]): Promise<readonly Problem[]> {
  const refused = await read(changes).catch((error: unknown) => error)
  if (!(refused instanceof Refused)) throw refused
  return refused.problems
}

const withNames = (change: object) => ({ 'brand.json': JSON.stringify({ ...names, ...change }, undefined, 2) })

describe.skipIf(!draws)("a bank's folder for an app of its own", () => {
  it('is read into its names and its settings', async () => {
    const { identity, settings } = await read()
    expect(identity).toEqual({
      ...names,
      launcher: names.name,
      keyPrefix: 'mihon-cert.',
      bankFileEnding: 'mihon-cert',
    })
    expect(settings).toMatchObject({
      bank: { est: { url: 'https://est.mihon.example' }, helpDesk: { phone: '0120-000-000' } },
    })
    expect(settings).not.toHaveProperty('version')
  })

  const line = (text: string) =>
    JSON.stringify(names, undefined, 2)
      .split('\n')
      .findIndex((one) => one.includes(text)) + 1
  it.each<[string, Parameters<typeof makeFolder>[1], Problem]>([
    ['no names', { 'brand.json': undefined }, { code: 'folder.missing', file: 'brand.json' }],
    ['names that are no JSON', { 'brand.json': '{\n"name"' }, { code: 'folder.not-json', file: 'brand.json', line: 2 }],
    [
      'a name that is missing',
      withNames({ publisher: undefined }),
      { code: 'folder.setting', file: 'brand.json', line: 1 },
    ],
    [
      'a name that nobody knows',
      withNames({ colour: 'red' }),
      { code: 'folder.setting', file: 'brand.json', line: 10 },
    ],
    [
      'a name of another kind',
      withNames({ publisher: 1 }),
      { code: 'folder.setting', file: 'brand.json', line: line('publisher') },
    ],
    [
      'a name that is a path',
      withNames({ name: { ...names.name, en: '../Mihon' } }),
      { code: 'brand.name-en', file: 'brand.json', line: line('"en"') },
    ],
    [
      'a name with a quote',
      withNames({ name: { ...names.name, ja: "見本'" } }),
      { code: 'brand.name-ja', file: 'brand.json', line: line('"ja"') },
    ],
    [
      'a program of one word',
      withNames({ program: 'bash' }),
      { code: 'brand.program', file: 'brand.json', line: line('program') },
    ],
    [
      'an application that is no domain',
      withNames({ applicationId: 'mihon' }),
      { code: 'brand.application-id', file: 'brand.json', line: line('applicationId') },
    ],
    [
      'an application of a system’s maker',
      withNames({ applicationId: 'com.apple.certificates' }),
      { code: 'brand.application-id', file: 'brand.json', line: line('applicationId') },
    ],
    [
      'a bank without EST and CMP',
      {
        'bank/settings.json': JSON.stringify({
          bank: { name: '見本銀行', renewal: { page: 'https://mihon.example/' } },
        }),
      },
      { code: 'brand.no-server', file: 'bank/settings.json', line: 1 },
    ],
    [
      'a scheme that is the web’s',
      withNames({ scheme: 'https' }),
      { code: 'brand.scheme', file: 'brand.json', line: line('scheme') },
    ],
    [
      'the name of Koshin',
      withNames({ program: 'koshin-bank' }),
      { code: 'brand.koshin', file: 'brand.json', line: line('program') },
    ],
    [
      'updates without encryption',
      withNames({
        updates: {
          server: 'http://a.example',
          publicKey: 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=',
        },
      }),
      { code: 'brand.server', file: 'brand.json', line: 11 },
    ],
    [
      'updates without a key',
      withNames({ updates: { server: 'https://a.example', publicKey: 'x' } }),
      { code: 'brand.public-key', file: 'brand.json', line: 12 },
    ],
    ['no drawing', { 'icon.svg': 'PNG' }, { code: 'brand.no-svg', file: 'icon.svg', line: 1 }],
    [
      'a drawing with a script',
      { 'icon.svg': drawing.replace('</svg>', '<script/></svg>') },
      { code: 'brand.foreign', file: 'icon.svg', line: 3 },
    ],
    [
      'a drawing from elsewhere',
      { 'icon.svg': drawing.replace('<rect', '<use href="https://a.example/#x"/><rect') },
      { code: 'brand.foreign', file: 'icon.svg', line: 2 },
    ],
    [
      'a drawing that is not square',
      { 'icon.svg': drawing.replace('0 0 64 64', '0 0 64 32') },
      { code: 'brand.not-square', file: 'icon.svg', line: 1 },
    ],
    [
      'a drawing that is broken',
      { 'icon.svg': drawing.replace('"/>', '">') },
      { code: 'brand.not-drawn', file: 'icon.svg', line: 4 },
    ],
    [
      'a drawing of nothing',
      { 'icon.svg': drawing.replace(/<rect.*/, '') },
      { code: 'brand.nothing-drawn', file: 'icon.svg', line: 1 },
    ],
    ['no conditions', { 'licence.txt': ' \n' }, { code: 'brand.empty', file: 'licence.txt', line: 1 }],
    ['a file that nobody uses', { 'logo.png': 'x' }, { code: 'folder.unknown-file', file: 'logo.png' }],
    [
      'a mistake in the settings',
      { 'bank/settings.json': '{\n"bank": {\n"name": "b",\n"est": { "url": "http://a.example" } } }' },
      { code: 'folder.setting', file: 'bank/settings.json', line: 4 },
    ],
    ['no help desk', { 'bank/help-desk.json': undefined }, { code: 'folder.missing', file: 'bank/help-desk.json' }],
  ])('%s: file, line and reason are said', async (_what, changes, expected) => {
    const found = await problems(changes)
    expect(found).toEqual([expect.objectContaining(expected)])
    for (const [language, texts] of [
      ['ja', ja],
      ['en', en],
    ] as const) {
      const sentence = told(found[0]!, language, texts, sentences)
      const place = expected.line === undefined ? expected.file : `${expected.file}:${expected.line}`
      expect(sentence.startsWith(`${place}: `), sentence).toBe(true)
      expect(sentence).not.toContain('undefined')
    }
  })

  it('is looked at by the command, which says what is wrong, and changes nothing', () => {
    const command = (folder: string) =>
      spawnSync(process.execPath, ['build/commands/brand.mjs', '--check', '--language', 'ja', folder], {
        encoding: 'utf8',
      })
    const [good, bad] = ['good-', 'bad-'].map((name) => mkdtempSync(path.join(work, name))) as [string, string]
    makeFolder(good)
    makeFolder(bad, withNames({ program: 'bash' }))
    const [made, refused] = [command(good), command(bad)]
    expect([made.status, made.stdout]).toEqual([0, 'koshin: アプリ: 見本銀行 電子証明書更新 (mihon-cert)\n'])
    expect(refused.status).toBe(1)
    expect(refused.stderr).toMatch(
      /^koshin: brand\.json:6: program: .*\[brand\.program\]\nkoshin: 何も作っていません。/,
    )
    expect(readdirSync(bad).sort()).toEqual(['bank', 'brand.json', 'icon.svg', 'licence.txt'])
  })

  it('all mistakes are said at once', async () => {
    const found = await problems({ ...withNames({ program: 'bash' }), 'icon.svg': 'PNG', 'licence.txt': undefined })
    expect(found.map(({ file }) => file)).toEqual(['brand.json', 'icon.svg', 'licence.txt'])
  })
})

describe.skipIf(!draws)('an app beside another bank’s', () => {
  const beside = async (change: object) => {
    const [folder, other] = [mkdtempSync(path.join(work, 'folder-')), mkdtempSync(path.join(work, 'other-'))]
    makeFolder(folder)
    const of = { name: { ja: '例示銀行', en: 'Reiji' }, program: 'reiji-cert', applicationId: 'example.reiji.cert' }
    makeFolder(other, withNames({ ...of, scheme: 'reiji-open', ...change }))
    const refused = await readBrand(folder, app, [other]).catch((error: unknown) => error)
    return refused instanceof Refused ? refused.problems.map(({ code, line }) => [code, line]) : refused
  }

  it('needs a name, a program, an identifier and a scheme that differ by more than capitals', async () => {
    expect(await beside({})).toMatchObject({ identity: { program: names.program } })
    expect(await beside({ name: { ja: '例示銀行', en: 'MIHON certificates' } })).toEqual([['brand.beside', 4]])
    expect(await beside({ program: names.program, scheme: names.scheme })).toEqual([
      ['brand.beside', 6],
      ['brand.beside', 8],
    ])
  })
})
