import type { LedgerCertificate } from './control.ts'

/** The demo bank's numbers, told to clients at `GET /portal/policy`. Days are 24-hour days. */
export const policy = {
  noticeDays: 30,
  graceDays: 30,
  reminderDays: [30, 15, 7, 3, 1, 0],
  afterRenewal: ['データ伝送サービスでは、新しい電子証明書を翌営業日の午前9時から使えます。'],
} as const

export const day = 24 * 60 * 60 * 1000

export type CertificateStatus = 'valid' | 'due' | 'grace' | 'lapsed' | 'revoked'

/** Where a certificate of the ledger stands at `now` (ms since the epoch). */
export function statusOf(
  certificate: Pick<LedgerCertificate, 'notAfter'> & { readonly revokedAt: number | null },
  now: number,
): CertificateStatus {
  if (certificate.revokedAt !== null) return 'revoked'
  const left = certificate.notAfter - now
  if (left > policy.noticeDays * day) return 'valid'
  if (left >= 0) return 'due'
  return left >= -policy.graceDays * day ? 'grace' : 'lapsed'
}

/** May its key sign a key update? Expired, it opens no connection any more, but it still says who its holder is. */
export function signsKeyUpdates(status: CertificateStatus): boolean {
  return opensConnections(status) || status === 'grace'
}

/** May it open a TLS connection and be renewed with it? */
export function opensConnections(status: CertificateStatus): boolean {
  return status === 'valid' || status === 'due'
}
