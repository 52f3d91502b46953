import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bankFileAmong, withoutBankFile } from '../../../../main/desktop/lifecycle/opened-file.ts'

const folder = path.resolve('/home/hanako')

describe('a bank file among the arguments of a start', () => {
  it('is the first that is named like one, from where the start was', () => {
    const argv = ['--no-sandbox', '/app', '--hidden', 'Downloads/デモ銀行.koshin-bank', 'other.koshin-bank']
    expect(bankFileAmong(argv, folder)).toBe(path.join(folder, 'Downloads/デモ銀行.koshin-bank'))
  })

  it('may be an address, as the desktops of Linux hand it over', () => {
    const file = path.join(folder, 'デモ 銀行.KOSHIN-BANK')
    expect(bankFileAmong([pathToFileURL(file).href], '/')).toBe(file)
  })

  it.each([
    ['no file at all', ['--config', 'settings.json', '/app']],
    ['an option', ['--config=mine.koshin-bank']],
    [
      'a file of another computer',
      ['file://elsewhere.example/a.koshin-bank'].filter(() => process.platform !== 'win32'),
    ],
    ['an address that is broken', ['file:///%ff.koshin-bank']],
    ['a name that only begins so', ['a.koshin-bank.exe']],
  ])('is not %s', (_, argv) => {
    expect(bankFileAmong(argv, folder)).toBeUndefined()
  })

  it('is left out of the start that follows it', () => {
    expect(withoutBankFile(['/app', '--lang=ja', 'file:///a.koshin-bank'])).toEqual(['/app', '--lang=ja'])
  })
})
