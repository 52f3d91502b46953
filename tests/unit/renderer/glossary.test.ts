import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../../../renderer/locales/en.ts'
import { ja } from '../../../renderer/locales/ja.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

interface Term {
  readonly ja: string
  /** Any of them. */
  readonly en: readonly string[]
  readonly not: readonly string[]
}

const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const listed = (cell = '', separator: RegExp): string[] => cell.split(separator).filter((word) => word !== '–')

const terms: readonly Term[] = read('renderer/locales/README.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .slice(1)
  .map(cells)
  .map(([japanese = '', english, not, notEnglish]) => ({
    ja: japanese,
    en: listed(english, /, /),
    not: [...listed(not, /、/), ...listed(notEnglish, /, /)],
  }))

type Tree = { readonly [key: string]: string | Tree }
const flatten = (tree: Tree, before = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${before}${key}`, value]] : flatten(value, `${before}${key}.`),
  )
const texts = { ja: flatten(ja), en: new Map(flatten(en)) }

/** What is said outside the windows: the strings of these files. */
const files = [
  'main/desktop/words/words.ts',
  'main/desktop/words/menu-words.ts',
  'main/desktop/words/fault-words.ts',
  'main/cli/diagnosis/words.ts',
  'main/cli/support-bundle-words.ts',
  'main/demo-bank/mail/letters.ts',
]
const strings = (source: string): string[] =>
  [...source.replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '').matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map(
    ([, plain, template]) => plain ?? template ?? '',
  )
const said: readonly [string, string][] = [
  ...texts.ja,
  ...texts.en,
  ...files.flatMap((file) => strings(read(file)).map((text): [string, string] => [file, text])),
]

/** Without the terms themselves: ブラウザ is a part of ブラウザー. */
const bare = (text: string): string =>
  terms.reduce((left, term) => left.replaceAll(term.ja, ''), text.replaceAll(/\{\{\w+\}\}|\$\{[^}]*\}/g, ''))
const holds = (text: string, word: string): boolean => text.toLowerCase().includes(word.toLowerCase())

/** What was said before, and read as something else by those who renew once a year. */
const gone = [
  '安全の確認',
  '猶予',
  '電子証明書をファイルに保存',
  '次へ',
  'NSS の道具',
  'が待っています',
  '「いいえ」が選ばれたため',
  '銀行によって失効',
]

/** 証明書 alone is said of nothing: what it is stands before or after it. */
const compounds = /電子証明書|ルート証明書|サーバー証明書|証明書更新|証明書ファイル|証明書ストア|証明書マネージャー/g

const japanese = said.filter(([, text]) => /[\u3040-\u30ff\u4e00-\u9fff]/.test(text))

describe('the Japanese texts', () => {
  it('say nothing that an editor has taken out of them', () => {
    expect(japanese.filter(([, text]) => gone.some((phrase) => text.includes(phrase)))).toEqual([])
    expect(japanese.filter(([, text]) => text.replaceAll(compounds, '').includes('証明書'))).toEqual([])
  })

  it('have brackets of full width, and no blank between a number and its counter', () => {
    expect(
      japanese.filter(([, text]) => /[\u3040-\u30ff\u4e00-\u9fff] ?\(|\) ?[\u3040-\u30ff\u4e00-\u9fff]/.test(text)),
    ).toEqual([])
    expect(japanese.filter(([, text]) => /(\d|\}\}) (?:秒|分|日|回|枚|桁|件|行目|番目|バイト)/.test(text))).toEqual([])
  })
})

describe('the glossary', () => {
  it('is read', () => expect(terms.length).toBeGreaterThan(15))

  it.each(terms)('$ja is in use, and nothing else is said for it', ({ ja: term, not }) => {
    expect(texts.ja.some(([, text]) => text.includes(term))).toBe(true)
    expect(said.filter(([, text]) => not.some((word) => holds(bare(text), word)))).toEqual([])
  })

  it.each(terms)('where Japanese says $ja, English says its counterpart', ({ ja: term, en: words }) => {
    const other = texts.ja
      .filter(([, text]) => text.includes(term))
      .map(([key]) => [key, texts.en.get(key) ?? ''] as const)
      .filter(([, text]) => !words.some((word) => holds(text, word)))
    expect(other).toEqual([])
  })
})
