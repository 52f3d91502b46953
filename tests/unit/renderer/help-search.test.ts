import { describe, expect, test } from 'vitest'
import { failureCodes } from '../../../main/renewal/errors.ts'
import { codes } from '../../../renderer/windows/help/entries.ts'
import { find } from '../../../renderer/windows/help/search.ts'

const entries = [
  { id: 'password', words: ['ログインするとき', '銀行から受け取ったお客様 ID とパスワードを入力します。'] },
  { id: 'untrusted', words: ['bank.untrusted', '接続先が本物の銀行であることを確かめられません。'] },
]

describe('the search of the help', () => {
  test.each([
    ['パスワード', ['password']],
    ['ぱすわーど', ['password']],
    ['ﾊﾟｽﾜｰﾄﾞ', ['password']],
    ['お客様　ＩＤ', ['password']],
    ['BANK.untrusted', ['untrusted']],
    ['ｂａｎｋ．ｕｎｔｒｕｓｔｅｄ', ['untrusted']],
    ['銀行', ['password', 'untrusted']],
    ['銀行、本物', ['untrusted']],
    ['プリンター', []],
    ['  　', []],
    ['', []],
    ['(.*', []],
  ])('finds by %j what a user means', (question, found) => {
    expect(find(question, entries)).toEqual(found)
  })

  test('takes what is typed for letters, never for a pattern or for markup', () => {
    const text = '(a+)+$'
    expect(find(text, [{ id: 'none', words: ['a'.repeat(40)] }])).toEqual([])
    expect(find(text, [{ id: 'itself', words: [`It says ${text}.`] }])).toEqual(['itself'])
    expect(find('<IMG', [{ id: 'itself', words: ['<img src=x>'] }])).toEqual(['itself'])
  })

  test('knows every failure that the app may name', () => {
    expect([...codes].sort()).toEqual([...failureCodes].sort())
  })
})
