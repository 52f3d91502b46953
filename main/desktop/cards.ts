import type { CertificateCard } from '../../preload/contract.ts'
import { daysLeft, graceUntil, type LifeStatus, lifeStatus, noticeFrom } from '../renewal/certificate.ts'
import type { BankCertificate } from '../renewal/inventory.ts'
import type { Policy } from '../renewal/policy.ts'

/** A certificate as windows show it; no key material, no DER. */
export function cardOf(certificate: BankCertificate, policy: Policy, now: number): CertificateCard {
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

/** Where the whole machine stands: the best certificate speaks for it. `certificates` has the longest-lasting first. */
export function overallStatus(certificates: readonly BankCertificate[], policy: Policy, now: number): LifeStatus {
  return lifeStatus(certificates[0], policy, now)
}

function statusOf(certificate: BankCertificate, policy: Policy, now: number): CertificateCard['status'] {
  const status = lifeStatus(certificate, policy, now)
  return status === 'absent' ? 'unusable' : status
}
