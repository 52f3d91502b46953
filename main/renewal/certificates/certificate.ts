import type { Policy } from '../policy.ts'

/** What the domain knows of an X.509 certificate (RFC 5280). Times are ms since the epoch. */
export interface CertificateFacts {
  /** SHA-256 over the DER encoding, 64 lower-case hexadecimal digits: the only name by which certificates are chosen. */
  readonly thumbprint: string
  /** The whole certificate, DER. */
  readonly der: Uint8Array
  /** The subject's Name, DER in lower-case hex: compared and copied byte for byte, never rebuilt from strings. */
  readonly subject: string
  /** The subjectAltName extension's value (GeneralNames, DER in lower-case hex); undefined when there is none. */
  readonly subjectAltName: string | undefined
  /** SHA-256 over the SubjectPublicKeyInfo, lower-case hex. */
  readonly publicKeyHash: string
  /** The subject's common name, or the whole subject where it has none. */
  readonly holder: string
  /** The issuer's common name, or the whole issuer. */
  readonly issuer: string
  /** Lower-case hex without leading zeros' padding removed: as in the certificate. */
  readonly serial: string
  readonly notBefore: number
  readonly notAfter: number
  /** May be used for TLS client authentication (extendedKeyUsage absent, clientAuth or any; keyUsage absent or with digitalSignature). */
  readonly clientAuth: boolean
  /** May issue certificates (basicConstraints with cA). */
  readonly authority: boolean
}

export type LifeStatus = 'absent' | 'valid' | 'due' | 'grace' | 'lapsed' | 'revoked' | 'unusable'

const day = 24 * 60 * 60 * 1000

/** Where a certificate stands between its issue and the end of its grace (ms since the epoch in, status out). */
export function lifeStatus(
  certificate: Pick<CertificateFacts, 'notAfter'> | undefined,
  policy: Pick<Policy, 'noticeDays' | 'graceDays'>,
  now: number,
): 'absent' | 'valid' | 'due' | 'grace' | 'lapsed' {
  if (certificate === undefined) return 'absent'
  const left = certificate.notAfter - now
  if (left > policy.noticeDays * day) return 'valid'
  if (left >= 0) return 'due'
  if (left >= -policy.graceDays * day) return 'grace'
  return 'lapsed'
}

/** Whole days left before expiry, rounded down; negative after it (-1: expired within the last 24 hours). */
export function daysLeft(certificate: Pick<CertificateFacts, 'notAfter'>, now: number): number {
  return Math.floor((certificate.notAfter - now) / day)
}

/** From when on the notice window, the tray and the bank's e-mail ask for renewal (ms since the epoch). */
export function noticeFrom(
  certificate: Pick<CertificateFacts, 'notAfter'>,
  policy: Pick<Policy, 'noticeDays'>,
): number {
  return certificate.notAfter - policy.noticeDays * day
}

/** The last instant at which a renewal is accepted (ms since the epoch). */
export function graceUntil(certificate: Pick<CertificateFacts, 'notAfter'>, policy: Pick<Policy, 'graceDays'>): number {
  return certificate.notAfter + policy.graceDays * day
}

/** Has its holder to be logged in before it is renewed? One that opens no connection any more logs nobody in. */
export function needsLogin(
  certificate: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
  policy: Pick<Policy, 'renewalNeedsLogin'>,
  now: number,
): boolean {
  return policy.renewalNeedsLogin && opensConnection(certificate, now)
}

/** Can this certificate open a TLS connection at `now` (ms)? TLS stacks do not even offer expired ones. */
export function opensConnection(certificate: Pick<CertificateFacts, 'notBefore' | 'notAfter'>, now: number): boolean {
  return certificate.notBefore <= now && now <= certificate.notAfter
}
