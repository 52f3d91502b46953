import type { CertificateFacts } from '../../../main/renewal/certificates/certificate.ts'
import type { Purpose, RenewalState } from '../../../main/renewal/machine/machine.ts'

const day = 24 * 60 * 60 * 1000
export const now = Date.UTC(2026, 11, 25, 3)

export const currentFacts: CertificateFacts = {
  thumbprint: 'a'.repeat(64),
  der: new Uint8Array([1]),
  subject: '3000',
  subjectAltName: '3002',
  publicKeyHash: '01',
  holder: '山田 花子',
  issuer: 'デモ銀行',
  serial: '01',
  notBefore: now - 345 * day,
  notAfter: now + 20 * day,
  clientAuth: true,
  authority: false,
}

export const issuedFacts: CertificateFacts = {
  ...currentFacts,
  thumbprint: 'b'.repeat(64),
  der: new Uint8Array([2]),
  publicKeyHash: '02',
  serial: '02',
  notBefore: now - 60_000,
  notAfter: now + 365 * day,
}

export const renewalPurpose: Purpose & { kind: 'renewal' } = {
  kind: 'renewal',
  current: currentFacts.thumbprint,
  holder: currentFacts.holder,
  subject: currentFacts.subject,
  subjectAltName: currentFacts.subjectAltName,
  notAfter: currentFacts.notAfter,
}

export const enrolmentPurpose: Purpose = { kind: 'enrolment', customerId: 'K1000001' }

const whole = { id: '7', startedAt: now, purpose: renewalPurpose } as const
const requested = { keyName: 'koshin-7', request: new Uint8Array([9]) } as const
const issued = { keyName: 'koshin-7', certificate: issuedFacts.der, intermediates: [] } as const

/** One state of every step. */
export const states: { readonly [S in RenewalState['step']]: RenewalState & { step: S } } = {
  'making-key-ahead': { ...whole, step: 'making-key-ahead', keyName: 'koshin-7' },
  'key-ahead': { ...whole, step: 'key-ahead', keyName: 'koshin-7' },
  'confirming-request': { ...whole, step: 'confirming-request', keyName: 'koshin-7' },
  'making-request': { ...whole, step: 'making-request', keyName: 'koshin-7' },
  requesting: { ...whole, step: 'requesting', ...requested, sendings: 1 },
  waiting: { ...whole, step: 'waiting', ...requested, retryAt: now + 60_000 },
  'password-needed': { ...whole, purpose: enrolmentPurpose, step: 'password-needed', ...requested },
  'confirming-installation': { ...whole, step: 'confirming-installation', ...issued },
  postponed: { ...whole, step: 'postponed', ...issued },
  installing: { ...whole, step: 'installing', ...issued },
  proving: { ...whole, step: 'proving', ...issued },
  retiring: { ...whole, step: 'retiring', ...issued },
  stalled: {
    ...whole,
    step: 'stalled',
    at: { step: 'requesting', ...requested },
    failure: { code: 'bank.unreachable', retry: 'later' },
  },
  discarding: { ...whole, step: 'discarding', keyName: 'koshin-7', ending: { kind: 'abandoned' } },
  complete: { ...whole, step: 'complete', ...issued },
  ended: { ...whole, step: 'ended', ending: { kind: 'declined' } },
}
