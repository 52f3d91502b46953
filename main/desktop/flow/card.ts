import type { CertificateCard } from '../../../preload/contract.ts'
import { daysLeft, graceUntil, lifeStatus, noticeFrom } from '../../renewal/certificate.ts'
import { type BankCertificate, type FaultyCertificate, statusOfFault } from '../../renewal/bank-certificates.ts'
import type { Policy } from '../../renewal/policy.ts'

/** A certificate as windows show it; no key material, no DER. */
export function cardOf(certificate: BankCertificate | FaultyCertificate, policy: Policy, now: number): CertificateCard {
  const { thumbprint, holder, issuer, serial, notBefore, notAfter, protection } = certificate
  return {
    thumbprint,
    holder,
    issuer,
    serial,
    notBefore,
    notAfter,
    protection,
    noticeFrom: noticeFrom(certificate, policy),
    graceUntil: graceUntil(certificate, policy),
    status: statusOf(certificate, policy, now),
    daysLeft: daysLeft(certificate, now),
  }
}

function statusOf(
  certificate: BankCertificate | FaultyCertificate,
  policy: Policy,
  now: number,
): CertificateCard['status'] {
  if ('fault' in certificate) return statusOfFault(certificate)
  const status = lifeStatus(certificate, policy, now)
  return status === 'absent' ? 'unusable' : status
}
