import type { Database } from 'node-sqlite3-wasm'
import type { CaughtMail } from '../control.ts'
import type { Row } from './database.ts'

/** Keeps a caught mail; one with the same Message-ID is the same mail, as in any mailbox that drops doubles. */
export function keepMail(database: Database, { id, time, from, to, subject, text }: CaughtMail): void {
  const insertion = 'insert into mails values (?, ?, ?, ?, ?, ?) on conflict (id) do nothing'
  database.run(insertion, [id, time, from, to, subject, text])
}

/** Oldest first. */
export function listMails(database: Database): CaughtMail[] {
  return (database.all('select * from mails order by time, rowid') as Row[]).map((row) => ({
    id: String(row['id']),
    time: Number(row['time']),
    from: String(row['sender']),
    to: String(row['recipient']),
    subject: String(row['subject']),
    text: String(row['text']),
  }))
}
