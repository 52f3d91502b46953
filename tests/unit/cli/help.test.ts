import { describe, expect, it } from 'vitest'
import { helpText, languageOf } from '../../../main/cli/help.ts'
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
