/** One state for each window of the flow, and the facts around it. */
import type { FlowEvent } from '../../../../main/desktop/flow/event.ts'
import type { Facts } from '../../../../main/desktop/flow/facts.ts'
import { type At, firstState, type FlowWindow, type Shown, subjectOf } from '../../../../main/desktop/flow/state.ts'
import { step } from '../../../../main/desktop/flow/step.ts'
import type { BankCertificate, FaultyCertificate } from '../../../../main/renewal/certificates/bank-certificates.ts'
import type { CertificateFacts } from '../../../../main/renewal/certificates/certificate.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import { currentFacts, issuedFacts, now } from '../../renewal/samples.ts'

export const day = 24 * 60 * 60 * 1000

const kept = { keyName: 'koshin-1', protection: 'nss-software', exportable: true, retired: false } as const
export const held = (facts: CertificateFacts, more: Partial<BankCertificate> = {}): BankCertificate => ({
  ...facts,
  ...kept,
  ...more,
})

/** 20 days left. */
export const due = held(currentFacts)
/** A year left; of the same holder. */
export const renewed = held(issuedFacts)
export const expired = held(currentFacts, { notBefore: now - 377 * day, notAfter: now - 12 * day })
export const ofAnother = held(currentFacts, { thumbprint: 'c'.repeat(64), subject: '3001', holder: '佐藤 次郎' })
export const revoked: FaultyCertificate = { ...due, fault: 'revoked' }

export function factsWith(more: Partial<Facts> = {}): Facts {
  return {
    bank: {
      bankName: 'デモ銀行',
      user: 'hanako',
      renewsInGrace: true,
      hasPortal: true,
      canOpenBanking: true,
      enrolUser: undefined,
    },
    now,
    policy: defaultPolicy,
    certificates: [due],
    faulty: [],
    lastKnown: [],
    renewal: undefined,
    issued: undefined,
    bankHost: 'est.bank.example',
    isShown: true,
    isLocked: false,
    history: [],
    silence: { possible: true, until: undefined },
    ...more,
  }
}

export const signedIn = { thumbprint: due.thumbprint, customerName: '山田 花子', email: 'hanako@bank.example' }
export const unreachable = { code: 'bank.unreachable', retry: 'later' } as const
export const refused = { code: 'bank.refused', retry: 'never' } as const

const subject = subjectOf(due)
const shown: { readonly [W in FlowWindow]: Extract<Shown, { window: W }> } = {
  login: { window: 'login', task: 3, busy: false, looking: false, failure: undefined },
  notice: { window: 'notice', subject },
  preparing: { window: 'preparing', subject, task: 3, startedAt: now - 100, checks: [], failure: undefined },
  start: { window: 'start', subject, task: undefined, begun: false },
  working: { window: 'working', purpose: 'renewal', step: 'requesting', retryAt: undefined, failure: undefined },
  completion: {
    window: 'completion',
    purpose: 'renewal',
    made: subjectOf(renewed),
    proven: 'tls',
    unconfirmed: undefined,
    retired: subject,
    inSight: undefined,
    browsers: { sharing: [], apart: [] },
  },
  main: {
    window: 'main',
    subject,
    task: 3,
    selfTest: undefined,
    testing: undefined,
    restoring: undefined,
    failure: undefined,
  },
  acquire: { window: 'acquire', failure: undefined },
  'new-pc': { window: 'new-pc' },
  ended: { window: 'ended', purpose: 'renewal', outcome: 'failed', failure: unreachable, retry: 'by-hand' },
}

export const windows = Object.keys(shown) as readonly FlowWindow[]

/** The flow in one window; `its` is what belongs to that window alone. */
export function at<W extends FlowWindow>(
  window: W,
  its: Partial<Extract<Shown, { window: W }>> = {},
  more: Partial<Omit<At<W>, 'shown'>> = {},
): At<W> {
  return { ...firstState, asked: 3, ...more, shown: { ...shown[window], ...its } }
}

/** A step's outcome in short: which window it leads to, and what is to be done, by name. */
export function outcome(...[state, event, facts = factsWith()]: [At<FlowWindow>, FlowEvent, Facts?]) {
  const next = step(state, event, facts)
  return {
    ...next,
    untouched: next.state === state && next.effects.length === 0,
    window: next.state.shown.window,
    asks: next.effects.map(({ type }) => type),
  }
}

/** The press of a button that needs nothing said. */
export const press = (type: FlowEvent['type'], input?: unknown): FlowEvent => ({ type, input }) as FlowEvent
