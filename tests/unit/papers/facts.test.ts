/** Tables and examples in the papers, compared with the code that they are about. */
import { describe, expect, it } from 'vitest'
import { commands } from '../../../main/cli/unattended/command.ts'
import { exitCodes } from '../../../main/cli/unattended/outcomes.ts'
import { type FailureCode, failureCodes } from '../../../main/renewal/errors.ts'
import { bankFileSchema } from '../../../main/storage/bank-file/schema.ts'
import { settings } from '../../../main/storage/settings/setting.ts'
import { settingsSchema } from '../../../main/storage/settings/settings-schema.ts'
import { papers, quoted, read } from './paper.ts'

/** Folders of papers, below build/docs. */
const languages = ['', 'ja/'] as const

/** An operation of the portal's contract; times are ms. */
interface Called {
  readonly 'x-koshin-needed': boolean
  readonly 'x-koshin-request': { readonly timeLimit: number }
}

/** The cells of each row of the tables. */
const rows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', ''))
        .slice(1, -1),
    )

const settingsOf = (language: string): Record<string, unknown> => {
  const [, example = ''] = /^```json\n([^]*?)^```$/m.exec(read(`build/docs/${language}company/deploy.md`)) ?? []
  return JSON.parse(example) as Record<string, unknown>
}

describe.each(languages)('the papers for IT (%s)', (language) => {
  it('give an example of the settings that is accepted', () => {
    expect(settingsSchema.safeParse(settingsOf(language)).error).toBeUndefined()
  })

  it('say rightly that the name of the bank is required', () => {
    const { bank, ...rest } = settingsOf(language) as { readonly bank: Readonly<Record<string, unknown>> }
    expect(settingsSchema.safeParse({ ...rest, bank: { ...bank, name: undefined } }).error?.issues[0]?.path).toEqual([
      'bank',
      'name',
    ])
  })

  it('list each setting of a bank with its option and its variable', () => {
    const told = rows(read(`build/docs/${language}company/deploy.md`)).map(([, option, variable]) => [option, variable])
    for (const setting of settings) {
      expect(told).toContainEqual([`--${setting}`, `KOSHIN_${setting.replaceAll('-', '_').toUpperCase()}`])
    }
  })

  it('give an example of a bank file that has the right form, whatever its trust anchors', () => {
    const [, example = ''] = /^```json\n([^]*?)^```$/m.exec(read(`build/docs/${language}bank/bank-file.md`)) ?? []
    expect(bankFileSchema.safeParse(JSON.parse(example)).error).toBeUndefined()
  })

  it('list every exit code', () => {
    const told = rows(read(`build/docs/${language}company/unattended.md`)).filter(([code]) => /^\d+$/.test(code ?? ''))
    expect(told.map(([code, outcome]) => [outcome, Number(code)])).toEqual(Object.entries(exitCodes))
  })

  it('list every command of an unattended run', () => {
    const told = rows(read(`build/docs/${language}company/unattended.md`)).map(([name]) => name)
    expect(commands.filter((command) => !told.includes(command))).toEqual([])
  })
})

describe.each(languages)('the paper on what a bank offers (%s)', (language) => {
  const { paths } = JSON.parse(read('build/bank/portal.openapi.json')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Called>>>>
  }
  const needed = language === '' ? ['optional', 'required'] : ['任意', '必須']
  const second = language === '' ? ' s' : ' 秒'

  it("lists each end point of the portal's contract, whether it is needed, and its time limit", () => {
    const told = rows(read(`build/docs/${language}bank/portal.md`)).filter(([name]) => /^(GET|POST) /.test(name ?? ''))
    const called = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, called]) => [
        `${method.toUpperCase()} ${path}`,
        needed[Number(called['x-koshin-needed'])],
        `${called['x-koshin-request'].timeLimit / 1000}${second}`,
      ]),
    )
    expect(told.map((row) => row.slice(0, 3))).toEqual(called)
  })
})

describe('the papers', () => {
  const families = new Set(failureCodes.map((code) => code.split('.')[0]!))
  // Events and settings are written alike; those of these families are failures alone.
  for (const shared of ['keystore', 'journal', 'renewal', 'policy', 'update', 'internal']) families.delete(shared)

  it.each(papers)('%s names failures by codes that exist', (name) => {
    const codes = quoted(read(name))
      .map(({ text }) => text)
      .filter((text) => /^[a-z]+\.[a-z-]+$/.test(text))
    const failures = codes.filter((code) => families.has(code.split('.')[0]!) && !isSetting(code))
    expect(failures.filter((code) => !failureCodes.includes(code as FailureCode))).toEqual([])
  })
})

const isSetting = (name: string): boolean =>
  name.startsWith('bank.') && name.slice('bank.'.length) in settingsSchema.shape.bank.shape
