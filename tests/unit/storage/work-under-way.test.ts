import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openJournal } from '../../../main/storage/journal/journal.ts'
import { isWorkUnderWay } from '../../../main/storage/work-under-way.ts'
import { states } from '../renewal/samples.ts'

vi.mock('electron', () => ({
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'koshin-under-way-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('what is under way', () => {
  it('is nothing where there is no journal', () => {
    expect(isWorkUnderWay(folder)).toBe(false)
    expect(isWorkUnderWay(path.join(folder, 'nowhere'))).toBe(false)
  })

  it.each(['complete', 'ended', 'key-ahead', 'making-key-ahead', 'confirming-request'] as const)(
    'is nothing that may still lead to a certificate: %s',
    (step) => {
      openJournal(folder).save(states[step])
      expect(isWorkUnderWay(folder)).toBe(false)
    },
  )

  it.each(['postponed', 'installing', 'proving', 'retiring', 'confirming-installation'] as const)(
    'is what may: %s, of the first bank or of another',
    (step) => {
      openJournal(folder).save(states[step])
      const before = readFileSync(path.join(folder, 'journal.json'), 'utf8')
      expect(isWorkUnderWay(folder)).toBe(true)
      expect(readFileSync(path.join(folder, 'journal.json'), 'utf8')).toBe(before)
      rmSync(path.join(folder, 'journal.json'))
      openJournal(path.join(folder, 'banks/kita')).save(states[step])
      expect(isWorkUnderWay(folder)).toBe(true)
    },
  )

  it('may be anything where a journal cannot be read', () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'journal.json'), '{')
    expect(isWorkUnderWay(folder)).toBe(true)
  })
})
