/** What each window shows, from the flow's state and the facts; decides nothing. */
import type { ConsentQuestion, View } from '../../../preload/contract.ts'
import { overallStatus } from '../../renewal/certificates/bank-certificates.ts'
import type { AskedServer } from '../../bank/destination.ts'
import { type CertificateFacts, opensConnection } from '../../renewal/certificates/certificate.ts'
import type { Failure } from '../../renewal/errors.ts'
import type { RenewalState } from '../../renewal/machine/machine.ts'
import { type Phase, phaseOf } from '../../renewal/machine/phase.ts'
import type { Question } from '../../renewal/ports.ts'
import { isUnfinished } from '../../renewal/renew.ts'
import { retriesByItself } from '../../renewal/retry.ts'
import { cardOf } from './card.ts'
import {
  againAfter,
  canGiveUp,
  canReturn,
  type Facts,
  find,
  renewableExpired,
  renewsUnasked,
  usable,
  waiting,
} from './facts.ts'
import type { At, FlowState, FlowWindow } from './state.ts'

/** An optional part of a view, left out rather than undefined. */
function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })
}

const completions: ReadonlySet<string> = new Set(['renewed', 'acquired'])

const drawings: { readonly [W in FlowWindow]: (state: At<W>, facts: Facts) => View } = {
  login({ shown, chosen }, facts) {
    const { bank, certificates, faulty, policy, now } = facts
    const open = usable(facts)
    // Several of one holder are one certificate and its predecessors; of several holders the user picks one.
    const only = new Set(open.map(({ subject }) => subject)).size === 1 ? open[0] : undefined
    // Shown as what it was, until it is looked at: nothing of it is chosen.
    const known = shown.looking ? facts.lastKnown.filter((one) => opensConnection(one, now)) : []
    const selected = open.find(({ thumbprint }) => thumbprint === chosen) ?? only
    return {
      window: 'login',
      bankName: bank.bankName,
      hasPortal: bank.hasPortal,
      certificates: (open.length > 0 ? open : known.length > 0 ? known : [...certificates, ...faulty]).map((one) =>
        cardOf(one, facts),
      ),
      user: bank.user,
      ...optional('selected', selected?.thumbprint),
      status: overallStatus(certificates, faulty, policy, now),
      canRenew: renewableExpired(facts) !== undefined,
      canAcquire: true,
      busy: shown.busy,
      looking: shown.looking,
      ...optional('waiting', waiting(facts)),
      ...optional('unfinished', interrupted(facts.renewal)),
      ...optional('failure', shown.failure),
    }
  },

  notice: ({ shown }, facts) => ({
    window: 'notice',
    certificate: cardOf(shown.subject, facts),
    ...optional('automatic', renewsUnasked(facts)),
    reminders: {
      canBeSilenced: facts.silence?.possible ?? false,
      ...optional('silentUntil', facts.silence?.until),
      from: Math.max(...facts.policy.reminderDays),
    },
  }),

  preparing: ({ shown }) => ({ window: 'preparing', checks: [...shown.checks], ...optional('failure', shown.failure) }),

  start: ({ shown }, facts) => ({
    window: 'start',
    certificate: cardOf(shown.subject, facts),
    bankHost: facts.bankHost,
    ...optional('busy', shown.begun || undefined),
  }),

  working: ({ shown: { purpose, step, retryAt, failure } }, facts) => ({
    window: 'working',
    purpose,
    step,
    ...optional('retryAt', retryAt),
    ...optional('canLeave', retryAt !== undefined || undefined),
    ...stopped(failure, facts),
  }),

  completion({ shown: { purpose, made, proven, unconfirmed, retired, inSight, browsers } }, facts) {
    const told = facts.history.find(({ event, serial }) => completions.has(event) && serial === made.serial)
    return {
      window: 'completion',
      purpose,
      certificate: cardOf(made, facts),
      ...optional('automatic', told?.automatic),
      ...optional('proven', proven),
      ...optional('unconfirmed', unconfirmed),
      ...optional('retired', retired && cardOf(retired, facts)),
      ...optional('inSight', inSight && cardOf(inSight, facts)),
      browsers,
      afterRenewal: [...facts.policy.afterRenewal],
      ...optional('canReturn', canReturn(facts) || undefined),
      completedAt: told?.time ?? facts.now,
      confirmedBy:
        facts.bank.managedConsent === true ? { who: 'organisation' } : { who: 'user', user: facts.bank.user },
    }
  },

  main({ shown, signedIn, restorable }, facts) {
    const { bank, history, now } = facts
    const certificate = cardOf(shown.subject, facts)
    return {
      window: 'main',
      bankName: bank.bankName,
      ...optional('customerName', signedIn?.customerName),
      certificate,
      ...optional('nextNotice', certificate.noticeFrom > now ? certificate.noticeFrom : undefined),
      ...optional('automatic', renewsUnasked(facts)),
      history: history.slice(0, 20),
      ...optional('email', signedIn?.email),
      ...optional('message', signedIn?.message),
      ...optional('waiting', waiting(facts)),
      canOpenBanking: bank.canOpenBanking,
      ...optional('selfTest', shown.selfTest),
      retired: [...restorable],
      ...optional('notes', facts.notes),
      ...optional('failure', shown.failure ?? signedIn?.policyFailure),
    }
  },

  acquire({ shown }, facts) {
    const { bank, renewal, certificates, faulty, policy, now } = facts
    const unfinished = renewal !== undefined && isUnfinished(renewal) ? renewal : undefined
    const known = unfinished?.purpose.kind === 'enrolment' ? unfinished.purpose.customerId : undefined
    return {
      window: 'acquire',
      bankName: bank.bankName,
      customerId: known ?? bank.enrolUser ?? '',
      status: overallStatus(certificates, faulty, policy, now),
      resuming: known !== undefined && unfinished?.step !== 'postponed',
      ...optional('waiting', waiting(facts)),
      ...stopped(shown.failure, facts),
    }
  },

  'new-pc': (_state, facts) => ({
    window: 'new-pc',
    bankName: facts.bank.bankName,
    certificates: usable(facts).map((one) => cardOf(one, facts)),
    unfinished: facts.renewal !== undefined && isUnfinished(facts.renewal),
  }),

  ended: ({ shown, signedIn }, facts) => ({
    window: 'ended',
    purpose: shown.purpose,
    outcome: shown.outcome,
    ...stopped(shown.failure, facts),
    retry: shown.retry,
    ...optional('again', againAfter(shown, facts)),
    ...optional('canGiveUp', (shown.outcome === 'failed' && canGiveUp(facts.renewal)) || undefined),
    leadsTo: find(facts, signedIn?.thumbprint) === undefined ? 'login' : 'main',
  }),
}

