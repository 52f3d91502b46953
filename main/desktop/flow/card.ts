import type { CertificateCard } from '../../../preload/contract.ts'
import { daysLeft, graceUntil, type LifeStatus, lifeStatus, noticeFrom } from '../../renewal/certificate.ts'
import type { BankCertificate, FaultyCertificate } from '../../renewal/bank-certificates.ts'
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

/** Can this certificate open a TLS connection at `now` (ms)? TLS stacks do not even offer expired ones. */
export function opensConnection(certificate: BankCertificate, now: number): boolean {
  return certificate.notBefore <= now && now <= certificate.notAfter
}

/** Where the whole machine stands: the best certificate speaks for it. Of each, the longest-lasting comes first. */
export function overallStatus(
  certificates: readonly BankCertificate[],
  faulty: readonly FaultyCertificate[],
  policy: Policy,
  now: number,
): LifeStatus {
  const [best] = certificates
  if (best === undefined && faulty[0] !== undefined) return statusOfFault(faulty[0])
  return lifeStatus(best, policy, now)
}

function statusOf(certificate: BankCertificate | FaultyCertificate, policy: Policy, now: number): CertificateCard['status'] {
  if ('fault' in certificate) return statusOfFault(certificate)
  const status = lifeStatus(certificate, policy, now)
  return status === 'absent' ? 'unusable' : status
}

const statusOfFault = ({ fault }: FaultyCertificate) => (fault === 'revoked' ? 'revoked' : 'unusable')
