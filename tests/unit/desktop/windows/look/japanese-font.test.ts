import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lacksJapaneseFont } from '../../../../../main/desktop/windows/look/japanese-font.ts'

describe.skipIf(process.platform === 'win32')('whether a desktop can show Japanese', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'koshin-fonts-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Answers as fc-match does: with the languages of the best font. */
  function fcMatch(script: string): string {
    const file = path.join(folder, 'fc-match')
    writeFileSync(file, `#!/bin/sh\n${script}\n`)
    chmodSync(file, 0o755)
    return file
  }

  it.each([
    ['a font that has Japanese', 'printf "aa|en|ja|zh-tw"', false],
    ['none but others', 'printf "aa|en|zh-tw|jam"', true],
    ['no font at all', 'true', true],
    ['a fontconfig that fails', 'exit 1', false],
  ])('is told by fontconfig: %s', async (_name, script, lacks) => {
    expect(await lacksJapaneseFont('linux', fcMatch(script))).toBe(lacks)
  })

  it('is not doubted where nothing can tell, nor on systems that always can', async () => {
    expect(await lacksJapaneseFont('linux', path.join(folder, 'nowhere'))).toBe(false)
    expect(await lacksJapaneseFont('win32', fcMatch('true'))).toBe(false)
    expect(await lacksJapaneseFont('darwin', fcMatch('true'))).toBe(false)
  })
})