/** A failure of a renewal, and how far it has come: what is safe depends on both. */
function stopped(failure: Failure | undefined, { renewal }: Facts): { failure?: Failure; phase?: Phase } {
  return { ...optional('failure', failure), ...optional('phase', failure && renewal && phaseOf(renewal)) }
}

export function draw(state: FlowState, facts: Facts): View {
  const drawing = drawings[state.shown.window] as (state: FlowState, facts: Facts) => View
  return drawing(state, facts)
}

/** What stopped, and goes on only at its user's wish; or waits for the bank. */
function interrupted(renewal: RenewalState | undefined): (View & { window: 'login' })['unfinished'] {
  if (renewal?.step === 'waiting') {
    const { purpose, retryAt, failure } = renewal
    return { purpose: purpose.kind, automatic: true, retryAt, ...optional('failure', failure) }
  }
  if (renewal?.step !== 'stalled' && renewal?.step !== 'password-needed') return undefined
  const automatic = renewal.step === 'stalled' && retriesByItself(renewal.failure)
  return { purpose: renewal.purpose.kind, automatic, ...optional('failure', renewal.failure) }
}

/**
 * Web アクセスの確認; and whether what is under way shall be given up.
 *
 * @param server that is asked next; undefined: none is
 * @param issued what the certificate in that state says of itself
 */
export function drawQuestion(
  question: Question | 'give-up',
  state: RenewalState,
  server: AskedServer | undefined,
  issued: CertificateFacts | undefined,
): ConsentQuestion {
  const { purpose } = state
  const facts = question === 'request' ? undefined : issued
  const unconfirmed = question === 'installation' && 'unconfirmed' in state && state.unconfirmed !== undefined
  return {
    question,
    purpose: purpose.kind,
    ...(server ?? { bankHost: '', bankVerified: false }),
    holder: facts?.holder ?? (purpose.kind === 'renewal' ? purpose.holder : purpose.customerId),
    ...optional('notAfter', facts?.notAfter),
    ...optional('unconfirmed', unconfirmed || undefined),
  }
}
