/** One bank and its customer's home for several tests, each of which leaves them as it found them. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { DemoCertificate } from '../../../../main/cli/command-line.ts'
import { removeFolder } from '../../../../main/compose/throw-away-folder.ts'
import { test } from '../app.ts'
import { standBank, type StandingBank } from './standing-bank.ts'
import { prepareFolder } from './starting-point.ts'

/** Belongs into a file or a `describe`. What `openBank` opens for one test, in a folder of its own. */
export function shareBank(certificate?: DemoCertificate): () => StandingBank {
  let folder: string
  let bank: StandingBank
  const ends: (() => Promise<void>)[] = []
  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'koshin-e2e-'))
    await prepareFolder(folder, certificate)
    bank = await standBank(folder, (end) => void ends.push(end))
  })
  test.afterAll(async () => {
    for (const end of ends.splice(0)) await end()
    removeFolder(folder)
  })
  return () => bank
}
