/**
 * The codes in the bank's letters, by which their readers tell them from a fraudster's. A code counts for whom its letter
 * went to alone: a fraudster who is a customer, too, could else put the code of a letter of their own into another one.
 */
import { createHash } from 'node:crypto'
import type { Database } from 'node-sqlite3-wasm'
import { day } from '../policy.ts'
import type { Row } from './database.ts'
import { plainCode, readableCode } from './readable-code.ts'

/** Whom a letter went to: the holder of a certificate, and a customer. */
export interface Addressee {
  readonly customerId: string
  /** Of a letter about a certificate. */
  readonly thumbprint?: string
}

/** What is asked of a code. */
export type Asked = { readonly thumbprints: readonly string[] } | { readonly customerId: string }

export type Told = { readonly result: 'sent' | 'expired'; readonly sentAt: number } | { readonly result: 'unknown' }

/** 80 bits: nobody guesses one, however often the bank may be asked. */
const groups = 4

/** After so long, whatever the letter was about is over (ms). */
const lifetime = 60 * day

/**
 * A new code for a letter, in the books before the letter goes out: one that got through has a code that the bank knows,
 * also where the power goes in between.
 *
 * @param now ms since the epoch
 */
export function issueNoticeCode(database: Database, { customerId, thumbprint }: Addressee, now: number): string {
  const code = readableCode(groups)
  const insertion = 'insert into notice_codes (hash, customer_id, thumbprint, made_at) values (?, ?, ?, ?)'
  database.run(insertion, [hashOf(code), customerId, thumbprint ?? null, now])
  return code
}

/** Did the bank write this code to the one who asks? Somebody else's is as unknown as one that there never was. */
export function checkNoticeCode(database: Database, code: string, asked: Asked, now: number): Told {
  const row = database.get('select * from notice_codes where hash = ?', [hashOf(code)]) as Row | null
  if (row === null || !isFor(row, asked)) return { result: 'unknown' }
  const sentAt = Number(row['made_at'])
  return { result: sentAt + lifetime < now ? 'expired' : 'sent', sentAt }
}

function isFor(row: Row, asked: Asked): boolean {
  if ('customerId' in asked) return row['customer_id'] === asked.customerId.trim().toUpperCase()
  return asked.thumbprints.some((thumbprint) => thumbprint === row['thumbprint'])
}

/** Who reads the books has no code to write into a letter. */
function hashOf(code: string): Buffer {
  return createHash('sha256').update(plainCode(code)).digest()
}
