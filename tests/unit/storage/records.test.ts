import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { done, success } from '../../../main/renewal/errors.ts'
import { openDocument } from '../../../main/storage/document.ts'
import { openAttempts } from '../../../main/storage/automatic.ts'
import { openHistory } from '../../../main/storage/history.ts'
import { openJournal } from '../../../main/storage/journal/journal.ts'
import { openNotices } from '../../../main/storage/told/notices.ts'
import { openPreferences } from '../../../main/storage/preferences.ts'
import { openLockRecord } from '../../../main/storage/renewal-lock.ts'
import { openRetirements } from '../../../main/storage/retirements.ts'
import { openWatchCards } from '../../../main/storage/told/watch-cards.ts'

vi.mock('electron', () => ({ default: {} }))

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'koshin-records-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}
const contentOf = (where: string, name: string): unknown =>
  (JSON.parse(readFileSync(path.join(where, name), 'utf8')) as { content: unknown }).content

describe('what is kept of renewals that the app begins by itself', () => {
  const attempt = { tries: 1, next: 5, code: 'bank.busy' } as const

  it.each([
    ['is cut off', '{"content":{"a'],
    ['has an instant that no date can name', JSON.stringify({ content: { a: { ...attempt, next: 1e300 } } })],
    ['has counted too far', JSON.stringify({ content: { a: { ...attempt, tries: 1e15 } } })],
    ['has a reason that nobody knows', JSON.stringify({ content: { a: { ...attempt, code: 'bank.moon' } } })],
    ['is a list', '[]'],
  ])('is not believed where the file %s, and written anew', (_name, text) => {
    const where = folder()
    writeFileSync(path.join(where, 'automatic.json'), text)
    const attempts = openAttempts(where)
    expect(attempts.read()).toMatchObject({ ok: false })
    expect(attempts.write({ a: attempt })).toEqual(done)
    expect(openAttempts(where).read()).toEqual(success({ a: attempt }))
    expect(statSync(path.join(where, 'automatic.json')).mode & 0o777).toBe(0o600)
  })
})

describe('a record whose time no date can name', () => {
  const id = 'a'.repeat(64)
  const purpose = { kind: 'enrolment', customerId: 'K1' }
  const waiting = { id: '1', startedAt: 1, purpose, step: 'waiting', keyName: 'koshin-1', request: 'AA==' }
  const seen = { thumbprint: id, serial: '5a', notAfter: 1 }
  const watched = (where: string) => {
    const cards = openWatchCards(where)
    cards.read()
    return { ok: cards.damage() === undefined }
  }

  it.each<[string, (time: number) => unknown, (where: string) => { readonly ok: boolean }]>([
    ['history', (time) => [{ time, event: 'login' }], (where) => openHistory(where).list()],
    ['retirements', (since) => [{ thumbprint: id, since }], (where) => openRetirements(where).read()],
    ['lock', (until) => ({ since: 1, until }), (where) => openLockRecord(where).read()],
    ['notices', (snoozedUntil) => ({ [id]: { shown: [30], snoozedUntil } }), (where) => openNotices(where).read(id)],
    ['delivery', (time) => ({ time, shown: true }), (where) => openNotices(where).lastDelivery()],
    ['watched', (since) => ({ [id]: { history: [{ ...seen, since }] } }), watched],
    ['journal', (retryAt) => ({ version: 1, renewal: { ...waiting, retryAt } }), (where) => openJournal(where).load()],
  ])('is not believed: %s', (name, contentAt, read) => {
    for (const [time, ok] of [
      [1, true],
      [8.7e15, false],
    ] as const) {
      const where = folder()
      writeFileSync(path.join(where, `${name}.json`), JSON.stringify({ content: contentAt(time) }))
      expect(read(where).ok, String(time)).toBe(ok)
    }
  })
})

