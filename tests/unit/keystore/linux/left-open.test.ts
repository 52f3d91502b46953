/** A database that was left open is taken again only while it is certainly the one that would be opened. */
import { cpSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  closeLeftOpen,
  filesOf,
  leaveOpen,
  type Opening,
  takeLeftOpen,
} from '../../../../main/keystore/linux/left-open.ts'
import { emptyToken } from '../../../../main/keystore/linux/token.ts'

let folder: string
const close = vi.fn<() => void>()
const file = (name: string): string => path.join(folder, name)
const asked = (how: Partial<Opening> = {}): Opening => {
  return { folder, readOnly: false, password: undefined, files: filesOf(folder), ...how }
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-left-'))
  for (const name of ['cert9.db', 'key4.db']) writeFileSync(file(name), 'SQLite format 3')
  close.mockReset()
})
afterEach(() => {
  closeLeftOpen()
  rmSync(folder, { recursive: true })
})

describe('a database that was left open', () => {
  it('is taken as often as it is asked for in the same way', () => {
    leaveOpen(asked(), emptyToken, close)
    expect([takeLeftOpen(asked()), takeLeftOpen(asked())]).toEqual([emptyToken, emptyToken])
    expect(close).not.toHaveBeenCalled()
  })

  it.each<[string, Partial<Opening>]>([
    ['with a password', { password: 'given' }],
    ['that may only be read', { readOnly: true }],
    ['in another folder', { folder: '/elsewhere' }],
  ])('is not one %s', (_which, how) => {
    leaveOpen(asked(), emptyToken, close)
    expect(takeLeftOpen(asked(how))).toBeUndefined()
  })

  it.each<[string, () => void]>([
    ['was written to', () => writeFileSync(file('cert9.db'), 'SQLite format 3, and more')],
    ['was written to beside it', () => writeFileSync(file('key4.db-wal'), 'written ahead')],
    ['has one of the older kind beside it', () => writeFileSync(file('cert8.db'), 'a hash')],
    [
      'was written to, with as much as before',
      () => {
        writeFileSync(file('key4.db'), 'SQLite format 4')
        utimesSync(file('key4.db'), 1, 1)
      },
    ],
    [
      'has the place of one that was just like it',
      () => {
        renameSync(file('key4.db'), file('old'))
        cpSync(file('old'), file('key4.db'), { preserveTimestamps: true })
      },
    ],
    ['is gone', () => rmSync(file('cert9.db'))],
  ])('is not one of which a file %s', (_what, change) => {
    leaveOpen(asked(), emptyToken, close)
    change()
    expect(takeLeftOpen(asked())).toBeUndefined()
  })

  it('is closed half a second after it was last asked for', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    leaveOpen(asked(), emptyToken, close)
    vi.advanceTimersByTime(499)
    expect(takeLeftOpen(asked())).toBe(emptyToken)
    vi.advanceTimersByTime(499)
    expect(close).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(close).toHaveBeenCalledOnce()
    expect(takeLeftOpen(asked())).toBeUndefined()
  })

  it('is closed once', () => {
    leaveOpen(asked(), emptyToken, close)
    closeLeftOpen()
    closeLeftOpen()
    expect(close).toHaveBeenCalledOnce()
  })
})
