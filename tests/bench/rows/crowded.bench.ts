/** A renewal among thousands of certificates of others, beside a bare Electron that signs in with one of them. */
import { cpSync, mkdtempSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { importPair } from '../../e2e/stage/nss-database.ts'
import { startBank } from '../../protocol/peers/bank-process.ts'
import { holderOf } from '../../protocol/peers/openssl.ts'
import { crowding } from '../crowd.ts'
import { writeSettings } from '../customer.ts'
import { startUnattended, timeBareSignIn } from '../electron.ts'
import { temporaryFolder } from '../folder.ts'
import { compare } from '../table.ts'

const database = '.pki/nssdb'

test(
  'renewing in a crowded key store',
  async () => {
    const bank = await startBank()
    const folder = temporaryFolder()
    const settings = writeSettings(bank, folder)
    const crowded = path.join(folder, 'crowded')
    const crowd = crowding(path.join(crowded, database))
    let others = 0

    /** Among them a customer whose certificate is due. */
    async function moveIn(): Promise<string> {
      const home = mkdtempSync(path.join(folder, 'home-'))
      cpSync(crowded, home, { recursive: true })
      importPair(path.join(home, database), await holderOf(bank, home))
      return home
    }

    /** ms from 更新 to its completion. */
    async function renew(): Promise<number> {
      const lines = await startUnattended(await moveIn(), settings)
      expect(lines.at(-1), JSON.stringify(lines.slice(-3))).toMatchObject({ outcome: 'done' })
      const begun = lines.findIndex(({ step }) => step === 'confirming-request')
      return Date.parse(lines.at(-1)!.time) - Date.parse(lines[begun]!.time)
    }

    for (const count of [1, 100, 1000, 5000]) {
      crowd(count - others)
      others = count
      await compare({
        what: `from 更新 to 発行完了 among ${count.toLocaleString('en')} of others`,
        beside: 'bare Electron that opens a page with a certificate out of as many',
        unit: 'ms',
        ...(count === 5000 && { goal: { most: 1.5 } }),
        growth: { of: 'renewal', count },
        rounds: 3,
        ours: renew,
        baseline: async () => timeBareSignIn(await moveIn(), `${bank.origin}/.well-known/est/simplereenroll`),
      })
    }
  },
  30 * 60_000,
)
