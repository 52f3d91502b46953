import type { CertificateCard } from '../../../preload/contract.ts'
import { daysLeft, graceUntil, noticeFrom } from '../../renewal/certificates/certificate.ts'
import { type Facts, statusOf } from './facts.ts'
import type { Subject } from './state.ts'

/** A certificate as windows show it; no key material, no DER. */
export function cardOf(certificate: Subject, facts: Facts): CertificateCard {
  const { thumbprint, holder, issuer, serial, notBefore, notAfter, protection } = certificate
  return {
    thumbprint,
    holder,
    issuer,
    serial,
    notBefore,
    notAfter,
    protection,
    noticeFrom: noticeFrom(certificate, facts.policy),
    graceUntil: graceUntil(certificate, facts.policy),
    status: statusOf(certificate, facts),
    daysLeft: daysLeft(certificate, facts.now),
  }
}
