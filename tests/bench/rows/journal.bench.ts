/** A journal entry, durable on disk, beside the bare write and fsync of the same bytes. */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { test, vi } from 'vitest'
import { openJournal } from '../../../main/storage/journal/journal.ts'
import { states } from '../../unit/renewal/samples.ts'
import { temporaryFolder } from '../folder.ts'
import { compare, each, lasting } from '../table.ts'

// electron-store asks Electron for its folder even when it is told one (see server.deps in tests/vitest.config.ts).
vi.mock('electron', () => ({
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

/** One write is too short a time to be told from the disk's moods. */
const writes = 50

test(
  'writing the journal',
  async () => {
    const folder = temporaryFolder()
    const journal = openJournal(folder)
    const certificate = new Uint8Array(1500).fill(7)
    const state = { ...states.installing, certificate, intermediates: [certificate] }
    journal.save(state)
    const bytes = readFileSync(path.join(folder, 'journal.json'))

    function bare(): void {
      const file = openSync(path.join(folder, 'bare'), 'w')
      writeSync(file, bytes)
      fsyncSync(file)
      closeSync(file)
    }
    const often = (work: () => unknown) =>
      each(
        writes,
        lasting(() => Array.from({ length: writes }, work)),
      )
    await compare({
      what: 'journal entry',
      beside: 'write and fsync of the same bytes',
      unit: 'ms',
      goal: { most: 1.5 },
      ours: often(() => journal.save(state)),
      baseline: often(bare),
    })
  },
  5 * 60_000,
)
