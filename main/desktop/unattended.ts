/**
 * `koshin --unattended renew`: the same renewal without windows. Prints one JSON object a line and ends with an exit
 * code, for deployment tools and for whoever tests us.
 */
import { writeSync } from 'node:fs'
import { lifeStatus } from '../renewal/certificate.ts'
import type { Failure, FailureCode, Result } from '../renewal/errors.ts'
import type { BankCertificate } from '../renewal/inventory.ts'
import { renewalOf, type RenewalState } from '../renewal/machine.ts'
import type { CheckProgress } from '../renewal/prepare.ts'
import { isUnfinished, type Renewals } from '../renewal/renew.ts'
import type { Policy } from '../renewal/policy.ts'
import type { Clock } from '../renewal/ports.ts'
import type { Holdings } from './holdings.ts'

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
  'policy-error': 16,
} as const
export type Outcome = keyof typeof exitCodes

export interface UnattendedPorts {
  readonly holdings: Holdings
  readonly renewals: Renewals
  readonly prepare: (current: BankCertificate, onProgress: (checks: readonly CheckProgress[]) => void) => Promise<Result<void>>
  readonly policy: Policy
  /** Can the bank renew with a certificate that has expired? */
  readonly renewsInGrace: boolean
  readonly clock: Clock
  /** Did a renewal move during this run? */
  readonly moved: () => boolean
}

export interface UnattendedOptions {
  /** `--yes`: the organisation answers both confirmations. */
  readonly yes: boolean
  readonly thumbprint: string | undefined
}

/** Renews the certificate that is due. Resolves with the exit code after its last line is written. */
export async function renewUnattended(ports: UnattendedPorts, options: UnattendedOptions): Promise<number> {
  const { holdings, renewals, clock } = ports
  const resumed = await renewals.restart()
  if (!resumed.ok) return finish('busy', clock, { failure: resumed.failure })
  const listed = await holdings.refresh()
  if (!listed.ok) return finish(outcomeOf(listed.failure), clock, { failure: listed.failure })

  // A renewal that an earlier run left half-done may just have been completed by reading its journal.
  const finished = resumed.value?.step === 'complete' && ports.moved() ? renewals.issuedFacts(resumed.value) : undefined
  const carriedOn = listed.value.find((one) => one.thumbprint === finished?.thumbprint)
  if (carriedOn !== undefined) return finish('done', clock, { certificate: carriedOn })

  const chosen = choose(listed.value, ports, options.thumbprint)
  if ('outcome' in chosen) return finish(chosen.outcome, clock, { certificates: listed.value })
  if (!options.yes) return finish('consent-needed', clock, { certificate: chosen.certificate })
  return renew(chosen.certificate, ports)
}

async function renew(certificate: BankCertificate, { prepare, renewals, holdings, clock }: UnattendedPorts): Promise<number> {
  const prepared = await prepare(certificate, (checks) => {
    const moved = checks.findLast((one) => one.state !== 'waiting')
    if (moved !== undefined && moved.state !== 'running') line(clock, 'check', { check: moved.check, state: moved.state, took: moved.took })
  })
  if (!prepared.ok) return finish(outcomeOf(prepared.failure), clock, { failure: prepared.failure })
  const result = await renewals.start(renewalOf(certificate))
  if (!result.ok) return finish(outcomeOf(result.failure), clock, { failure: result.failure })
  const state = result.value
  await holdings.refresh()
  switch (state.step) {
    case 'complete': {
      const made = holdings.find(renewals.issuedFacts(state)?.thumbprint ?? '')
      if (made === undefined) return finish('key-store-error', clock, {})
      return finish('done', clock, { certificate: made, retired: certificate.thumbprint })
    }
    case 'waiting':
      return finish('pending', clock, { retryAt: new Date(state.retryAt).toISOString() })
    case 'stalled':
      return finish(outcomeOf(state.failure), clock, { failure: state.failure })
    case 'ended':
      if (state.ending.kind === 'failed') return finish(outcomeOf(state.ending.failure), clock, { failure: state.ending.failure })
      return finish('consent-needed', clock, {})
    default:
      return finish('internal', clock, { step: state.step })
  }
}

/** Prints a step of a renewal under way; never holder names or other personal data. */
export function tellStep(state: RenewalState, clock: Clock): void {
  if (isUnfinished(state)) line(clock, 'step', { step: state.step })
}

/** Prints the closing line. */
export function finish(outcome: Outcome, clock: Clock, detail: Record<string, unknown>): number {
  const { certificate, certificates, ...rest } = detail as { certificate?: BankCertificate; certificates?: readonly BankCertificate[] }
  line(clock, 'result', {
    outcome,
    exitCode: exitCodes[outcome],
    ...rest,
    ...(certificate === undefined ? {} : { certificate: told(certificate) }),
    ...(certificates === undefined ? {} : { certificates: certificates.map(told) }),
  })
  return exitCodes[outcome]
}

function told({ thumbprint, serial, notBefore, notAfter }: BankCertificate): Record<string, string> {
  return { thumbprint, serial, notBefore: new Date(notBefore).toISOString(), notAfter: new Date(notAfter).toISOString() }
}

// Synchronously: the process ends right after its last line, and a pipe would lose what is still buffered.
function line(clock: Clock, event: string, detail: Record<string, unknown>): void {
  writeSync(1, `${JSON.stringify({ schema: 1, time: new Date(clock()).toISOString(), event, ...detail })}\n`)
}

type Choice = { readonly certificate: BankCertificate } | { readonly outcome: Outcome }

/** Never "the first certificate": the one that is due, or the one that was named. */
function choose(certificates: readonly BankCertificate[], { policy, clock, renewsInGrace }: UnattendedPorts, thumbprint: string | undefined): Choice {
  const named = thumbprint === undefined ? certificates : certificates.filter((one) => one.thumbprint === thumbprint)
  const now = clock()
  const renewable = (status: string): boolean => status === 'due' || (status === 'grace' && renewsInGrace)
  const due = named.filter((one) => renewable(lifeStatus(one, policy, now)))
  if (due.length > 1) return { outcome: 'several-due' }
  if (due[0] !== undefined) return { certificate: due[0] }
  const status = lifeStatus(named[0], policy, now)
  return { outcome: status === 'absent' || status === 'grace' || status === 'lapsed' ? status : 'nothing-to-do' }
}

const outcomes: readonly (readonly [RegExp, Outcome])[] = [
  [/^network\./, 'bank-unreachable'],
  [/^bank\.(unreachable|timeout|busy)$/, 'bank-unreachable'],
  [/^bank\./, 'bank-refused'],
  [/^certificate\.(revoked|lapsed|grace|absent)$/, 'bank-refused'],
  [/^issued\./, 'wrong-answer'],
  [/^keystore\./, 'key-store-error'],
  [/^(renewal\.busy|journal\.)/, 'busy'],
  [/^config\./, 'configuration-invalid'],
  [/^policy\./, 'policy-error'],
]

/** The exit codes tell fewer failures apart than there are. */
export function outcomeOf(failure: Failure): Outcome {
  const code: FailureCode = failure.code
  return outcomes.find(([pattern]) => pattern.test(code))?.[1] ?? 'internal'
}
