import type { Database } from 'node-sqlite3-wasm'
import { day } from '../policy.ts'
import { type Row, transaction } from './database.ts'
import { hashPassword, passwordMatches } from './passwords.ts'
import { readableCode } from './readable-code.ts'
import type { Seal } from './seal.ts'

const validity = 30 * day

/** Makes a one-time acquisition password (60 bits); the customer's unused ones before it stop working. */
export async function makeOneTimePassword(
  database: Database,
  customerId: string,
  now: number,
  seal: Seal,
): Promise<string> {
  const password = readableCode(3)
  const hash = await hashPassword(password)
  transaction(database, () => {
    database.run('delete from one_time_passwords where customer_id = ? and used_for is null', [customerId])
    const made = database.run('insert into one_time_passwords (customer_id, hash, expires_at) values (?, ?, ?)', [
      customerId,
      hash,
      now + validity,
    ])
    database.run('insert into one_time_secrets values (?, ?)', [
      Number(made.lastInsertRowid),
      seal.close(password, customerId),
    ])
    const expired = 'select id from one_time_passwords where expires_at <= ?'
    database.run(`delete from one_time_secrets where password_id in (${expired})`, [now])
  })
  return password
}

export interface OneTimePassword {
  readonly id: number
  /** SHA-256 (hex) of the public key that it was used for. */
  readonly usedFor: string | undefined
}

/** The customer's one-time password that this is, used or not; undefined if none. Takes as long for unknown IDs. */
export async function findOneTimePassword(
  database: Database,
  customerId: string,
  password: string,
  now: number,
): Promise<OneTimePassword | undefined> {
  const rows = latest(database, customerId, now)
  if (rows.length === 0) await passwordMatches(password, undefined)
  for (const row of rows) {
    if (!(await passwordMatches(password, String(row['hash'])))) continue
    return passwordOf(row)
  }
  return undefined
}

/**
 * As findOneTimePassword, where only a MAC made with the password is known: `matches` is asked for each secret,
 * and for nobody's where the customer has none, which takes as long.
 */
export function findOneTimeSecret(
  database: Database,
  customerId: string,
  now: number,
  seal: Seal,
  matches: (secret: string) => boolean,
): (OneTimePassword & { readonly secret: string }) | undefined {
  const rows = latest(database, customerId, now)
  if (rows.length === 0) matches('')
  for (const row of rows) {
    const secret = row['sealed'] === null ? undefined : seal.open(row['sealed'] as Uint8Array, customerId)
    if (secret !== undefined && matches(secret)) return { ...passwordOf(row), secret }
  }
  return undefined
}

function latest(database: Database, customerId: string, now: number): readonly Row[] {
  return database.all(
    `select id, hash, used_for, sealed from one_time_passwords left join one_time_secrets on password_id = id
      where customer_id = ? and expires_at > ? order by id desc limit 5`,
    [customerId, now],
  ) as Row[]
}

function passwordOf(row: Row): OneTimePassword {
  return { id: Number(row['id']), usedFor: row['used_for'] === null ? undefined : String(row['used_for']) }
}

/** Binds a one-time password to the public key it was used for; false when it was used for another one. */
export function useOneTimePassword(database: Database, id: number, publicKeyHash: string): boolean {
  const used = database.run(
    'update one_time_passwords set used_for = ?1 where id = ?2 and (used_for is null or used_for = ?1)',
    [publicKeyHash, id],
  )
  return used.changes === 1
}
