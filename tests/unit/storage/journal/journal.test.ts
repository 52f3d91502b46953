import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RenewalState } from '../../../../main/renewal/machine/machine.ts'
import { openJournal } from '../../../../main/storage/journal/journal.ts'
import { states } from '../../renewal/samples.ts'

// electron-store asks Electron for its folder even when it is told one (see server.deps in tests/vitest.config.ts).
vi.mock('electron', () => ({
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-journal-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the journal', () => {
  it('is empty before the first renewal', () => {
    expect(openJournal(folder).load()).toEqual({ ok: true, value: undefined })
  })

  for (const [name, state] of Object.entries(states)) {
    it(`gives ${name} back to the next process as it was`, () => {
      expect(openJournal(folder).save(state)).toMatchObject({ ok: true })
      expect(openJournal(folder).load()).toEqual({ ok: true, value: state })
    })
  }

  it('keeps a certificate without subjectAltName apart from one with', () => {
    const state = {
      ...states.proving,
      purpose: { ...states.proving.purpose, subjectAltName: undefined },
    } as typeof states.proving
    openJournal(folder).save(state)
    expect(openJournal(folder).load()).toEqual({ ok: true, value: state })
  })

  it('keeps nothing of what a bank says to its customer', () => {
    const said = { ja: 'お休みします。', en: 'Closed.' }
    const closed = { code: 'bank.maintenance', retry: 'later', until: 5 } as const
    openJournal(folder).save({ ...states.stalled, failure: { ...closed, message: said } })
    expect(openJournal(folder).load()).toEqual({ ok: true, value: { ...states.stalled, failure: closed } })
    expect(readFileSync(path.join(folder, 'journal.json'), 'utf8')).not.toContain(said.en)
  })

  it('keeps bytes that Node has made into a Buffer', () => {
    openJournal(folder).save({ ...states.proving, certificate: Buffer.from(states.proving.certificate) })
    expect(openJournal(folder).load()).toEqual({ ok: true, value: states.proving })
  })

  it.each([
    ['a certificate that begins in a moment', { ...states.installing, step: 'waiting', retryAt: 1 }],
    ['what the bank still has to be told', { ...states.postponed, confirmation: new Uint8Array([5]) }],
    ['that it could not be told', { ...states.proving, unconfirmed: { code: 'bank.timeout', retry: 'later' } }],
    ['a key that stays', { ...states.discarding, keeps: true }],
    ['the name of a key that stayed', { ...states.ended, keyName: 'koshin-7' }],
    ['what was proven', { ...states.complete, proven: 'recognised' }],
    ['how often a request was sent', { ...states.requesting, sendings: 3 }],
  ])('keeps %s', (_, state) => {
    openJournal(folder).save(state as RenewalState)
    expect(openJournal(folder).load()).toEqual({ ok: true, value: state })
  })

  it('can be read by its owner alone', () => {
    openJournal(folder).save(states.proving)
    expect(statSync(path.join(folder, 'journal.json')).mode & 0o077).toBe(0)
  })

  it('forgets what is over', () => {
    const journal = openJournal(folder)
    journal.save(states.complete)
    journal.save(undefined)
    expect(openJournal(folder).load()).toEqual({ ok: true, value: undefined })
  })

  const damages: readonly [string, string][] = [
    ['is cut off', '{"content":{"version":1,"renewal":{"id"'],
    ['is empty', ''],
    ['is another kind of JSON', '[1,2,3]'],
    ['has lost its content', '{}'],
    ['is not JSON', '\u0000\u0001garbage'],
    ['comes from a newer version', '{"content":{"version":2,"renewal":null}}'],
    ['has a step that does not exist', '{"content":{"version":1,"renewal":{"id":"1","startedAt":1,"step":"dancing"}}}'],
  ]
  for (const [what, content] of damages) {
    it(`that ${what} is reported and left as it is`, () => {
      const file = path.join(folder, 'journal.json')
      writeFileSync(file, content)
      const journal = openJournal(folder)
      expect(journal.load()).toMatchObject({ ok: false, failure: { code: 'journal.unreadable' } })
      expect(journal.save(states.proving)).toMatchObject({ ok: false, failure: { code: 'journal.unreadable' } })
      expect(readFileSync(file, 'utf8')).toBe(content)
    })
  }
})
