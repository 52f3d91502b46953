import type { LifeStatus } from '../../renewal/certificates/certificate.ts'
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'

/** Where a bank's certificates stand: the one that lasts longest speaks for them. */
export interface BankStatus {
  readonly status: LifeStatus
  readonly certificate: BankCertificate | undefined
}

/** What asks for its user first. A bank without a certificate may be one that is not used on this computer. */
const urgency: readonly LifeStatus[] = ['grace', 'due', 'lapsed', 'revoked', 'unusable', 'valid', 'absent']

/** Of several banks, the one that the tray speaks of: the most urgent, of those the one whose time ends first. */
export function mostUrgent<T extends BankStatus>(bankStatuses: readonly [T, ...T[]]): T {
  const end = ({ certificate }: BankStatus): number => certificate?.notAfter ?? Infinity
  return bankStatuses.reduce((first, one) => {
    const difference = urgency.indexOf(one.status) - urgency.indexOf(first.status)
    return difference < 0 || (difference === 0 && end(one) < end(first)) ? one : first
  })
}
