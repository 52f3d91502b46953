/** The demo bank's reminder run, as far as its ledger goes, beside the bare query for the same certificates. */
import { test } from 'vitest'
import { type Database } from 'node-sqlite3-wasm'
import { openDatabase } from '../../../main/demo-bank/ledger/database.ts'
import { dueReminders } from '../../../main/demo-bank/ledger/reminders.ts'
import { day } from '../../../main/demo-bank/policy.ts'
import { temporaryFolder } from '../folder.ts'
import { compare, each, lasting, tell } from '../table.ts'

const now = Date.UTC(2026, 10, 23)
const ladder = [30, 10]
/** Who is due, was not renewed and has not been reminded: the same question, asked at once. */
const bareQuery = `
  select * from certificates c where revoked_at is null and not_after > ? and not_after <= ?
    and not exists (select 1 from certificates n where n.renews = c.serial and n.revoked_at is null
      and n.serial not in (select serial from unconfirmed_certificates))
    and not exists (select 1 from reminders r where r.serial = c.serial and r.state = 'sent')
  order by not_after, rowid`
const der = new Uint8Array(1200)

/** Customers whose certificates' ends are spread over a year, as a real bank has them. */
function fill(database: Database, customers: number): void {
  database.exec('begin')
  const customer = database.prepare(
    "insert into customers values (?, '更新 花子', '更新商事', null, 'a@b.example', '')",
  )
  const certificate = database.prepare(
    `insert into certificates (serial, customer_id, thumbprint, der, public_key_hash, not_before, not_after, issued_by, issued_at)
      values (?, ?, ?, ?, ?, ?, ?, 'est', ?)`,
  )
  for (let index = 0; index < customers; index++) {
    const id = `K${index}`
    const end = now + ((index % 365) + 0.5) * day
    customer.run(id)
    certificate.run([id, id, id, der, id, end - 365 * day, end, end - 365 * day])
  }
  customer.finalize()
  certificate.finalize()
  database.exec('commit')
}

function drain(rows: Iterable<unknown>): number {
  let count = 0
  for (const _ of rows) count++
  return count
}

for (const customers of [1_000, 100_000, 1_000_000]) {
  test(
    `reminding ${customers} customers`,
    async () => {
      const database = openDatabase(temporaryFolder())
      fill(database, customers)
      const before = process.memoryUsage().rss
      let most = before
      // Few customers take too short a time to be told from whatever else the machine does.
      const times = Math.ceil(100_000 / customers)
      const often = (work: () => unknown) =>
        each(
          times,
          lasting(() => Array.from({ length: times }, work)),
        )
      const run = () => {
        let count = 0
        for (const _ of dueReminders(database, ladder, now)) {
          if (++count % 10_000 === 0) most = Math.max(most, process.memoryUsage().rss)
        }
        return count
      }
      const bare = () => {
        const query = database.prepare(bareQuery)
        drain(query.iterate([now, now + 30 * day]))
        query.finalize()
      }
      await compare({
        what: `demo bank: reminder run over ${customers.toLocaleString('en')} customers`,
        beside: 'the bare query',
        unit: 'ms',
        growth: { of: 'reminders', count: customers },
        goal: { most: 1.5 },
        ours: often(run),
        baseline: often(bare),
      })
      tell(`  ${run()} due; ${((most - before) / 2 ** 20).toFixed(0)} MB more memory while running`)
      database.close()
    },
    20 * 60_000,
  )
}
