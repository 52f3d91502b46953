import type { FailureName } from './writing.ts'

/** Why the bank says no: PKIFailureInfo (RFC 9810, 5.2.3) for programs, words for people. */
export interface Refusal {
  readonly failure: FailureName
  readonly reason: string
}

export function refuse(failure: FailureName, reason: string): Refusal {
  return { failure, reason }
}
