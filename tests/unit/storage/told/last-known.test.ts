import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openLastKnown, openLastTold } from '../../../../main/storage/told/last-known.ts'
import { subjectOf } from '../../../../main/desktop/flow/state.ts'
import { due } from '../../desktop/flow/samples.ts'

vi.mock('electron', () => ({
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'koshin-last-known-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string): string => path.join(folder, `${name}.json`)

/** Text that turns its direction, begins a line of its own, or pushes all else out of sight. */
const strangersWords = ['\u202e郎太', '一行目\n二行目', '太'.repeat(1001)]

describe('what the last run knew of certificates', () => {
  it('is read back as it was written, by its user alone', () => {
    expect(openLastKnown(folder).write([subjectOf(due)])).toMatchObject({ ok: true })
    expect(openLastKnown(folder).read()).toEqual({ ok: true, value: [subjectOf(due)] })
    expect(statSync(file('last-known')).mode & 0o777).toBe(0o600)
  })

  it('is nothing where there is none, or where it was changed into what no run writes', () => {
    expect(openLastKnown(folder).read()).toEqual({ ok: true, value: [] })
    const changed = strangersWords.map((holder) => JSON.stringify({ content: [{ ...subjectOf(due), holder }] }))
    for (const content of ['{"content":[{"thumbprint":"../x"}]}', '{', `{"content":${'['.repeat(50)}`, ...changed]) {
      writeFileSync(file('last-known'), content)
      expect(openLastKnown(folder).read().ok, content).toBe(false)
      expect(openLastKnown(folder).write([]).ok).toBe(true)
    }
  })
})

describe('what the tray told last', () => {
  const told = { notAfter: Date.UTC(2027, 0, 13), noticeFrom: Date.UTC(2026, 11, 14) }

  it('is kept for the next start, and written only when it is another', () => {
    const kept = openLastTold(folder)
    expect(kept.last()).toBeNull()
    kept.keep(null)
    expect(existsSync(file('last-told'))).toBe(false)
    kept.keep({ ...told, bank: 'デモ銀行' })
    expect(openLastTold(folder).last()).toEqual({ ...told, bank: 'デモ銀行' })
    const before = readFileSync(file('last-told'), 'utf8')
    rmSync(file('last-told'))
    kept.keep({ ...told, bank: 'デモ銀行' })
    expect(existsSync(file('last-told'))).toBe(false)
    kept.keep(null)
    expect(readFileSync(file('last-told'), 'utf8')).not.toBe(before)
    expect(openLastTold(folder).last()).toBeNull()
  })

  it('is nothing where the file is damaged', () => {
    const changed = strangersWords.map((bank) => JSON.stringify({ content: { ...told, bank } }))
    for (const content of ['{"content":{"notAfter":"soon"}}', ...changed]) {
      writeFileSync(file('last-told'), content)
      expect(openLastTold(folder).last(), content).toBeNull()
    }
  })
})
