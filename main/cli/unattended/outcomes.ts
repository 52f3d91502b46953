import type { Failure } from '../../renewal/errors.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

/** The exit codes, part of the product's interface: they may be added to, never renumbered. */
export const exitCodes = {
  done: 0,
  internal: 1,
  'configuration-invalid': 2,
  'nothing-to-do': 3,
  'consent-needed': 4,
  absent: 5,
  grace: 6,
  lapsed: 7,
  'several-due': 8,
  'bank-unreachable': 9,
  'bank-refused': 10,
  'wrong-answer': 11,
  'key-store-error': 12,
  busy: 13,
  pending: 14,
  due: 15,
  'policy-error': 16,
  'storage-error': 17,
  locked: 18,
  'checks-failed': 19,
  'wrong-user': 20,
} as const
export type Outcome = keyof typeof exitCodes

/** What somebody has to look into before anything else comes first, and what is well comes last. */
const byWeight: readonly Outcome[] = [
  'internal',
  'policy-error',
  'configuration-invalid',
  'wrong-user',
  'storage-error',
  'key-store-error',
  'wrong-answer',
  'bank-refused',
  'lapsed',
  'grace',
  'absent',
  'several-due',
  'consent-needed',
  'bank-unreachable',
  'checks-failed',
  'locked',
  'busy',
  'pending',
  'due',
  'done',
  'nothing-to-do',
]

/** How a run ends that did several things, each of which ended with one of these exit codes. */
export function worstOf(codes: readonly number[]): number {
  const worst = byWeight.find((outcome) => codes.includes(exitCodes[outcome]))
  return exitCodes[worst ?? 'internal']
}

const outcomes: readonly (readonly [RegExp, Outcome])[] = [
  [/^network\./, 'bank-unreachable'],
  [/^bank\.(unreachable|timeout|busy|maintenance|connection-closed)$/, 'bank-unreachable'],
  [/^bank\./, 'bank-refused'],
  [/^certificate\.(revoked|superseded|lapsed|grace|absent)$/, 'bank-refused'],
  [/^issued\./, 'wrong-answer'],
  [/^keystore\./, 'key-store-error'],
  [/^(storage|journal)\./, 'storage-error'],
  [/^renewal\.locked$/, 'locked'],
  [/^renewal\.wrong-user$/, 'wrong-user'],
  [/^renewal\.login-needed$/, 'consent-needed'],
  [/^(renewal\.busy|handover\.)/, 'busy'],
  [/^(config\.|bank-file\.|schedule\.|renewal\.password-needed$)/, 'configuration-invalid'],
  [/^policy\./, 'policy-error'],
]

/** How a run ends that failed so. */
export function outcomeOf({ code }: Failure): Outcome {
  return outcomes.find(([pattern]) => pattern.test(code))?.[1] ?? 'internal'
}

/** How a diagnosis ends: what keeps Koshin from working at all comes first. */
export function diagnosisOutcome({
  failure,
  bankFailure,
  managed,
}: Pick<Diagnosis, 'failure' | 'bankFailure' | 'managed'>): Outcome {
  if (failure !== undefined) return outcomeOf(failure) === 'storage-error' ? 'storage-error' : 'key-store-error'
  if (managed?.failure !== undefined) return 'policy-error'
  return bankFailure === undefined ? 'done' : outcomeOf(bankFailure)
}
