/**
 * The key store's part for CoreFoundation on a real one: Apple's swift-corelibs-foundation as Debian has it
 * (build/testing/core-foundation.mjs). Its C library is newer than the system's, so it is used in a process of its own.
 */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Answers, Questions } from './core-foundation/questions.ts'

const { KOSHIN_CORE_FOUNDATION: starter, KOSHIN_NO_CORE_FOUNDATION: reason = 'run by itself' } = process.env
if (starter === undefined) console.warn(`skipped: no CoreFoundation: ${reason}`)

const root = path.resolve(import.meta.dirname, '../../..')
const questions: Questions = {
  texts: ['', 'a', '更新銀行', 'Ünïcödé', '🔑🏦 𠮷野家', 'が', '二行\n二行目', 'é'.repeat(100_000)],
  data: [[], [0], [0, 1, 127, 128, 255], Array.from({ length: 70_000 }, (_, at) => at % 251)],
  numbers: [0, 1, -1, 2048, 2 ** 31 - 1, -(2 ** 31)],
}

async function ask(): Promise<Answers> {
  // Inside the project, where koffi is found.
  const folder = path.join(root, '.cache', `core-foundation-${process.pid}`)
  try {
    const output = { entryFileNames: 'answers.mjs' }
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      build: { ssr: 'tests/contract/macos/core-foundation/answers.ts', outDir: folder, rollupOptions: { output } },
    })
    const args = [process.execPath, path.join(folder, 'answers.mjs')]
    const options = { input: JSON.stringify(questions), encoding: 'utf8', maxBuffer: 2 ** 24 } as const
    return JSON.parse(execFileSync(starter!, args, options)) as Answers
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe.skipIf(starter === undefined)('on a real CoreFoundation, the key store', () => {
  let answers: Answers
  beforeAll(async () => void (answers = await ask()))

  it('gets every text back as it gave it: Japanese, emoji, combining marks, none at all', () => {
    expect(answers.texts).toEqual(questions.texts)
    expect(answers.lengths).toEqual(questions.texts.map(({ length }) => length))
  })

  it('gets octets and numbers back', () => {
    expect(answers.data).toEqual(questions.data)
    expect(answers.numbers).toEqual(questions.numbers)
  })

  it('finds the elements of an array in their order', () => {
    expect(answers.array).toEqual([...questions.texts.keys()])
    expect(answers.emptyArray).toBe(0)
  })

  it('finds in a dictionary, and in one inside it, what it put there', () => {
    expect(answers.dictionary).toEqual({
      text: '更新銀行🔑',
      octets: [0, 1, 255],
      isTrue: true,
      isFalse: true,
      number: 2048,
      isReference: true,
      inner: '内側',
      isMissing: true,
      isEmpty: true,
    })
  })

  it('takes for the same what CFEqual takes for it', () => {
    expect(answers.equal).toEqual({ same: true, other: false, otherKind: false, none: false })
  })

  it('reads a function’s CFError by its domain, and releases it', () => {
    const words = '操作は許可されていません'
    expect(answers.errors).toEqual([
      { message: `SecKeyCreateRandomKey: errSecInteractionNotAllowed (-25308): ${words}`, behind: 1 },
      { message: 'SecKeyCreateRandomKey: LAErrorUserCancel (-2)', behind: 1 },
    ])
  })

  it('releases all that it made, once, also when the work throws', () => {
    for (const [kind, { inside, behind }] of Object.entries(answers.counts)) {
      expect([kind, inside, behind]).toEqual([kind, 2, 1])
    }
    expect(answers.thrown).toEqual({ inside: 2, behind: 1, message: 'not now' })
    expect(answers.taken).toEqual({ isNull: true, inside: 2, behind: 1 })
  })

  it('leaves to arrays and dictionaries what they hold, and borrows it from them', () => {
    expect(answers.held).toEqual([2, 4, 4, 1])
  })
})
