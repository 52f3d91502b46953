import type { GenuineCertificate } from '../../../preload/contract.ts'
import {
  type CertificateFacts,
  daysLeft,
  graceUntil,
  lifeStatus,
  noticeFrom,
} from '../../renewal/certificates/certificate.ts'
import type { Policy } from '../../renewal/policy.ts'

/** What is true of a certificate here, to be held against what a caller says of it. */
export type ComparedCertificate = GenuineCertificate

type Told = Pick<CertificateFacts, 'thumbprint' | 'holder' | 'issuer' | 'serial' | 'notAfter'>

/** @param now ms since the epoch */
export function compared(
  { thumbprint, holder, issuer, serial, notAfter }: Told,
  policy: Pick<Policy, 'noticeDays' | 'graceDays'>,
  { now, underWay }: { readonly now: number; readonly underWay: boolean },
): ComparedCertificate {
  const certificate = { notAfter }
  return {
    thumbprint,
    holder,
    issuer,
    serial,
    notAfter,
    daysLeft: daysLeft(certificate, now),
    status: lifeStatus(certificate, policy, now) as ComparedCertificate['status'],
    renewFrom: noticeFrom(certificate, policy),
    renewUntil: graceUntil(certificate, policy),
    underWay,
  }
}
