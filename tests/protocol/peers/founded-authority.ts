/**
 * The CA of a demo bank, founded once in each process of tests and given to each test's bank: its two RSA keys are most of
 * what a bank's first start computes. A second bank of the same test founds its own, or they would be no strangers.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openAuthority } from '../../../main/demo-bank/ca/authority.ts'

let founded: Promise<ReadonlyMap<string, Buffer>> | undefined

/** @param bank the folder of a bank that has never been started */
export async function giveAuthority(bank: string): Promise<void> {
  const files = await (founded ??= found())
  mkdirSync(path.join(bank, 'ca'), { recursive: true, mode: 0o700 })
  for (const [name, content] of files) writeFileSync(path.join(bank, 'ca', name), content, { mode: 0o600 })
}

async function found(): Promise<ReadonlyMap<string, Buffer>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-ca-'))
  try {
    await openAuthority(folder, Date.now())
    const place = path.join(folder, 'ca')
    return new Map(readdirSync(place).map((name) => [name, readFileSync(path.join(place, name))]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
