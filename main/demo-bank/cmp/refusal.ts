/** Bits of PKIFailureInfo that this bank uses (RFC 9810, 5.2.3). */
export const failureBits = {
  badAlg: 0,
  badMessageCheck: 1,
  badRequest: 2,
  badTime: 3,
  badCertId: 4,
  badDataFormat: 5,
  badPOP: 9,
  certRevoked: 10,
  certConfirmed: 11,
  wrongIntegrity: 12,
  badRecipientNonce: 13,
  badSenderNonce: 18,
  badCertTemplate: 19,
  signerNotTrusted: 20,
  transactionIdInUse: 21,
  unsupportedVersion: 22,
  notAuthorized: 23,
  systemUnavail: 24,
  duplicateCertReq: 26,
} as const

/** Why the bank says no: PKIFailureInfo for programs, words for people. */
export interface Refusal {
  readonly failure: keyof typeof failureBits
  readonly reason: string
}

export function refuse(failure: Refusal['failure'], reason: string): Refusal {
  return { failure, reason }
}
