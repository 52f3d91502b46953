import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { done } from '../../../../main/renewal/errors.ts'
import type { RenewalState } from '../../../../main/renewal/machine/machine.ts'
import { createRenewals } from '../../../../main/renewal/renew.ts'
import { openJournal } from '../../../../main/storage/journal/journal.ts'
import { defaultPolicy as policy } from '../../../../main/renewal/policy.ts'
import { renewalPurpose, states } from '../../renewal/samples.ts'
import { World } from '../../renewal/world.ts'

// electron-store asks Electron for its folder even when it is told one (see server.deps in tests/vitest.config.ts).
vi.mock('electron', () => ({
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-journal-'))
  file = path.join(folder, 'journal.json')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const bankA = () => [new Uint8Array([1])]
const bankB = () => [new Uint8Array([2])]
const empty = { ok: true, value: undefined } as const
const aside: RenewalState = { ...states.postponed, id: '8', keyName: 'koshin-8' }

describe('a journal of one bank', () => {
  it('is none of another bank, and is there again, untouched, when that bank is back', () => {
    openJournal(folder, bankA).save(states.requesting, [aside])
    const text = readFileSync(file, 'utf8')
    const other = openJournal(folder, bankB)
    expect([other.load(), other.kept()]).toEqual([empty, []])
    const away = readdirSync(folder).filter((name) => name !== 'journal.json')
    expect(away.map((name) => readFileSync(path.join(folder, name), 'utf8'))).toEqual([text])

    const back = openJournal(folder, bankA)
    expect(back.load()).toEqual({ ok: true, value: states.requesting })
    expect(back.kept()).toEqual([aside])
  })

  it('waits beside the journal that the other bank makes, and so do both', () => {
    openJournal(folder, bankA).save(states.requesting)
    openJournal(folder, bankB).save(states.proving)
    expect(openJournal(folder, bankA).load()).toEqual({ ok: true, value: states.requesting })
    expect(openJournal(folder, bankB).load()).toEqual({ ok: true, value: states.proving })
    expect(openJournal(folder, bankA).load()).toEqual({ ok: true, value: states.requesting })
  })

  it('is still its own after a root was succeeded by another, and after that one was configured alone', () => {
    openJournal(folder, bankA).save(states.requesting)
    const followed = openJournal(folder, () => [...bankA(), ...bankB()])
    expect(followed.load()).toEqual({ ok: true, value: states.requesting })
    followed.save(states.proving)
    expect(openJournal(folder, bankB).load()).toEqual({ ok: true, value: states.proving })
  })

  it('that does not tell its bank is taken for the one at hand, and is its own from then on', () => {
    openJournal(folder).save(states.requesting)
    expect(openJournal(folder, bankA).load()).toEqual({ ok: true, value: states.requesting })
    expect(openJournal(folder, bankB).load()).toEqual(empty)
    expect(openJournal(folder, bankA).load()).toEqual({ ok: true, value: states.requesting })
  })

  it('that was put away twice loses neither', () => {
    openJournal(folder, bankA).save(states.requesting)
    openJournal(folder, bankB).save(states.proving)
    writeFileSync(path.join(folder, 'journal-damaged.json'), '{}')
    writeFileSync(file, 'damaged')
    const journal = openJournal(folder, bankB)
    expect(journal.load().ok).toBe(false)
    expect(journal.setAside()).toEqual({ ok: true, value: 'journal-damaged-2.json' })
    expect(journal.load()).toEqual(empty)
    expect(openJournal(folder, bankA).load()).toEqual({ ok: true, value: states.requesting })
  })
})

describe('what is put aside', () => {
  it('outlives the renewal that it was put aside for', () => {
    const journal = openJournal(folder, bankA)
    journal.save(states.complete, [aside])
    journal.save(undefined)
    const next = openJournal(folder, bankA)
    expect(next.kept()).toEqual([aside])
    expect(next.load()).toEqual(empty)
  })
})

describe('a journal that cannot be read', () => {
  it('is put away under a name that is told, and the app goes on without it', async () => {
    writeFileSync(file, '{"content":{"version":1,"renewal":{"id"')
    const world = new World()
    const journal = openJournal(folder, bankA)
    const { keyStore, certificates, bank } = world
    const renewals = createRenewals({
      ...{ keyStore, certificates, bank, journal, lock: { check: () => done } },
      clock: () => world.time,
      policy: () => ({ ...policy }),
      newId: () => '1',
      consent: async () => true,
    })
    expect(renewals.unfinished()).toBeUndefined()
    const told = await renewals.restart()
    expect(told).toMatchObject({ failure: { code: 'journal.unreadable' } })
    expect(JSON.stringify(told)).toContain('journal-damaged.json')
    expect(readFileSync(path.join(folder, 'journal-damaged.json'), 'utf8')).toContain('"renewal":{"id"')
    expect(existsSync(file)).toBe(false)
    world.journal = { ...states.complete, id: '1' }
    expect(await renewals.start(renewalPurpose)).toMatchObject({ value: { step: 'complete' } })
    expect(await renewals.restart()).toMatchObject({ value: { step: 'complete' } })
  })
})
