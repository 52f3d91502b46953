/** The bank's books: SQLite in one file, through WebAssembly, so that no platform needs a compiled module. */
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import sqlite, { type BindValues, type Database, type Statement } from 'node-sqlite3-wasm'

export type Row = Readonly<Record<string, number | bigint | string | Uint8Array | null>>

const schema = `
  create table if not exists customers (
    id text primary key, name text not null, organisation text not null, department text,
    email text not null, password_hash text not null
  ) strict;
  -- Plain passwords of made-up people, for the demo's own window; a real bank has no such table.
  create table if not exists demo_passwords (
    customer_id text primary key references customers, password text not null
  ) strict;
  create table if not exists certificates (
    serial text primary key, customer_id text not null references customers, thumbprint text not null unique,
    der blob not null, public_key_hash text not null unique, not_before integer not null, not_after integer not null,
    issued_by text not null, issued_at integer not null, renews text references certificates,
    revoked_at integer
  ) strict;
  -- What is due, and what was renewed, are asked of a million certificates at each run.
  create index if not exists certificates_by_end on certificates (not_after);
  create index if not exists certificates_by_renewed on certificates (renews) where renews is not null;
  create table if not exists one_time_passwords (
    id integer primary key, customer_id text not null references customers, hash text not null,
    expires_at integer not null, used_for text
  ) strict;
  -- The same passwords for checking a MAC, which takes the secret itself (RFC 9810, 5.1.3.1); sealed, see seal.ts.
  create table if not exists one_time_secrets (
    password_id integer primary key references one_time_passwords on delete cascade, sealed blob not null
  ) strict;
  -- Issued, but the client has not yet said that it has it (RFC 9810, 5.3.18).
  create table if not exists unconfirmed_certificates (
    serial text primary key references certificates
  ) strict;
  create table if not exists mails (
    id text primary key, time integer not null, sender text not null, recipient text not null,
    subject text not null, text text not null
  ) strict;
  create table if not exists reminders (
    serial text not null references certificates, days integer not null, state text not null,
    attempts integer not null, sent_at integer, next_attempt_at integer, reason text,
    primary key (serial, days)
  ) strict;
  create table if not exists notice_codes (
    hash blob primary key, customer_id text not null references customers, thumbprint text, made_at integer not null
  ) strict;
`

/** The same few statements are run for each request: to prepare one takes longer than most of them. */
class PreparedDatabase extends sqlite.Database {
  readonly #statements = new Map<string, Statement>()

  #with<T>(sql: string, use: (statement: Statement) => T): T {
    const statement = this.#statements.get(sql) ?? this.prepare(sql)
    this.#statements.set(sql, statement)
    try {
      return use(statement)
    } catch (error) {
      this.#statements.delete(sql)
      letGo(statement)
      throw error
    }
  }

  override run(sql: string, values?: BindValues): ReturnType<Statement['run']> {
    return this.#with(sql, (statement) => statement.run(values))
  }

  /** The statement's own `get` would leave it open, and with it what it reads. */
  override get(sql: string, values?: BindValues): ReturnType<Statement['get']> {
    return this.#with(sql, (statement) => statement.all(values)[0] ?? null)
  }

  override close(): void {
    for (const statement of this.#statements.values()) statement.finalize()
    this.#statements.clear()
    super.close()
  }
}

/** Of one that failed: SQLite tells its error once more to whoever ends it, or would run it again. */
function letGo(statement: Statement): void {
  try {
    statement.finalize()
  } catch {
    // Told already.
  }
}

/**
 * Opens the ledger; the caller holds the folder's lock.
 *
 * Write-ahead logging in exclusive mode is not a matter of taste here: this build of SQLite takes its own lock for
 * another process's, so in the default journal mode it never rolls back what a killed process had half written.
 */
export function openDatabase(folder: string): Database {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, 'ledger.db')
  rmSync(`${file}.lock`, { recursive: true, force: true })
  const database = new PreparedDatabase(file)
  database.exec('pragma locking_mode = exclusive')
  const mode = database.get('pragma journal_mode = wal')
  if (mode?.['journal_mode'] !== 'wal') throw new Error('the ledger cannot be opened for durable writing')
  database.exec('pragma synchronous = full')
  transaction(database, () => database.exec(schema))
  return database
}

/** Runs `work` in one transaction: all of it is on disk afterwards, or nothing. Do not nest. */
export function transaction<T>(database: Database, work: () => T): T {
  database.run('begin immediate')
  try {
    const result = work()
    database.run('commit')
    return result
  } catch (error) {
    database.run('rollback')
    throw error
  }
}
