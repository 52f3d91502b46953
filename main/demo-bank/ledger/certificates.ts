import type { Database } from 'node-sqlite3-wasm'
import { sha256 } from '../../x509/read.ts'
import type { LedgerCertificate } from '../control.ts'
import type { Row } from './database.ts'

export interface CertificateEntry extends LedgerCertificate {
  readonly der: Uint8Array
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
  readonly publicKeyHash: string
  readonly revokedAt: number | null
}

/** What the CA has made and the ledger is about to hold. */
export interface IssuedCertificate {
  readonly serial: string
  readonly der: Uint8Array
  readonly notBefore: number
  readonly notAfter: number
}

export interface Issue {
  readonly customerId: string
  readonly publicKeyHash: string
  readonly issuedBy: LedgerCertificate['issuedBy']
  readonly issuedAt: number
  /** Serial of the certificate that this one renews. */
  readonly renews?: string
}

export class KeyTaken extends Error {}

/**
 * One certificate for one key, ever: the entry of this key if there is one, else the one that `make` makes. This is
 * what lets a client that lost an answer repeat its request without doubling anything. Call it in a transaction.
 *
 * @param again what a bank does that does not recognise a repeated key: one more
 * @throws KeyTaken when the key belongs to another customer
 */
export function issueOnce(
  database: Database,
  issue: Issue,
  make: () => IssuedCertificate,
  again = false,
): CertificateEntry {
  const known = findBy(database, 'public_key_hash', issue.publicKeyHash)
  if (known !== undefined) {
    if (known.customerId !== issue.customerId) throw new KeyTaken('this key belongs to another customer')
    if (!again) return known
  }
  const { customerId, issuedBy, issuedAt, renews = null } = issue
  const { serial, der, notBefore, notAfter } = make()
  // One entry for each key is what the ledger promises: a further one is not found by its key.
  const publicKeyHash = known === undefined ? issue.publicKeyHash : `${issue.publicKeyHash} ${serial}`
  const thumbprint = sha256(der)
  database.run(
    `insert into certificates (serial, customer_id, thumbprint, der, public_key_hash, not_before, not_after, issued_by,
      issued_at, renews) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [serial, customerId, thumbprint, der, publicKeyHash, notBefore, notAfter, issuedBy, issuedAt, renews],
  )
  return {
    serial,
    customerId,
    thumbprint,
    der: new Uint8Array(der),
    publicKeyHash,
    notBefore,
    notAfter,
    issuedBy,
    revokedAt: null,
  }
}

export function findBy(
  database: Database,
  column: 'serial' | 'thumbprint' | 'public_key_hash',
  value: string,
): CertificateEntry | undefined {
  const row = database.get(`select * from certificates where ${column} = ?`, [value]) as Row | null
  return row === null ? undefined : entryOf(row)
}

export function listCertificates(database: Database): CertificateEntry[] {
  return (database.all('select * from certificates order by issued_at, rowid') as Row[]).map(entryOf)
}

export function revoke(database: Database, thumbprint: string, now: number): boolean {
  const { changes } = database.run(
    'update certificates set revoked_at = ? where thumbprint = ? and revoked_at is null',
    [now, thumbprint],
  )
  return changes === 1
}

/** Until it is confirmed, a certificate silences no reminder of the one that it renews. Call it in a transaction. */
export function awaitConfirmation(database: Database, serial: string): void {
  database.run('insert into unconfirmed_certificates values (?)', [serial])
}

export function confirm(database: Database, serial: string): void {
  database.run('delete from unconfirmed_certificates where serial = ?', [serial])
}

/** What `entryOf` reads. Each column of a row is a call into WebAssembly: over many rows only these are asked for. */
export const entryColumns = [
  'serial',
  'customer_id',
  'thumbprint',
  'der',
  'public_key_hash',
  'not_before',
  'not_after',
  'issued_by',
  'revoked_at',
] as const

export function entryOf(row: Row): CertificateEntry {
  return {
    serial: String(row['serial']),
    customerId: String(row['customer_id']),
    thumbprint: String(row['thumbprint']),
    der: row['der'] as Uint8Array,
    publicKeyHash: String(row['public_key_hash']),
    notBefore: Number(row['not_before']),
    notAfter: Number(row['not_after']),
    issuedBy: row['issued_by'] as LedgerCertificate['issuedBy'],
    revokedAt: row['revoked_at'] === null ? null : Number(row['revoked_at']),
  }
}
