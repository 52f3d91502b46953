/**
 * A demo bank's CA and its ledger with the two customers, founded once in each process of tests and given to each test's
 * bank: two RSA keys and two hashes of passwords are most of what a bank's first start computes. A second bank of the same
 * test founds its own, or they would be no strangers.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openAuthority } from '../../../main/demo-bank/ca/authority.ts'
import { foundCustomers } from '../../../main/demo-bank/ledger/customers.ts'
import { openDatabase } from '../../../main/demo-bank/ledger/database.ts'

/** Contents by name. */
type Files = ReadonlyMap<string, Buffer>

let founded: Promise<Files> | undefined

/** @param bank the folder of a bank that has never been started */
export async function giveFoundation(bank: string): Promise<void> {
  const files = await (founded ??= found())
  mkdirSync(path.join(bank, 'ca'), { recursive: true, mode: 0o700 })
  for (const [name, content] of files) writeFileSync(path.join(bank, name), content, { mode: 0o600 })
}

async function found(): Promise<Files> {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-foundation-'))
  try {
    await openAuthority(folder, Date.now())
    const ledger = openDatabase(folder)
    await foundCustomers(ledger)
    ledger.close()
    const names = readdirSync(path.join(folder, 'ca')).map((name) => path.join('ca', name))
    return new Map([...names, 'ledger.db'].map((name) => [name, readFileSync(path.join(folder, name))]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
