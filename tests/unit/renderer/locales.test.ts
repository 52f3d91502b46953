import { describe, expect, it } from 'vitest'
import { failureCodes } from '../../../main/renewal/errors.ts'
import { en } from '../../../renderer/locales/en.ts'
import { ja } from '../../../renderer/locales/ja.ts'
import { pickLanguage } from '../../../renderer/locales/language.ts'

type Tree = { readonly [key: string]: string | Tree }

function flatten(tree: Tree, before = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${before}${key}`, value]] : flatten(value, `${before}${key}.`),
  )
}

const texts = { ja: new Map(flatten(ja)), en: new Map(flatten(en)) }
/** Where a language puts a figure with nothing before it. */
const mayBeEmpty = new Set(['figure.before'])

describe('both languages', () => {
  it('have the same texts', () => {
    expect([...texts.en.keys()].sort()).toEqual([...texts.ja.keys()].sort())
  })

  it.each(['ja', 'en'] as const)('leave nothing unsaid (%s)', (language) => {
    const empty = [...texts[language]].filter(([key, text]) => text.trim() === '' && !mayBeEmpty.has(key))
    expect(empty).toEqual([])
  })

  it('put the same values into the same texts', () => {
    const values = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()
    for (const [key, text] of texts.ja) expect([key, values(texts.en.get(key))]).toEqual([key, values(text)])
  })

  it('leave to the policy how many days are meant, but for the 3 days that no policy changes', () => {
    const days = /(?<!\d)(?!3日前)\d+日前|(?<!\d)(?!3 )\d+ days before/
    // Without a bank there is no policy.
    const written = [...texts.ja, ...texts.en].filter(([key, text]) => !key.startsWith('watch.') && days.test(text))
    expect(written).toEqual([])
  })

  it('English holds no Japanese', () => {
    expect([...texts.en].filter(([, text]) => /[\u3040-\u30ff\u4e00-\u9fff]/u.test(text))).toEqual([])
  })

  it('Japanese texts that are sentences are not left in English', () => {
    const foreign = [...texts.ja].filter(([, text]) => !/[\u3040-\u30ff\u4e00-\u9fff]/u.test(text))
    expect(foreign.map(([key]) => key)).toEqual(['product'])
  })
})

describe('no failure is silent', () => {
  const parts = ['what', 'safe', 'next'] as const
  describe.each(['ja', 'en'] as const)('in %s', (language) => {
    it.each(failureCodes)('%s says what happened, what is safe and what to do next', (code) => {
      for (const part of parts) expect(texts[language].get(`failures.${code}.${part}`) ?? '').toMatch(/.{6,}/u)
    })

    it('explains no code that does not exist', () => {
      const explained = [...texts[language].keys()].flatMap((key) => /^failures\.(.+)\.what$/.exec(key)?.[1] ?? [])
      expect(explained.sort()).toEqual([...failureCodes].sort())
    })
  })
})

describe('the manual’s words', () => {
  it('are kept to the letter in titles', () => {
    expect(ja.titles).toMatchObject({
      login: 'ログイン',
      notice: '電子証明書更新通知',
      preparing: '電子証明書更新前処理中',
      start: '電子証明書更新開始',
      consent: 'Web アクセスの確認',
      completion: '電子証明書発行 発行完了',
      main: 'メイン',
      acquire: '電子証明書取得',
    })
  })

  it('are kept to the letter on buttons', () => {
    expect(ja.buttons).toMatchObject({
      login: 'ログイン',
      acquire: '電子証明書取得',
      toMain: 'メインへ',
      renew: '証明書更新',
      begin: '更新',
      yes: 'はい',
      no: 'いいえ',
      closeWindow: 'このウィンドウを閉じる',
    })
  })
})

describe('the language', () => {
  it.each(['en', 'en-US', 'EN-gb'])('is English for %s', (tag) => {
    expect(pickLanguage(tag)).toBe('en')
  })

  it.each(['ja', 'ja-JP', 'de', 'eng', ''])('is Japanese for "%s"', (tag) => {
    expect(pickLanguage(tag)).toBe('ja')
  })
})
