/** What became of the e-mail reminders: one row for each certificate and rung (days before expiry). */
import type { Database } from 'node-sqlite3-wasm'
import type { LedgerReminder } from '../control.ts'
import { day } from '../policy.ts'
import { type CertificateEntry, entryColumns, entryOf } from './certificates.ts'
import type { Row } from './database.ts'

export interface DueReminder {
  readonly certificate: CertificateEntry
  /** The rung: days before expiry. */
  readonly days: number
  /** How often it was tried before. */
  readonly attempts: number
}

/** As many as are read at once: a bank with a million customers must not have them all in memory. */
const pageLength = 1000

/**
 * The reminders to send now: for each unrevoked, unexpired certificate that was not renewed meanwhile, the most urgent
 * rung that was reached, unless it was sent or waits for its next attempt. After a downtime in which several rungs
 * passed that is one letter, not a row of them.
 *
 * Read page by page, so that what is recorded meanwhile disturbs nothing, and a run that was cut off is taken up by
 * the next one.
 *
 * @param ladder days before expiry at which a letter goes out
 * @param now ms since the epoch
 */
export function* dueReminders(database: Database, ladder: readonly number[], now: number): Generator<DueReminder> {
  const rungs = ladder.toSorted((a, b) => a - b)
  const reached = `case ${rungs.map(() => 'when c.not_after <= ? then ?').join(' ')} end`
  const page = database.prepare(
    `select ${entryColumns.map((name) => `c.${name}`).join(', ')}, c.place, c.rung, r.attempts
      from (select c.rowid as place, c.*, ${reached} as rung from certificates c
        where revoked_at is null and (c.not_after, c.rowid) > (?, ?) and c.not_after <= ?
        and not exists (select 1 from certificates n where n.renews = c.serial and n.revoked_at is null
          and n.serial not in (select serial from unconfirmed_certificates))) c
      left join (select serial as reminded, days, state, attempts, next_attempt_at from reminders) r
        on r.reminded = c.serial and r.days = c.rung
      where r.state is null or (r.state <> 'sent' and coalesce(r.next_attempt_at, 0) <= ?)
      order by c.not_after, c.place limit ${pageLength}`,
  )
  const ends = rungs.flatMap((rung) => [now + rung * day, rung])
  // After all that end now. No page looks again at what those before it have seen.
  let last: readonly [number, number] = [now, Number.MAX_SAFE_INTEGER]
  try {
    for (;;) {
      const rows = page.all([...ends, ...last, now + (rungs.at(-1) ?? 0) * day, now]) as Row[]
      for (const row of rows) {
        yield { certificate: entryOf(row), days: Number(row['rung']), attempts: Number(row['attempts'] ?? 0) }
      }
      const end = rows.at(-1)
      if (end === undefined || rows.length < pageLength) return
      last = [Number(end['not_after']), Number(end['place'])]
    }
  } finally {
    page.finalize()
  }
}

export type ReminderOutcome =
  | { readonly state: 'sent'; readonly sentAt: number }
  | { readonly state: 'unsent' | 'refused' | 'bounced'; readonly reason: string; readonly nextAttemptAt: number }

/** Keeps what came of an attempt. A bounce comes later than its attempt and is no attempt of its own. */
export function recordReminder(database: Database, serial: string, days: number, outcome: ReminderOutcome): void {
  const { sentAt, nextAttemptAt, reason } = { sentAt: null, nextAttemptAt: null, reason: null, ...outcome }
  const attempt = outcome.state === 'bounced' ? 0 : 1
  database.run(
    `insert into reminders (serial, days, state, attempts, sent_at, next_attempt_at, reason)
      values (?, ?, ?, ?, ?, ?, ?)
      on conflict (serial, days) do update set state = excluded.state, attempts = attempts + ${attempt},
        sent_at = excluded.sent_at, next_attempt_at = excluded.next_attempt_at, reason = excluded.reason`,
    [serial, days, outcome.state, attempt, sentAt, nextAttemptAt, reason?.slice(0, 500) ?? null],
  )
}

/** When the next reminder that failed is to be tried again (ms); undefined when none waits. */
export function nextAttempt(database: Database, now: number): number | undefined {
  const row = database.get('select min(next_attempt_at) as next from reminders where next_attempt_at > ?', [now]) as Row
  return row['next'] === null ? undefined : Number(row['next'])
}

const selection = 'select r.*, c.customer_id from reminders r join certificates c using (serial)'

export function findReminder(database: Database, serial: string, days: number): LedgerReminder | undefined {
  const row = database.get(`${selection} where serial = ? and days = ?`, [serial, days]) as Row | null
  return row === null ? undefined : reminderOf(row)
}

/** In the order in which they were first tried. */
export function listReminders(database: Database): LedgerReminder[] {
  return (database.all(`${selection} order by r.rowid`) as Row[]).map(reminderOf)
}

function reminderOf(row: Row): LedgerReminder {
  const numberOrNull = (name: string): number | null => (row[name] === null ? null : Number(row[name]))
  return {
    serial: String(row['serial']),
    customerId: String(row['customer_id']),
    days: Number(row['days']),
    state: row['state'] as LedgerReminder['state'],
    attempts: Number(row['attempts']),
    sentAt: numberOrNull('sent_at'),
    nextAttemptAt: numberOrNull('next_attempt_at'),
    reason: row['reason'] === null ? null : String(row['reason']),
  }
}
