/** Why the bank says no (PKIFailureInfo, RFC 9810, 5.2.3), as one of our codes. */
import { failure, type FailureCode } from '../../renewal/errors.ts'
import type { FailureName, StatusInfo } from '../../x509/cmp/status.ts'
import { printable } from '../../renewal/plain-text.ts'

/** On what the meaning of a refusal depends. */
export interface Asked {
  /** With a customer ID and a one-time password, not with a certificate. */
  readonly byPassword?: boolean
  /** The certificate has expired. */
  readonly expired?: boolean
}

/** The first one that was given decides; the most telling stand first. */
const meanings: readonly (readonly [FailureName, FailureCode | ((asked: Asked) => FailureCode)])[] = [
  ['certRevoked', 'certificate.revoked'],
  ['badTime', 'bank.clock-skew'],
  ['systemUnavail', 'bank.busy'],
  ['systemFailure', 'bank.busy'],
  // Our transaction IDs are random: this one is in use because a proxy or the like sent the message twice.
  ['transactionIdInUse', 'bank.busy'],
  // Not a refusal to the domain, which would remove the key: a certificate for it may have been issued.
  ['duplicateCertReq', 'bank.bad-answer'],
  ['certConfirmed', 'bank.bad-answer'],
  ['signerNotTrusted', 'bank.certificate-refused'],
  // Grace is the bank's to judge: its end may lie elsewhere than our policy says.
  [
    'notAuthorized',
    ({ byPassword, expired }) =>
      byPassword === true ? 'bank.unauthorized' : expired === true ? 'certificate.lapsed' : 'bank.forbidden',
  ],
  ['badMessageCheck', ({ byPassword }) => (byPassword === true ? 'bank.unauthorized' : 'bank.refused')],
]

/** They speak of the certificate that we have, or of an earlier request: nothing is said of what came of that one. */
const notOfThisRequest: ReadonlySet<FailureName> = new Set([
  'certRevoked',
  'signerNotTrusted',
  'badCertId',
  'duplicateCertReq',
  'certConfirmed',
  'transactionIdInUse',
])

/** Said to a poll, they say that the bank knows nothing of its transaction: nothing of what came of the request. */
const ofTheTransaction: ReadonlySet<FailureName> = new Set(['badRequest', 'badRecipientNonce', 'badSenderNonce'])

/** Has the bank forgotten what it is polled for? The same request, asked afresh, has an answer. */
export function isForgotten({ status, failures }: StatusInfo): boolean {
  return status === 'rejection' && failures.every((name) => ofTheTransaction.has(name))
}

/** The failure of a rejection that is proven to come from the bank. */
export function failureOf(status: StatusInfo, asked: Asked): ReturnType<typeof failure> {
  const cause = reasonOf(status)
  const found = meanings.find(([name]) => status.failures.includes(name))?.[1] ?? 'bank.refused'
  const code = typeof found === 'function' ? found(asked) : found
  // Each proof of ours was verified before it was sent: a bank that cannot says more of itself than of the key, which is
  // kept for when it can.
  const unverified = code === 'bank.refused' && status.failures.includes('badPOP')
  const retry = code === 'bank.busy' || unverified ? 'later' : 'never'
  const authentic = retry === 'never' && !status.failures.some((name) => notOfThisRequest.has(name))
  return failure(code, { cause, retry, authentic })
}

/** For logs: the names of the reasons, and what the bank says to people. */
export function reasonOf({ status, failures, text }: StatusInfo): string {
  const reasons = failures.length === 0 ? status : failures.join(', ')
  return text.length === 0 ? reasons : `${reasons}: ${printable(text.join(' '))}`
}
