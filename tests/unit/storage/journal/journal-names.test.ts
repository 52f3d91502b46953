import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { states } from '../../renewal/samples.ts'

vi.mock('electron', () => ({ default: {}, app: undefined }))
const { openJournal } = await import('../../../../main/storage/journal/journal.ts')
const { namesInJournals } = await import('../../../../main/storage/journal/journal-names.ts')

let folder: string
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'koshin-names-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const ended = { ...states.ended, keyName: 'koshin-kept' } as const

describe('our keys', () => {
  it('are known by the journals of all banks, in use, put away or damaged', () => {
    openJournal(folder).save(states.requesting, [ended])
    const other = path.join(folder, 'banks', 'b')
    mkdirSync(other, { recursive: true })
    writeFileSync(path.join(other, 'journal-damaged.json'), '{"renewal": {"keyName": "koshin-torn", "certif')
    writeFileSync(path.join(folder, 'history.json'), '"koshin-elsewhere"')
    const names = ['koshin-7', 'koshin-kept', 'koshin-torn', 'koshin-elsewhere']
    expect(namesInJournals(folder, names)).toEqual(['koshin-7', 'koshin-kept', 'koshin-torn'])
  })

  it('may each stand in a journal that cannot be read, so that none is taken for unused', () => {
    mkdirSync(path.join(folder, 'journal-of-another.json'))
    expect(namesInJournals(folder, ['koshin-7'])).toEqual(['koshin-7'])
  })

  it('are in no journal where there is none', () => {
    expect(namesInJournals(path.join(folder, 'nowhere'), ['koshin-7'])).toEqual([])
  })
})
