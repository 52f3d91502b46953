/** The paper for a bank's board: each answer names a test that there is, a paper, or says that there is no proof yet. */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { read, root } from './paper.ts'

const languages = { en: 'build/docs/bank/bank-board.md', ja: 'build/docs/ja/bank/bank-board.md' } as const
const unproven = { en: 'not yet', ja: 'まだありません' } as const

/** The cells of each row of three below the head of a table: question, answer, proof. */
const answersIn = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim()),
    )
    .filter((cells) => cells.length === 3 && !/^(question|質問)$/.test(cells[0]!))

/** `file`: “title”, or several titles of one file. */
const named = (cell: string) =>
  [...cell.matchAll(/`(tests\/[^`]+)`: ((?:,? ?“[^”]+”)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
  )

const has = (file: string, title: string): boolean => existsSync(path.join(root, file)) && read(file).includes(title)

describe.each(['en', 'ja'] as const)('the paper for a bank’s board (%s)', (language) => {
  const text = read(languages[language])
  const answers = answersIn(text)

  it('answers every topic', () => {
    const parts = text.split(/^## /m).slice(1)
    expect(parts).toHaveLength(16)
    expect(parts.filter((part) => answersIn(part).length < 2)).toEqual([])
  })

  it.each(answers)('names a test that there is, a paper, or no proof: %s', (_question, answer, proof = '') => {
    expect(answer).not.toBe('')
    const tests = named(proof)
    expect(proof.match(/`tests\//g) ?? []).toHaveLength(new Set(tests.map(({ file }) => file)).size)
    expect(tests.filter(({ file, title }) => !has(file, title))).toEqual([])
    if (tests.length === 0) expect(proof).toMatch(new RegExp(`\\]\\(|^${unproven[language]}$`))
  })
})

describe('the papers for a bank’s board', () => {
  it('give the same proofs in both languages', () => {
    const proofs = (language: 'en' | 'ja') =>
      answersIn(read(languages[language])).map(([, , proof = '']) => [named(proof), proof.includes(unproven[language])])
    expect(proofs('ja')).toEqual(proofs('en'))
  })

  it('names every file of the app that can open a connection', () => {
    const opens =
      /\bnet\.(request|fetch)\(|contents\.loadURL\(|from 'node:(https?|http2|tls|dgram|dns)|from 'electron-updater'/
    const files = readdirSync(path.join(root, 'main'), { recursive: true, encoding: 'utf8' })
      .map((file) => `main/${file.replaceAll(path.sep, '/')}`)
      // A process of its own, in place of a bank.
      .filter((file) => file.endsWith('.ts') && !file.startsWith('main/demo-bank/') && opens.test(read(file)))
    for (const paper of Object.values(languages)) {
      const told = [...read(paper).matchAll(/`(main\/[\w./-]+)`/g)].map(([, file]) => file)
      expect(told.sort()).toEqual(files.sort())
    }
  })
})