describe('the history', () => {
  it('is empty at first, and tells over a restart what happened, the newest first', () => {
    const where = folder()
    expect(openHistory(where).list()).toEqual(success([]))
    expect(openHistory(where).add({ time: 1, event: 'failed', code: 'bank.busy' })).toEqual(done)
    expect(openHistory(where).add({ time: 2, event: 'renewed', serial: '5a' })).toEqual(done)
    const told = [
      { time: 2, event: 'renewed', serial: '5a' },
      { time: 1, event: 'failed', code: 'bank.busy' },
    ]
    expect(openHistory(where).list()).toEqual(success(told))
    expect(contentOf(where, 'history.json')).toEqual(told)
  })

  it('takes everything that can happen', () => {
    const history = openHistory(folder())
    const events = ['renewed', 'acquired', 'retired', 'restored', 'deleted', 'declined', 'failed', 'login'] as const
    for (const event of [...events, 'root-succeeded'] as const) expect(history.add({ time: 1, event })).toEqual(done)
  })

  it('keeps the newest 200 entries', () => {
    const history = openHistory(folder())
    for (let time = 1; time <= 202; time++) history.add({ time, event: 'login' })
    const listed = history.list()
    const times = listed.ok ? listed.value.map(({ time }) => time) : []
    expect([times.length, times[0], times.at(-1)]).toEqual([200, 202, 3])
  })

  it('that is damaged is told, and not replaced by a new one', () => {
    const where = folder()
    const file = path.join(where, 'history.json')
    for (const [text, cause] of [
      ['{', 'history.json: not JSON'],
      ['{"content":[{"time":1.5,"event":"dance"}]}', 'history.json: 0.time: invalid_type, 0.event: invalid_value'],
      ['{}', 'history.json: no content'],
    ] as const) {
      writeFileSync(file, text)
      expect(openHistory(where).list()).toMatchObject({ failure: { code: 'internal', cause } })
      expect(openHistory(where).add({ time: 1, event: 'login' })).toMatchObject({ failure: { cause } })
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
  })
})

describe('what the user chose', () => {
  it('is nothing at first, is kept over a restart, and each choice leaves the others as they are', () => {
    const where = folder()
    expect(openPreferences(where).read()).toEqual(success({}))
    expect(openPreferences(where).change({ startAtLogin: false, introduced: true })).toEqual(done)
    const place = { x: -5, y: 0, width: 900, height: 600 }
    expect(openPreferences(where).change({ place, startAtLogin: true })).toEqual(done)
    for (const language of ['system', 'ja', 'en'] as const) {
      expect(openPreferences(where).change({ language })).toEqual(done)
    }
    for (const theme of ['system', 'light', 'dark'] as const) {
      expect(openPreferences(where).change({ theme })).toEqual(done)
    }
    for (const tray of ['when-due', 'always'] as const) {
      expect(openPreferences(where).change({ tray, toldOfTray: true, restedAt: 7 })).toEqual(done)
    }
    const kept = { tray: 'always', toldOfTray: true, restedAt: 7 }
    const chosen = { ...kept, startAtLogin: true, introduced: true, place, language: 'en', theme: 'dark' }
    expect(openPreferences(where).read()).toEqual(success(chosen))
    expect(contentOf(where, 'preferences.json')).toEqual(chosen)
  })

  it('is not lost to a choice that cannot be read', () => {
    const where = folder()
    const file = path.join(where, 'preferences.json')
    for (const wrong of [
      { theme: 'pink' },
      { language: '' },
      { startAtLogin: 1 },
      { tray: 'never' },
      { place: { x: 1 } },
    ]) {
      const text = JSON.stringify({ content: wrong })
      writeFileSync(file, text)
      expect(openPreferences(where).read()).toMatchObject({ ok: false })
      expect(openPreferences(where).change({ introduced: true })).toMatchObject({ ok: false })
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
  })
})

describe('the lock of renewals', () => {
  it('is kept over a restart, and one that is damaged is told until it is written anew', () => {
    const where = folder()
    expect(openLockRecord(where).read()).toEqual(success(null))
    expect(openLockRecord(where).write({ since: 1, until: 2 })).toEqual(done)
    expect(openLockRecord(where).read()).toEqual(success({ since: 1, until: 2 }))
    writeFileSync(path.join(where, 'lock.json'), 'damaged')
    expect(openLockRecord(where).read()).toMatchObject({ failure: { cause: 'lock.json: not JSON' } })
    expect(readFileSync(path.join(where, 'lock.json'), 'utf8')).toBe('damaged')
    expect(openLockRecord(where).write(null)).toEqual(done)
    expect(openLockRecord(where).read()).toEqual(success(null))
  })
})

describe('since when a certificate is retired', () => {
  it('is kept over a restart, by its thumbprint', () => {
    const where = folder()
    const retired = [{ thumbprint: 'a'.repeat(64), since: 5 }]
    expect(openRetirements(where).read()).toEqual(success([]))
    expect(openRetirements(where).write(retired)).toEqual(done)
    expect(openRetirements(where).read()).toEqual(success(retired))
    expect(contentOf(where, 'retirements.json')).toEqual(retired)
  })

  it.each([['a'.repeat(63)], [`${'a'.repeat(64)}0`], [`x${'a'.repeat(64)}`], ['A'.repeat(64)]])(
    'is not believed of %s, which is no thumbprint',
    (thumbprint) => {
      const where = folder()
      writeFileSync(path.join(where, 'retirements.json'), JSON.stringify({ content: [{ thumbprint, since: 5 }] }))
      expect(openRetirements(where).read()).toMatchObject({
        failure: { cause: 'retirements.json: 0.thumbprint: invalid_format' },
      })
    },
  )
})

describe('a document', () => {
  const codes = { unreadable: 'journal.unreadable', unwritable: 'journal.write-failed' } as const
  const schema = z.object({ a: z.number() })

  it('is its user’s alone, however it is written, in a folder that is made for it', () => {
    for (const toJson of [undefined, (value: unknown) => JSON.stringify(value)]) {
      const where = path.join(folder(), 'new', 'state')
      const document = openDocument({ name: 'one', folder: where, schema, empty: { a: 0 }, ...(toJson && { toJson }) })
      expect(document.write({ a: 1 })).toEqual(done)
      expect(statSync(path.join(where, 'one.json')).mode & 0o777).toBe(0o600)
      const again = openDocument({ name: 'one', folder: where, schema, empty: { a: 0 } })
      expect(again.read()).toEqual(success({ a: 1 }))
    }
  })

  it('that cannot be read or written fails with its own code; what was to be written may be tried again', () => {
    const where = folder()
    const blocked = path.join(where, 'file')
    writeFileSync(blocked, '')
    for (const [given, unreadable, unwritable] of [
      [{ codes }, codes.unreadable, codes.unwritable],
      [{}, 'internal', 'internal'],
    ] as const) {
      writeFileSync(path.join(where, 'two.json'), '{')
      const damaged = openDocument({ name: 'two', folder: where, schema, empty: { a: 0 }, ...given })
      expect(damaged.read()).toMatchObject({ failure: { code: unreadable, retry: 'never' } })
      const nowhere = openDocument({ name: 'two', folder: blocked, schema, empty: { a: 0 }, ...given })
      const cause = expect.stringMatching(/^two\.json: .*(ENOTDIR|EEXIST)/) as string
      expect(nowhere.write({ a: 1 })).toMatchObject({ failure: { code: unwritable, retry: 'later', cause } })
    }
  })
  it('that is not there yet is read without a folder being made for it', () => {
    const where = path.join(folder(), 'state')
    expect(openDocument({ name: 'one', folder: where, schema, empty: { a: 0 } }).read()).toEqual(success({ a: 0 }))
    expect(existsSync(where)).toBe(false)
  })

  it.each([
    ['full', 'ENOSPC', 'storage.full'],
    ['read-only', 'EROFS', 'storage.access-denied'],
    ['somebody else’s', 'EACCES', 'storage.access-denied'],
  ])('on a disk that is %s says so, and names no path', (_disk, code, expected) => {
    const where = folder()
    const toJson = (): string => {
      throw Object.assign(new Error(`${code}: ${where}`), { code, syscall: 'write' })
    }
    const document = openDocument({ name: 'one', folder: where, schema, empty: { a: 0 }, toJson, codes })
    const failure = { code: expected, retry: 'later', cause: `one.json: ${code}: write` }
    expect(document.write({ a: 1 })).toEqual({ ok: false, failure })
  })

  it('that may not be read is not one that is empty', ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may read everything')
    const where = folder()
    writeFileSync(path.join(where, 'one.json'), '{"content":{"a":1}}', { mode: 0o000 })
    const document = openDocument({ name: 'one', folder: where, schema, empty: { a: 0 }, codes })
    expect(document.read()).toMatchObject({
      failure: { code: 'storage.access-denied', cause: 'one.json: EACCES: open' },
    })
  })
})
