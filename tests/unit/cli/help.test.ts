import { describe, expect, it } from 'vitest'
import { helpText, languageOf, tell } from '../../../main/cli/help.ts'
import { optionNames } from '../../../main/cli/command-line.ts'
import { settings } from '../../../main/storage/settings/setting.ts'

describe('the help of the command line', () => {
  it.each(['ja', 'en'] as const)(
    'names every option in the language %s, but those for the demo and itself',
    (language) => {
      const text = helpText({ version: '1.2.3', settings, argv: [] }, language)
      expect(text).toMatch(/^Koshin 1\.2\.3\n/)
      const unnamed = optionNames(settings).filter((name) => !new RegExp(`--${name}\\b`).test(text))
      expect(unnamed).toEqual(['demo-certificate', 'demo-folder', 'help', 'version'])
    },
  )

  it('is in the language that was chosen, or in that of the system', () => {
    expect(languageOf(['--lang=ja'], { LC_ALL: 'en_GB.UTF-8' })).toBe('ja')
    expect(languageOf(['--lang=en'], { LANG: 'ja_JP.UTF-8' })).toBe('en')
    expect(languageOf([], { LC_ALL: '', LC_MESSAGES: 'ja_JP', LANG: 'en' })).toBe('ja')
    expect(languageOf([], { LC_ALL: 'C', LANG: 'ja_JP.UTF-8' })).toBe('en')
  })
})

describe('what the command line tells', () => {
  it('is told once; where nobody hears it any more, as behind `head`, that ends in no exception', () => {
    const heard: string[] = []
    const facts = { version: '1.2.3', settings: [], argv: [] }
    expect(tell('version', facts, (text) => heard.push(text))).toBe(true)
    expect(heard).toEqual(['Koshin 1.2.3\n'])
    const closed = (): never => {
      throw new Error('EPIPE')
    }
    expect(tell('help', facts, closed)).toBe(false)
  })
})
