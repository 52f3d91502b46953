/** A demo bank in a process of its own, with a folder of its own, as a test's peer. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type { StartBank } from '../../../main/demo-bank/control.ts'
import { buildBank } from './built-bank.ts'
import { giveFoundation } from './founded-bank.ts'
import { launchBank, type Preload, type RunningBank } from './running-bank.ts'

export type { RunningBank }

// A bank makes RSA keys, and a busy machine may take seconds for one.
vi.setConfig({ testTimeout: 60_000 })

type Chosen = 'folder' | 'port' | 'smtp' | 'reminderInterval' | 'reminderDays' | 'retryAfter'
export type BankOptions = Partial<Pick<StartBank, Chosen>> & { readonly preload?: Preload }

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-protocol-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Has this test a bank with the common CA and ledger? */
let given = false

/** Starts a bank that ends with the test. @throws Error with the bank's words when it does not start */
export async function startBank(options: BankOptions = {}): Promise<RunningBank> {
  const work = temporaryFolder()
  const { folder = path.join(work, 'bank'), port = 0, reminderInterval = 0, preload, ...others } = options
  if (options.folder === undefined && !given) {
    given = true
    onTestFinished(() => void (given = false))
    await giveFoundation(folder)
  }
  const start: StartBank = { kind: 'start', folder, host: 'localhost', port, reminderInterval, ...others }
  return launchBank(start, { program: await buildBank(), work, preload, atEnd: onTestFinished })
}
