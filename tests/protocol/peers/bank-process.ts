/** A demo bank with a folder of its own, as a test's peer. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { StartBank } from '../../../main/demo-bank/control.ts'
import { buildBank } from './built-bank.ts'
import { giveFoundation } from './founded-bank.ts'
import { openHousedBank } from './housed-bank.ts'
import { type BankProcess, launchBank, type Preload, type RunningBank, startIn } from './running-bank.ts'

export type { BankProcess, RunningBank }

type Chosen = 'folder' | 'port' | 'smtp' | 'reminderInterval' | 'reminderDays' | 'retryAfter'
export type BankOptions = Partial<Pick<StartBank, Chosen>> & {
  readonly preload?: Preload
  /** In a process of its own, which can be killed. So is every bank whose folder or preload is named. */
  readonly alone?: true
}
type Alone = { readonly folder: string } | { readonly preload: Preload } | { readonly alone: true }

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-protocol-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Has this test a bank with the common CA and ledger? */
let given = false

/** Starts a bank that ends with the test. @throws Error with the bank's words when it does not start */
export async function startBank(options: BankOptions & Alone): Promise<BankProcess>
export async function startBank(options?: BankOptions): Promise<RunningBank>
export async function startBank(options: BankOptions = {}): Promise<RunningBank> {
  const work = temporaryFolder()
  const { folder = path.join(work, 'bank'), preload, alone, ...others } = options
  if (options.folder === undefined && !given) {
    given = true
    onTestFinished(() => void (given = false))
    await giveFoundation(folder)
  }
  const start: StartBank = { ...startIn(folder), ...others }
  if (options.folder === undefined && preload === undefined && alone === undefined)
    return openHousedBank(start, work, onTestFinished)
  return launchBank(start, { program: await buildBank(), work, preload, atEnd: onTestFinished })
}
