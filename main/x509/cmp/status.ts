/** PKIStatusInfo (RFC 9810, 5.2.3): yes, no or later, and why. */
import { content, integer, type Node, sequence, Type, universal } from '../der.ts'
import { fieldsOf, smallInteger, texts, textsOf } from './fields.ts'

/** In the order of their numbers. */
const statuses = [
  'accepted',
  'grantedWithMods',
  'rejection',
  'waiting',
  'revocationWarning',
  'revocationNotification',
  'keyUpdateWarning',
] as const
export type Status = (typeof statuses)[number]

/** PKIFailureInfo: the names of its bits, in their order. */
export const failureNames = [
  'badAlg',
  'badMessageCheck',
  'badRequest',
  'badTime',
  'badCertId',
  'badDataFormat',
  'wrongAuthority',
  'incorrectData',
  'missingTimeStamp',
  'badPOP',
  'certRevoked',
  'certConfirmed',
  'wrongIntegrity',
  'badRecipientNonce',
  'timeNotAvailable',
  'unacceptedPolicy',
  'unacceptedExtension',
  'addInfoNotAvailable',
  'badSenderNonce',
  'badCertTemplate',
  'signerNotTrusted',
  'transactionIdInUse',
  'unsupportedVersion',
  'notAuthorized',
  'systemUnavail',
  'systemFailure',
  'duplicateCertReq',
] as const
export type FailureName = (typeof failureNames)[number]

export interface StatusInfo {
  readonly status: Status
  /** What the other side says to people. */
  readonly text: readonly string[]
  readonly failures: readonly FailureName[]
}

export function readStatus(node: Node): StatusInfo {
  const fields = fieldsOf(node, 'PKIStatusInfo')
  const status = statuses[smallInteger(fields.next())]
  if (status === undefined) throw new Error('CMP: an unknown PKIStatus')
  const text = fields.optional(Type.SEQUENCE)
  const failures = fields.optional(Type.BITSTRING)
  fields.end()
  return {
    status,
    text: text === undefined ? [] : textsOf(text),
    failures: failures === undefined ? [] : failuresOf(content(failures)),
  }
}

export function writeStatus({ status, text, failures }: StatusInfo): Node {
  const bits = failures.length === 0 ? [] : [failureBits(failures)]
  return sequence(integer(statuses.indexOf(status)), ...texts(text), ...bits)
}

/** Bits without a name are younger than this file; what they say is not understood, so it is not told. */
function failuresOf([unused = 8, ...octets]: Uint8Array): FailureName[] {
  if (unused > 7 || octets.length > 16) throw new Error('CMP: not a PKIFailureInfo')
  return failureNames.filter((_, bit) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0)
}

/** A named bit list ends with its last bit that is set (X.690, 11.2.2); the first octet counts the unused bits. */
function failureBits(failures: readonly FailureName[]): Node {
  const bits = failures.map((name) => failureNames.indexOf(name))
  const last = Math.max(...bits)
  const octets = Buffer.alloc((last >> 3) + 1)
  for (const bit of bits) octets[bit >> 3]! |= 0x80 >> (bit & 7)
  const value = Buffer.concat([Uint8Array.of(7 - (last & 7)), octets]).toString('latin1')
  return universal(Type.BITSTRING, false, value)
}
